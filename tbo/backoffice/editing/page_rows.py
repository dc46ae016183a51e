"""How each landing page stands, and which of them a list is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select

from ...db import db
from ...pages.models import Page, PageDraft, PagePublication, PageStep, PageVersion, facts_of, path_of
from ...pages.presence import name_within
from ...pages.publishing import hash_of
from ...pages.translated import untranslated
from ...rules.publications import live, next_change
from ...web.locale import NAMES, TAGS
from .page_words import name_of_page

ALL, MINE = "all", "mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A page as the list says it. `untranslated` are the languages in which some of its draft is missing."""

    slug: str
    address: str
    name: str
    kind: str
    state: str
    version: int | None
    changes_at: datetime | None
    changed_at: datetime
    changed_by: str
    untranslated: tuple[str, ...]


FILTERS: dict[str, Callable[[PageRow], bool]] = {
    ALL: lambda _row: True,
    "live": lambda row: row.state in ("live", "changed"),
    "changed": lambda row: row.state == "changed",
    "scheduled": lambda row: row.state == "scheduled",
    "draft": lambda row: row.state == "draft",
    "over": lambda row: row.state in ("ended", "off"),
    "untranslated": lambda row: bool(row.untranslated),
}


def filter_words() -> list[tuple[str, str]]:
    """Return what a list may be asked for, with its words."""
    return [
        (ALL, _("全部")),
        ("live", _("在线")),
        ("changed", _("有没发布的改动")),
        ("scheduled", _("排好了")),
        ("draft", _("草稿")),
        ("over", _("结束或下线")),
        ("untranslated", _("缺翻译")),
        (MINE, _("我动过的")),
    ]


def pages_to_show(show: str, who: str, now: datetime) -> list[PageRow]:
    """Return the pages that a list is asked for: a key of FILTERS, or MINE for what `who` made or ever changed."""
    rows = rows_of_pages(now)
    if show == MINE:
        by = touched_by(who)
        return [row for row in rows if row.slug in by]
    return [row for row in rows if FILTERS[show](row)]


def touched_by(who: str) -> set[str]:
    """Return the addresses of the pages that somebody made, or took a step in; one query."""
    stepped = exists().where(PageStep.page_id == Page.id, PageStep.made_by == who)
    return set(db.session.scalars(select(Page.slug).where(or_(Page.made_by == who, stepped))))


def rows_of_pages(now: datetime) -> list[PageRow]:
    """Return every page with how it stands; four queries, of however many pages."""
    publications: dict[int, list] = {}
    for row in db.session.scalars(select(PagePublication).order_by(PagePublication.id)):
        publications.setdefault(row.page_id, []).append(facts_of(row))
    versions = {
        row.id: row for row in db.session.execute(select(PageVersion.id, PageVersion.number, PageVersion.hash)).all()
    }
    rows = db.session.execute(select(Page, PageDraft).join(PageDraft, PageDraft.page_id == Page.id).order_by(Page.id))
    return [_row(row.Page, row.PageDraft, publications.get(row.Page.id, []), versions, now) for row in rows]


def _row(page: Page, draft: PageDraft, publications: list, versions: dict, now: datetime) -> PageRow:
    shown = live(publications, now)
    version = versions.get(shown.version) if shown else None
    change = next_change(publications, now)
    if version is not None:
        state = "live" if version.hash == hash_of(draft.document) else "changed"
    elif change is not None:
        state = "scheduled"
    else:
        state = "off" if shown else "ended" if publications else "draft"
    return PageRow(
        slug=page.slug,
        address=path_of(page.kind, page.slug),
        name=name_of_page(page.kind, page.slug, draft.document),
        kind=page.kind,
        state=state,
        version=version.number if version else None,
        changes_at=change,
        changed_at=draft.changed_at,
        changed_by=name_within(draft.changed_by),
        untranslated=tuple(NAMES[locale] for locale, tag in TAGS.items() if untranslated(draft.document, tag)[0]),
    )
