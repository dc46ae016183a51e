"""Pages as rows: found by their address, made with a draft to begin with."""

import re

from flask_babel import gettext as _
from sqlalchemy import select

from .. import clock
from ..db import db
from ..web.errors import Refusal
from .default_pages import default_document
from .models import KINDS, Page, PageDraft

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = 60
# The shop has one home, and children have one.
ONE_OF = frozenset({"home", "children"})


class NoSuchName(Refusal):
    """A page cannot have this address or kind."""

    status = 422

    def __init__(self, said: str, words: str):
        super().__init__(said)
        self._words = words

    def words(self) -> str:
        """Say what it may be."""
        return self._words


def page_or_none(slug: str) -> Page | None:
    """Return the page with this address."""
    return db.session.scalars(select(Page).where(Page.slug == slug[:LONGEST])).first()


def draft_of(page: Page) -> PageDraft:
    """Return the page's draft."""
    return db.session.get_one(PageDraft, page.id)


def make_page(slug: str, kind: str, title: str, who: str) -> Page:
    """Make a page with a draft. Raises NoSuchName. Never commits."""
    if kind not in KINDS:
        raise NoSuchName(f"kind {kind[:20]!r}", _("请选页面的种类。"))
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST:
        words = _("地址只有小写字母、数字和横线，最多 %(most)s 个。", most=LONGEST)
        raise NoSuchName(f"address {slug[:LONGEST]!r}", words)
    if page_or_none(slug) is not None:
        raise NoSuchName(f"{slug} is taken", _("已经有这个地址的页面了。"))
    if kind in ONE_OF and db.session.scalar(select(Page.id).where(Page.kind == kind).limit(1)) is not None:
        raise NoSuchName(f"there is a page of kind {kind}", _("这种页面只能有一个，已经有了。"))
    now = clock.now()
    page = Page(slug=slug, kind=kind, made_at=now, made_by=who)
    db.session.add(page)
    db.session.flush()
    document = default_document(kind)
    if title:
        document["page"] = {"title": {"zh-Hans": title}}
    db.session.add(PageDraft(page_id=page.id, document=document, revision=0, changed_at=now, changed_by=who))
    db.session.flush()
    return page
