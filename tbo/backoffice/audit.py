"""The audit log: who did what to whom, before and after, chained so that no row can be changed or left out unseen."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import has_request_context
from sqlalchemy import select

from .. import clock
from ..accounts.attempts import network, one_at_a_time
from ..db import db
from .models import AuditEntry, Staff

FIRST = "0" * 64
OF_THE_SHOP = "shop"
_PART = 500


@dataclass(frozen=True)
class Deed:
    """What was done: `what` is a key of `deeds.deed_words`, the subject a number or public id of a kind."""

    what: str
    subject_kind: str
    subject: str
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    reason: str = ""


def record(staff: Staff | None, deed: Deed) -> None:
    """Write a deed at the end of the chain. Never commits; rows of two transactions follow one another."""
    one_at_a_time("audit log")
    last = db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    entry = AuditEntry(
        at=clock.now(),
        staff_id=staff.id if staff else None,
        who=f"{staff.name} <{staff.email}>"[:120] if staff else OF_THE_SHOP,
        network=network() if has_request_context() else "",
        what=deed.what,
        subject_kind=deed.subject_kind,
        subject=deed.subject[:80],
        before=deed.before,
        after=deed.after,
        reason=deed.reason[:200],
        previous_hash=last or FIRST,
    )
    entry.hash = hash_of(entry)
    db.session.add(entry)
    db.session.flush()


def first_broken_or_none() -> int | None:
    """Return the id of the first row that does not follow from the one before, None when the chain is whole."""
    before, after_id = FIRST, 0
    while True:
        rows = select(AuditEntry).where(AuditEntry.id > after_id).order_by(AuditEntry.id).limit(_PART)
        entries = db.session.scalars(rows).all()
        for entry in entries:
            if entry.previous_hash != before or entry.hash != hash_of(entry):
                return entry.id
            before, after_id = entry.hash, entry.id
        db.session.expunge_all()
        if len(entries) < _PART:
            return None


def hash_of(entry: AuditEntry) -> str:
    """Return what the row's hash must be: of all it says, and of the row before."""
    said: list = [
        _stamp(entry.at),
        entry.staff_id,
        entry.who,
        entry.network,
        entry.what,
        entry.subject_kind,
        entry.subject,
    ]
    said += [entry.before, entry.after, entry.reason, entry.previous_hash]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
