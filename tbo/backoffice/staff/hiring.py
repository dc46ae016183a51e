"""Who works here: taking somebody on, a new second factor, and letting somebody go."""

import secrets

from sqlalchemy import select

from ... import clock
from ...db import commits, db
from ...rules.staff_rights import Role
from ...web.errors import Refusal
from ..audit import Deed, record
from ..models import Staff
from . import passwords, second_factor
from .sessions import end_all


class StaffKnown(Refusal):
    """Somebody with this address works here already."""


class NoSuchStaff(Refusal):
    """Nobody with this address works here."""

    status = 404


class LastOwner(Refusal):
    """The only owner cannot be let go: nobody could open the back office any more."""


@commits
def add_staff(email: str, name: str, roles: list[Role], password: str | None = None) -> str:
    """Take somebody on and return the password. Raises StaffKnown, PasswordTooWeak."""
    email = email.strip().lower()
    if db.session.scalar(select(Staff.id).where(Staff.email == email)) is not None:
        raise StaffKnown(f"{email} works here already")
    password = password or secrets.token_urlsafe(15)
    staff = Staff(
        email=email,
        name=name.strip()[:80],
        roles=[role.value for role in roles],
        password_hash=passwords.hashed(password),
        code_secret=second_factor.new_secret(),
        created_at=clock.now(),
    )
    db.session.add(staff)
    db.session.flush()
    after = {"name": staff.name, "roles": staff.roles}
    record(None, Deed(what="staff-added", subject_kind="staff", subject=email, after=after))
    return password


@commits
def reset_factor(email: str) -> None:
    """Let somebody set the second factor up again, for a lost telephone; sessions end. Raises NoSuchStaff."""
    staff = _known(email)
    staff.code_secret, staff.code_confirmed_at, staff.code_step = second_factor.new_secret(), None, 0
    second_factor.forget_recovery_codes(staff)
    end_all(staff.id)
    record(None, Deed(what="factor-reset", subject_kind="staff", subject=staff.email))


@commits
def let_go(email: str) -> None:
    """Close every door to somebody at once. Raises NoSuchStaff, LastOwner."""
    staff = _known(email)
    others = select(Staff.roles).where(Staff.left_at.is_(None), Staff.id != staff.id)
    if Role.OWNER in staff.roles and not any(Role.OWNER in roles for roles in db.session.scalars(others)):
        raise LastOwner(f"{staff.email} is the only owner")
    staff.left_at = clock.now()
    end_all(staff.id)
    record(None, Deed(what="staff-let-go", subject_kind="staff", subject=staff.email))


def _known(email: str) -> Staff:
    staff = db.session.scalar(select(Staff).where(Staff.email == email.strip().lower(), Staff.left_at.is_(None)))
    if staff is None:
        raise NoSuchStaff(f"{email} does not work here")
    return staff
