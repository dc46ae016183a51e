"""Who works here: taking somebody on, their roles, a new password or second factor, and letting somebody go.

Commands and pages do it by the same functions; `by` is the owner at work, None for who types at the machine itself.
"""

import secrets

from sqlalchemy import select

from ... import clock
from ...accounts.attempts import one_at_a_time
from ...db import commits, db
from ...rules.staff_rights import Right, Role, leaves_an_owner, may
from ..audit import Deed, record
from ..models import Staff
from . import passwords, second_factor
from .refusals import LastOwner, NoRole, NoSuchStaff, NotYours, StaffKnown
from .sessions import Clerk, end_all


@commits
def add_staff(email: str, name: str, roles: list[Role], password: str | None = None, by: Clerk | None = None) -> str:
    """Take somebody on and return the password; who left before comes back with nothing of what opened then.

    Raises StaffKnown, NoRole, PasswordTooWeak, NotYours.
    """
    actor = _actor(by)
    email, known = email.strip().lower(), _roles(roles)
    staff = db.session.scalar(select(Staff).where(Staff.email == email))
    if staff is not None and staff.left_at is None:
        raise StaffKnown(f"{email} works here already")
    password = password or _new_password()
    if staff is None:
        staff = Staff(email=email, created_at=clock.now())
        db.session.add(staff)
    else:
        end_all(staff.id)
    staff.name, staff.roles, staff.left_at = name.strip()[:80], known, None
    staff.password_hash = passwords.hashed(password)
    _forget_factor(staff)
    db.session.flush()
    record(actor, _deed("staff-added", staff, after={"name": staff.name, "roles": staff.roles}))
    return password


@commits
def change_roles(email: str, roles: list[Role], by: Clerk | None = None) -> None:
    """Let somebody have these roles and no others, from their next click on. Raises NoSuchStaff, NoRole, LastOwner."""
    actor, staff, known = _actor(by), _known(email), _roles(roles)
    if known == staff.roles:
        return
    _require_owner(staff, roles)
    before, staff.roles = staff.roles, known
    record(actor, _deed("staff-roles", staff, {"roles": before}, {"roles": known}))


@commits
def new_password(email: str, by: Clerk | None = None) -> str:
    """Give somebody a new password and return it; the old one opens nothing, sessions end. Raises NoSuchStaff."""
    actor, staff, password = _actor(by), _known(email), _new_password()
    staff.password_hash = passwords.hashed(password)
    end_all(staff.id)
    record(actor, _deed("password-reset", staff))
    return password


@commits
def reset_factor(email: str, by: Clerk | None = None) -> None:
    """Let somebody set the second factor up again, for a lost telephone; sessions end. Raises NoSuchStaff."""
    actor, staff = _actor(by), _known(email)
    _forget_factor(staff)
    end_all(staff.id)
    record(actor, _deed("factor-reset", staff))


@commits
def let_go(email: str, by: Clerk | None = None) -> None:
    """Close every door to somebody at once. Raises NoSuchStaff, LastOwner."""
    actor, staff = _actor(by), _known(email)
    _require_owner(staff, ())
    staff.left_at = clock.now()
    end_all(staff.id)
    record(actor, _deed("staff-let-go", staff))


def _actor(by: Clerk | None) -> Staff | None:
    """Let one such act follow another, and only owners that still are do it. Raises NotYours.

    Whoever was let go a moment ago has no say any more, though their page was open: of two owners who send each other
    away at once, one stays.
    """
    one_at_a_time("who works here")
    if by is None:
        return None
    actor = db.session.get(Staff, by.staff_id, populate_existing=True)
    if actor is None or actor.left_at is not None or not may(actor.known_roles, Right.STAFF):
        raise NotYours(f"staff {by.staff_id} may not say who works here any more")
    return actor


def _require_owner(staff: Staff, roles: list[Role] | tuple[()]) -> None:
    """Let an owner stay one where nobody else is. Raises LastOwner."""
    if Role.OWNER not in staff.roles:
        return
    others = select(Staff.roles).where(Staff.left_at.is_(None), Staff.id != staff.id)
    if not leaves_an_owner([*db.session.scalars(others), roles]):
        raise LastOwner(f"{staff.email} is the only owner")


def _known(email: str) -> Staff:
    working = select(Staff).where(Staff.email == email.strip().lower(), Staff.left_at.is_(None))
    staff = db.session.scalar(working, execution_options={"populate_existing": True})
    if staff is None:
        raise NoSuchStaff(f"{email} does not work here")
    return staff


def _roles(roles: list[Role]) -> list[str]:
    """Return roles as they are kept, each once and in one order. Raises NoRole."""
    if not roles:
        raise NoRole("nobody works here without a role")
    return [role.value for role in Role if role in roles]


def _forget_factor(staff: Staff) -> None:
    staff.code_secret, staff.code_confirmed_at, staff.code_step = second_factor.new_secret(), None, 0
    if staff.id is not None:
        second_factor.forget_recovery_codes(staff)


def _new_password() -> str:
    return secrets.token_urlsafe(15)


def _deed(what: str, staff: Staff, before: dict | None = None, after: dict | None = None) -> Deed:
    return Deed(what, "staff", staff.email, before or {}, after or {})
