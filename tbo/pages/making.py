"""Pages as rows: found by their address, made with a draft to begin with."""

import re

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..db import db
from .default_pages import default_document
from .models import KINDS, ONE_OF, Page, PageDraft
from .refusals import NoSuchName

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = 60


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
    _check_is_free(slug, kind)
    now = clock.now()
    page = Page(slug=slug, kind=kind, made_at=now, made_by=who)
    try:
        with db.session.begin_nested():
            db.session.add(page)
    except IntegrityError:
        # Somebody made it since it was looked for; the constraint let one of two through.
        _check_is_free(slug, kind)
        raise
    document = default_document(kind)
    if title:
        document["page"] = {"title": {"zh-Hans": title}}
    db.session.add(PageDraft(page_id=page.id, document=document, revision=0, changed_at=now, changed_by=who))
    db.session.flush()
    return page


def _check_is_free(slug: str, kind: str) -> None:
    """Raises NoSuchName where there is such a page already."""
    if page_or_none(slug) is not None:
        raise NoSuchName(f"{slug} is taken", _("已经有这个地址的页面了。"))
    if kind in ONE_OF and db.session.scalar(select(Page.id).where(Page.kind == kind).limit(1)) is not None:
        raise NoSuchName(f"there is a page of kind {kind}", _("这种页面只能有一个，已经有了。"))
