"""Signing in to the back office: password first, then a code; tries are limited, and a stranger learns nothing."""

from datetime import timedelta
from enum import StrEnum

from flask import g
from sqlalchemy import select

from ... import clock
from ...accounts.attempts import network, note, one_at_a_time, subject_of, wait_for
from ...db import commits, db
from ...rules.limits import Limit
from ..audit import Deed, record
from ..models import Staff
from . import passwords, second_factor, sessions
from .sessions import Clerk

MINUTES = timedelta(minutes=5)
HOUR = timedelta(hours=1)
# A stranger's tries make a person wait here and there, but never lock them out of their own network.
PER_PERSON = (Limit(30, HOUR, then_every=timedelta(seconds=20)),)
PER_PERSON_AND_NETWORK = (Limit(10, MINUTES), Limit(30, HOUR))
PER_NETWORK = (Limit(30, MINUTES), Limit(100, HOUR))
WRONG_CODES = (Limit(5, MINUTES), Limit(20, HOUR))


class Tried(StrEnum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_OFTEN = "too-often"


def try_password(email: str, password: str) -> Tried:
    """Begin a session whose code is still to be typed. Known and unknown addresses get the same answer and work."""
    email = email.strip().lower()[:254]
    if not _admitted(email):
        return Tried.TOO_OFTEN
    found = db.session.execute(
        select(Staff.id, Staff.password_hash).where(Staff.email == email, Staff.left_at.is_(None))
    )
    row = found.first()
    db.session.rollback()
    right, better = passwords.is_right(password, row.password_hash if row else None)
    if not right or row is None:
        _note_refused(row.id if row else None)
        return Tried.WRONG
    _begin(row.id, better)
    return Tried.RIGHT


@commits
def try_code(clerk: Clerk, typed: str) -> Tried:
    """Let a session in whose password was right. The first code of all also sets the second factor up."""
    staff, tried = _tried_code(clerk, typed)
    if tried is Tried.RIGHT:
        is_first = staff.code_confirmed_at is None
        if is_first:
            staff.code_confirmed_at = clock.now()
            g.recovery_codes = second_factor.new_recovery_codes(staff)
            record(staff, _deed("factor-set-up", staff))
        sessions.pass_on(clerk.session_id)
        record(staff, _deed("signed-in", staff))
    return tried


@commits
def confirm_again(clerk: Clerk, typed: str) -> Tried:
    """Take a code once more before something that cannot be undone."""
    _staff, tried = _tried_code(clerk, typed)
    if tried is Tried.RIGHT:
        sessions.confirm(clerk.session_id)
    return tried


@commits
def sign_out(clerk: Clerk) -> None:
    """End this session."""
    staff = db.session.get_one(Staff, clerk.staff_id)
    record(staff, _deed("signed-out", staff))
    sessions.end_session(clerk.staff_id, clerk.session_id)
    sessions.forget_cookie()


@commits
def _admitted(email: str) -> bool:
    """Count a try at a password before it is looked at; False while there were too many."""
    limits = {
        subject_of("staff", email): PER_PERSON,
        subject_of("staff-from", email + network()): PER_PERSON_AND_NETWORK,
        subject_of("staff-network", network()): PER_NETWORK,
    }
    if wait_for(limits):
        return False
    note(*limits)
    return True


@commits
def _begin(staff_id: int, better_hash: str | None) -> None:
    staff = db.session.get_one(Staff, staff_id)
    if better_hash is not None:
        staff.password_hash = better_hash
    sessions.begin(staff)


@commits
def _note_refused(staff_id: int | None) -> None:
    """A name that nobody has costs the same row as one that somebody has."""
    staff = db.session.get(Staff, staff_id) if staff_id is not None else None
    record(None, _deed("refused", staff))


def _tried_code(clerk: Clerk, typed: str) -> tuple[Staff, Tried]:
    staff = db.session.get_one(Staff, clerk.staff_id)
    wrong = subject_of("staff-code", str(staff.id))
    one_at_a_time(wrong)
    if wait_for({wrong: WRONG_CODES}):
        return staff, Tried.TOO_OFTEN
    if second_factor.accepts(staff, typed[:40]):
        return staff, Tried.RIGHT
    note(wrong)
    return staff, Tried.WRONG


def _deed(what: str, staff: Staff | None) -> Deed:
    return Deed(what=what, subject_kind="staff", subject=staff.email if staff else "")
