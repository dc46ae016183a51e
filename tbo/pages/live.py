"""Which pages shoppers see: what is or will be shown, as this process knows it today, decided at each request."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from .. import clock
from ..catalog.kept import kept
from ..catalog.naming import names_hidden
from ..db import db
from ..rules.access import VISITOR, ProfileFacts
from ..rules.page_steps import Document
from ..rules.publications import PublicationFacts, changes, live
from .models import ONE_OF, Page, PageItem, PagePublication, PageVersion, facts_of
from .rendering import boundaries
from .splits import Split, running_splits

# Today, and another for whoever looks at a page as of some moment.
KEPT_DAYS = 3
FOR_CHILDREN = frozenset({"children", "legal"})


@dataclass(frozen=True, slots=True)
class LivePage:
    """A page as it is known: its publications that can still be seen, and the documents of their versions by id.

    `first_at` is when shoppers saw it first, or will. `tested` is the experiment that nobody ended yet.
    """

    id: int
    slug: str
    kind: str
    first_at: datetime
    publications: tuple[PublicationFacts, ...]
    documents: dict[int, Document]
    tested: Split | None = None

    def is_for(self, profile: ProfileFacts) -> bool:
        """Whether it is there for a profile, with all its words.

        Campaigns sell, and their words name what they like: not to a child. Nor to anybody by the name of a title that
        does not exist for them.
        """
        is_told = profile.kind != "child" or self.kind in FOR_CHILDREN
        return is_told and not names_hidden(self.slug, profile)

    def has_catalogue_for(self, profile: ProfileFacts) -> bool:
        """Whether a child may find what its titles and shelves are to a child, without a word that was typed."""
        return is_without_words(self.kind, profile) and not names_hidden(self.slug, profile)

    def is_known(self, now: datetime) -> bool:
        """Whether shoppers ever saw it before `now`: then it is gone, and not merely unknown."""
        return self.first_at <= now

    def version(self, now: datetime) -> int | None:
        """Return the version that shoppers see at `now`, None when the page is off."""
        shown = live(self.publications, now)
        return shown.version if shown else None

    def document(self, now: datetime) -> Document | None:
        """Return what that version says."""
        version = self.version(now)
        return None if version is None else self.documents[version]

    def split(self, now: datetime) -> Split | None:
        """Return the experiment that deals visitors at `now`: only as long as what is live is its A."""
        tested = self.tested
        return tested if tested and tested.runs(now) and self.version(now) == tested.a else None


@dataclass(frozen=True, slots=True)
class LivePages:
    """All pages that were ever published, and every instant at which one of them changes by itself."""

    pages: tuple[LivePage, ...]
    moments: tuple[datetime, ...]
    items: dict[str, str] = field(default_factory=dict)

    def address_of_item(self, item_id: str, now: datetime) -> str | None:
        """Return the page that an item of the Tmall shop leads to, None where there is none to be seen."""
        slug = self.items.get(item_id)
        return f"/l/{slug}" if slug and self.is_shown(slug, now) else None

    def is_shown(self, slug: str, now: datetime, profile: ProfileFacts = VISITOR) -> bool:
        """Whether shoppers of this kind see the page with this address."""
        page = self.by_slug(slug)
        return page is not None and page.is_for(profile) and page.document(now) is not None

    def by_slug(self, slug: str) -> LivePage | None:
        """Return the page with this address."""
        return next((page for page in self.pages if page.slug == slug), None)

    def by_kind(self, kind: str, now: datetime) -> tuple[LivePage, Document] | None:
        """Return the page of a kind that is shown now."""
        for page in self.pages:
            document = page.document(now) if page.kind == kind else None
            if document is not None:
                return page, document
        return None

    def next_change(self, now: datetime) -> datetime | None:
        """Return the soonest instant after `now` at which any page changes by itself."""
        place = bisect_right(self.moments, now)
        return self.moments[place] if place < len(self.moments) else None


def is_without_words(kind: str, profile: ProfileFacts) -> bool:
    """Whether a profile is shown only the titles of such a page, not its words: a child, on a page that sells."""
    return profile.kind == "child" and kind not in FOR_CHILDREN | ONE_OF


def live_pages() -> LivePages:
    """Return all published pages; five queries a day and after the catalogue's version rose, none otherwise.

    One more while a page is tested.
    """
    since = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return kept("pages.live", KEPT_DAYS).get_or_make(since, lambda: _read(since))


def _read(since: datetime) -> LivePages:
    firsts = db.session.execute(
        select(Page.id, Page.slug, Page.kind, func.min(PagePublication.starts_at).label("first_at"))
        .join(PagePublication, PagePublication.page_id == Page.id)
        .group_by(Page.id, Page.slug, Page.kind)
        .order_by(Page.id)
    ).all()
    grouped: dict[int, list[PublicationFacts]] = defaultdict(list)
    for row in db.session.scalars(select(PagePublication).where(may_be_seen_from(since)).order_by(PagePublication.id)):
        grouped[row.page_id].append(facts_of(row))
    splits = running_splits()
    wanted = {each.version for facts in grouped.values() for each in facts} | {each.b for each in splits.values()}
    known = PageVersion.id.in_(wanted - {None})
    versions = db.session.execute(select(PageVersion.id, PageVersion.document).where(known))
    documents: dict[int, Document] = {row.id: row.document for row in versions}
    pages = tuple(
        LivePage(row.id, row.slug, row.kind, row.first_at, tuple(grouped[row.id]), documents, splits.get(row.id))
        for row in firsts
    )
    moments = {each.ends_at for each in splits.values()}
    moments |= {moment for page in pages for moment in changes(page.publications)}
    moments |= {moment for document in documents.values() for moment in boundaries(document)}
    items = db.session.execute(select(PageItem.item_id, Page.slug).join(Page, Page.id == PageItem.page_id)).all()
    return LivePages(pages, tuple(sorted(moments)), {row.item_id: row.slug for row in items})


def may_be_seen_from(since: datetime) -> ColumnElement[bool]:
    """What has neither ended by then nor been replaced for good: by a later, endless one that had begun by then."""
    later = aliased(PagePublication)
    gave_way = (
        select(later.id)
        .where(
            later.page_id == PagePublication.page_id,
            later.ends_at.is_(None),
            later.cancelled_at.is_(None),
            later.starts_at <= since,
            tuple_(later.starts_at, later.id) > tuple_(PagePublication.starts_at, PagePublication.id),
        )
        .exists()
    )
    ends = (PagePublication.ends_at, PagePublication.cancelled_at)
    return and_(~gave_way, *(or_(end.is_(None), end > since) for end in ends))
