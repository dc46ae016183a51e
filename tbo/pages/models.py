"""Tables of landing pages: page, versions, when each is shown, draft, who has it open, previews, what leads there."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..append_only import append_only
from ..db import Json, Model, UtcTime
from ..rules.publications import PublicationFacts
from .experiment_models import Experiment, ExperimentVisitor  # noqa: F401 - whoever imports the tables gets them all
from .picture_models import Picture, PictureFile  # noqa: F401 - the same

KINDS = ("home", "children", "campaign", "collection", "legal")
# The shop has one home, and children have one.
ONE_OF = frozenset({"home", "children"})
_IS_ONE = text("kind IN ('home', 'children')")


def path_of(kind: str, slug: str) -> str:
    """Return where a page is shown, from the root and without a language."""
    return "/" if kind in ONE_OF else f"/l/{slug}"


class Page(Model):
    """A page at /l/<slug>; the one of kind home also at the shop's own address, the children's there for a child."""

    __tablename__ = "page"
    __table_args__ = (
        CheckConstraint("kind IN ('home', 'children', 'campaign', 'collection', 'legal')", name="kind_known"),
        Index("uq_page_one_of_kind", "kind", unique=True, sqlite_where=_IS_ONE, postgresql_where=_IS_ONE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(12), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(120))


class PageVersion(Model):
    """A document as it was published; append-only. `hash` is that of the document."""

    __tablename__ = "page_version"
    __table_args__ = (
        UniqueConstraint("page_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    number: Mapped[int]
    document: Mapped[dict] = mapped_column(Json)
    hash: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(120))


append_only(PageVersion.metadata.tables[PageVersion.__tablename__])


class PagePublication(Model):
    """A version (none: the page is off) from an instant on, its end exclusive; only `cancelled_at` is written later."""

    __tablename__ = "page_publication"
    __table_args__ = (CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("page_version.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    note: Mapped[str | None] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(120))


class PageDraft(Model):
    """What is being worked on; `revision` is the number of its last step."""

    __tablename__ = "page_draft"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    document: Mapped[dict] = mapped_column(Json)
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_by: Mapped[str] = mapped_column(String(120))


class PageStep(Model):
    """One change of a draft, in the order in which they were made; `undoes` is the number of a step it takes back.

    `tab` is the editor's page in which it was typed, `turn` how often that had saved before.
    """

    __tablename__ = "page_step"
    __table_args__ = (UniqueConstraint("page_id", "number"), Index(None, "page_id", "key", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(120))
    before: Mapped[object] = mapped_column(Json, nullable=True)
    after: Mapped[object] = mapped_column(Json, nullable=True)
    undoes: Mapped[int | None]
    is_undone: Mapped[bool] = mapped_column(default=False)
    tab: Mapped[str | None] = mapped_column(String(24))
    turn: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(120))


class PagePresence(Model):
    """Somebody who has a page's editor open, the block they are in, and when their browser last said so."""

    __tablename__ = "page_presence"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    who: Mapped[str] = mapped_column(String(120), primary_key=True)
    block: Mapped[str] = mapped_column(String(8))
    seen_at: Mapped[datetime] = mapped_column(UtcTime)


class PageItem(Model):
    """An item of the Tmall shop that leads to a page, as long as shoppers see that."""

    __tablename__ = "page_item"

    item_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)


class PageLink(Model):
    """A look at one page's draft for whoever has the link; its secret is kept hashed."""

    __tablename__ = "page_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    persona: Mapped[str] = mapped_column(String(12))
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(120))


def facts_of(row: PagePublication) -> PublicationFacts:
    """Return what decides of a row."""
    return PublicationFacts(row.id, row.version_id, row.starts_at, row.ends_at, row.cancelled_at)
