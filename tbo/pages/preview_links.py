"""A look at one page's draft for whoever has the link: random, kept hashed, ending, revocable, signing nobody in."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from .. import clock
from ..db import db, rows_changed
from .models import Page, PageDraft, PageLink

LIVES = {"1h": timedelta(hours=1), "7d": timedelta(days=7), "30d": timedelta(days=30)}
USUAL = "7d"
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{43}")


def hashed(secret: str) -> str:
    """Return what is kept of a link; so many random bits need no salt."""
    return hashlib.sha256(f"tbo page preview {secret}".encode()).hexdigest()


def make_link(page: Page, persona: str, moment: datetime | None, life: str, who: str) -> str:
    """Make a link and return its secret, which nobody can read again. Never commits."""
    secret, now = secrets.token_urlsafe(32), clock.now()
    row = PageLink(
        page_id=page.id,
        secret_hash=hashed(secret),
        persona=persona,
        seen_at=moment,
        ends_at=now + LIVES.get(life, LIVES[USUAL]),
        made_at=now,
        made_by=who,
    )
    db.session.add(row)
    db.session.flush()
    return secret


def revoke_link(page: Page, link_id: int) -> bool:
    """Let a link open nothing any more; whether it opened something. Never commits."""
    open_ = update(PageLink).where(PageLink.id == link_id, PageLink.page_id == page.id, PageLink.revoked_at.is_(None))
    return rows_changed(open_.values(revoked_at=clock.now())) == 1


def links_of(page: Page) -> list[PageLink]:
    """Return the links that still open something, the newest first."""
    running = PageLink.page_id == page.id, PageLink.revoked_at.is_(None), PageLink.ends_at > clock.now()
    return list(db.session.scalars(select(PageLink).where(*running).order_by(PageLink.id.desc())))


def opened(secret: str) -> tuple[PageLink, Page, PageDraft] | None:
    """Return what a link opens now, None for one that is unknown, over or revoked: nobody learns which."""
    if not WELL_FORMED.fullmatch(secret):
        return None
    row = db.session.execute(
        select(PageLink, Page, PageDraft)
        .join(Page, Page.id == PageLink.page_id)
        .join(PageDraft, PageDraft.page_id == Page.id)
        .where(PageLink.secret_hash == hashed(secret), PageLink.revoked_at.is_(None))
    ).first()
    if row is None or row.PageLink.ends_at <= clock.now():
        return None
    return row.PageLink, row.Page, row.PageDraft
