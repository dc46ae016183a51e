"""Which pages shoppers see: every publication with its document as this process knows it, decided at each request."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from ..catalog.kept import kept
from ..db import db
from ..rules.page_steps import Document
from ..rules.publications import PublicationFacts, changes, live
from .models import Page, PageItem, PagePublication, PageVersion
from .rendering import boundaries


@dataclass(frozen=True, slots=True)
class LivePage:
    """A page as it is known: its publications, and the documents of their versions by the version's id."""

    id: int
    slug: str
    kind: str
    publications: tuple[PublicationFacts, ...]
    documents: dict[int, Document]

    def is_known(self, now: datetime) -> bool:
        """Whether shoppers ever saw it before `now`: then it is gone, and not merely unknown."""
        return any(each.starts_at <= now for each in self.publications)

    def document(self, now: datetime) -> Document | None:
        """Return what shoppers see at `now`, None when the page is off."""
        shown = live(self.publications, now)
        return None if shown is None or shown.version is None else self.documents[shown.version]


@dataclass(frozen=True, slots=True)
class LivePages:
    """All pages that were ever published, and every instant at which one of them changes by itself."""

    pages: tuple[LivePage, ...]
    moments: tuple[datetime, ...]
    items: dict[str, str] = field(default_factory=dict)

    def address_of_item(self, item_id: str, now: datetime) -> str | None:
        """Return the page that an item of the Tmall shop leads to, None where there is none to be seen."""
        slug = self.items.get(item_id)
        page = self.by_slug(slug) if slug else None
        return f"/l/{slug}" if page is not None and page.document(now) is not None else None

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


def live_pages() -> LivePages:
    """Return all published pages; three queries after the catalogue's version rose, none otherwise."""
    return kept("pages.live", 1).get_or_make("all", _read)


def _read() -> LivePages:
    rows = db.session.execute(select(PagePublication, Page.slug, Page.kind).join(Page).order_by(Page.id)).all()
    wanted = {row.PagePublication.version_id for row in rows} - {None}
    versions = db.session.execute(select(PageVersion.id, PageVersion.document).where(PageVersion.id.in_(wanted)))
    documents: dict[int, Document] = {row.id: row.document for row in versions}
    grouped: dict[tuple[int, str, str], list[PublicationFacts]] = defaultdict(list)
    for row in rows:
        grouped[row.PagePublication.page_id, row.slug, row.kind].append(facts_of(row.PagePublication))
    pages = tuple(LivePage(*key, tuple(facts), documents) for key, facts in grouped.items())
    moments = {moment for page in pages for moment in changes(page.publications)}
    moments |= {moment for document in documents.values() for moment in boundaries(document)}
    items = db.session.execute(select(PageItem.item_id, Page.slug).join(Page, Page.id == PageItem.page_id)).all()
    return LivePages(pages, tuple(sorted(moments)), {row.item_id: row.slug for row in items})


def facts_of(row: PagePublication) -> PublicationFacts:
    """Return what decides of a row."""
    return PublicationFacts(row.id, row.version_id, row.starts_at, row.ends_at, row.cancelled_at)
