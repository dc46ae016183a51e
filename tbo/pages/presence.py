"""Who else has just been at work on a page; nobody is locked out."""

from datetime import timedelta

from sqlalchemy import select

from .. import clock
from ..db import db
from .models import Page, PageStep

JUST_NOW = timedelta(minutes=10)


def others_at_work(page: Page, who: str) -> list[str]:
    """Return the names of those who changed the draft within the last ten minutes, without `who`."""
    lately = PageStep.page_id == page.id, PageStep.made_at > clock.now() - JUST_NOW, PageStep.made_by != who
    found = db.session.scalars(select(PageStep.made_by).where(*lately).distinct())
    return sorted({name.split(" <")[0] for name in found})
