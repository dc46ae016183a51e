"""Publishing: a version of the draft, and a row that says from when until when shoppers see it."""

import hashlib
import json
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from .. import clock
from ..catalog import version
from ..db import db, rows_changed
from ..rules.experiments import Outcome
from ..rules.page_steps import Document
from ..rules.publications import PublicationFacts, live
from .experiment_models import Experiment
from .models import Page, PagePublication, PageVersion, facts_of
from .refusals import BadSpan
from .replacing import write_down
from .share_cards import ask_at_turns

# A form that said "now" may have waited for its reader.
LATE = timedelta(minutes=5)
FARTHEST = timedelta(days=730)
LONGEST_NOTE = 120


def span_of(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> tuple[datetime, datetime | None]:
    """Return when a publication begins and ends; without a start it is now. Raises BadSpan."""
    begins = starts_at or now
    if begins < now - LATE:
        raise BadSpan(f"{begins} is past", _("这个时刻已经过去了。要现在发布，就选“现在”。"))
    if begins > now + FARTHEST or (ends_at or begins) > now + FARTHEST:
        raise BadSpan(f"{begins} is far away", _("最多排到两年以后。"))
    if ends_at is not None and ends_at <= max(begins, now):
        raise BadSpan(f"{ends_at} before {begins}", _("结束要在开始之后，也要在现在之后。"))
    return max(begins, now), ends_at


def publish(
    page: Page, document: Document, span: tuple[datetime, datetime | None], note: str, who: str
) -> PagePublication:
    """Show a document from and until the moments of `span`: a new version unless one is equal. Never commits."""
    made = kept_version(page, document, note, who)
    return _publication(page, made.id, span, who, note)


def bring_back(page: Page, number: int, who: str) -> PagePublication | None:
    """Show an older version from now on; None when there is none with this number. Never commits."""
    lock(page)
    found = db.session.scalars(
        select(PageVersion).where(PageVersion.page_id == page.id, PageVersion.number == number)
    ).first()
    return _publication(page, found.id, (clock.now(), None), who) if found else None


def show_from_now(page: Page, version_id: int, who: str) -> PagePublication:
    """Show a version of the page from now on. Never commits."""
    lock(page)
    return _publication(page, version_id, (clock.now(), None), who)


def switch_off(page: Page, who: str) -> PagePublication:
    """Show nothing from now on. Never commits."""
    lock(page)
    return _publication(page, None, (clock.now(), None), who)


def cancel(page: Page, publication_id: int) -> bool:
    """Let a publication that has not ended end now, or never begin; whether there was one. Never commits."""
    cancelled = (
        update(PagePublication)
        .where(
            PagePublication.id == publication_id,
            PagePublication.page_id == page.id,
            PagePublication.cancelled_at.is_(None),
        )
        .values(cancelled_at=clock.now())
    )
    changed = rows_changed(cancelled) == 1
    if changed:
        ask_at_turns(page.slug, f"without publication {publication_id}", clock.now())
        version.bump()
    return changed


def publications_of(page: Page) -> list[PublicationFacts]:
    """Return what was ever planned for a page."""
    query = select(PagePublication).where(PagePublication.page_id == page.id).order_by(PagePublication.id)
    return [facts_of(row) for row in db.session.scalars(query)]


def notes_of(page: Page) -> dict[int, str]:
    """Return by publication what was noted with it."""
    noted = PagePublication.page_id == page.id, PagePublication.note.is_not(None)
    rows = db.session.execute(select(PagePublication.id, PagePublication.note).where(*noted))
    return {row.id: row.note for row in rows}


def versions_of(page: Page) -> list[PageVersion]:
    """Return every version, the newest first."""
    query = select(PageVersion).where(PageVersion.page_id == page.id).order_by(PageVersion.number.desc())
    return list(db.session.scalars(query))


def live_version(page: Page, now: datetime) -> PageVersion | None:
    """Return the version that shoppers see at `now`."""
    shown = live(publications_of(page), now)
    return db.session.get(PageVersion, shown.version) if shown and shown.version else None


def hash_of(document: Document) -> str:
    """Return the hash by which equal documents are known."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def version_like(page: Page, document: Document) -> PageVersion | None:
    """Return the newest version that says the same."""
    same = select(PageVersion).where(PageVersion.page_id == page.id, PageVersion.hash == hash_of(document))
    return db.session.scalars(same.order_by(PageVersion.number.desc()).limit(1)).first()


def kept_version(page: Page, document: Document, note: str, who: str) -> PageVersion:
    """Return the version that says this, a new one unless there is an equal one. Never commits."""
    lock(page)
    found = version_like(page, document)
    if found is not None:
        return found
    last = db.session.scalar(select(func.max(PageVersion.number)).where(PageVersion.page_id == page.id)) or 0
    made = PageVersion(
        page_id=page.id,
        number=last + 1,
        document=document,
        hash=hash_of(document),
        note=note[:LONGEST_NOTE],
        made_at=clock.now(),
        made_by=who,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _publication(
    page: Page, version_id: int | None, span: tuple[datetime, datetime | None], who: str, note: str = ""
) -> PagePublication:
    # What is shown next may be A again: an experiment that a planned version ended stays ended.
    write_down(page.id)
    row = PagePublication(
        page_id=page.id,
        version_id=version_id,
        starts_at=span[0],
        ends_at=span[1],
        note=note[:LONGEST_NOTE] or None,
        made_at=clock.now(),
        made_by=who,
    )
    db.session.add(row)
    db.session.flush()
    if span[1] is None and span[0] <= clock.now():
        _end_experiment(page, version_id, who)
    ask_at_turns(page.slug, f"publication {row.id}", row.starts_at, row.ends_at)
    version.bump()
    return row


def _end_experiment(page: Page, version_id: int | None, who: str) -> None:
    """What takes the page over for good, and now, ends its experiment: nobody would be dealt anything any more."""
    running = Experiment.page_id == page.id, Experiment.ended_at.is_(None), Experiment.a_version_id != (version_id or 0)
    ended = {"ended_at": clock.now(), "ended_by": who, "outcome": Outcome.REPLACED.value}
    db.session.execute(update(Experiment).where(*running).values(**ended))


def lock(page: Page) -> None:
    """Let one after the other change what is seen of a page. Never commits."""
    db.session.execute(select(Page.id).where(Page.id == page.id).with_for_update())
