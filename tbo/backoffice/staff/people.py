"""Who works here as the owner sees them: roles, when they were seen last, whether their second factor is set up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ...db import db
from ..models import AuditEntry, Staff, StaffSession

MOST_GONE, MOST_HISTORY = 20, 20


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here or did; `seen_at`: when a page was opened last by somebody who typed the code too."""

    staff: Staff
    seen_at: datetime | None


def working() -> list[Person]:
    """List who works here, the first one first."""
    return _people(select(Staff).where(Staff.left_at.is_(None)).order_by(Staff.id))


def gone() -> list[Person]:
    """List who left, the last one first, and no more than fit a page."""
    left = select(Staff).where(Staff.left_at.is_not(None)).order_by(Staff.left_at.desc(), Staff.id.desc())
    return _people(left.limit(MOST_GONE))


def person_or_none(staff_id: int) -> Person | None:
    """Return one of them."""
    return next(iter(_people(select(Staff).where(Staff.id == staff_id))), None)


def history(staff: Staff) -> list[AuditEntry]:
    """List what was done with somebody's account, and how they came in, the newest first."""
    about = AuditEntry.subject_kind == "staff", AuditEntry.subject == staff.email
    return list(db.session.scalars(select(AuditEntry).where(*about).order_by(AuditEntry.id.desc()).limit(MOST_HISTORY)))


def _people(found) -> list[Person]:
    staff = db.session.scalars(found).all()
    seen = _seen(person.id for person in staff)
    return [Person(one, seen.get(one.id)) for one in staff]


def _seen(ids: Iterable[int]) -> dict[int, datetime]:
    passed = StaffSession.staff_id.in_(list(ids)), StaffSession.passed_at.is_not(None)
    last = select(StaffSession.staff_id, func.max(StaffSession.seen_at).label("at")).where(*passed)
    return {row.staff_id: row.at for row in db.session.execute(last.group_by(StaffSession.staff_id))}
