"""Pages of who works here, for the owner: taking on, roles, a new password or second factor, the end of access."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from sqlalchemy import select

from ...accounts.contacts import LONGEST, ContactUnreadable, read_contact
from ...db import commits, db
from ...rules.staff_rights import Right, Role
from ...web.errors import Refusal
from ...web.ids import is_id
from ...web.pages import public_address, see_other
from ..blueprint import pages
from ..forms import key_of_form, new_key, once, require_fresh_code
from ..models import Staff
from . import hiring, people
from .guard import clerk_now, needs
from .people import Person
from .refusals import EmailUnreadable, NameMissing
from .sessions import Clerk, sessions_of


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form, as it was typed when it comes back with a refusal."""

    email: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()


@pages.get("/staff/people")
@needs(Right.STAFF)
def people_page() -> Response:
    """Show who works here and who did, and the form that takes somebody on."""
    return _list_page(Typed())


@pages.post("/staff/people")
@needs(Right.STAFF)
def add_person() -> Response:
    """Take somebody on and show the first password, this once."""
    form = request.form
    roles = tuple(form.getlist("role"))
    typed = Typed(form.get("email", "")[:LONGEST], form.get("name", "")[:80], roles)
    try:
        email, name = _email(typed.email), " ".join(typed.name.split())
        if not name:
            raise NameMissing("a name is missing")
        require_fresh_code(clerk_now())
        shown = _once(lambda clerk: hiring.add_staff(email, name, _roles(roles), by=clerk))
    except Refusal as refusal:
        return _list_page(typed, refusal)
    return _password_page(email, shown)


@pages.get("/staff/people/<int:staff_id>")
@needs(Right.STAFF)
def person(staff_id: int) -> Response:
    """Show one of them, with what can be changed."""
    return _page(_found(staff_id))


@pages.post("/staff/people/<int:staff_id>/roles")
@needs(Right.STAFF)
def change_person_roles(staff_id: int) -> Response:
    """Let somebody have the roles that are ticked."""
    roles = _roles(request.form.getlist("role"))
    return _do(staff_id, lambda clerk, staff: hiring.change_roles(staff.email, roles, clerk))


@pages.post("/staff/people/<int:staff_id>/factor/removal")
@needs(Right.STAFF)
def reset_person_factor(staff_id: int) -> Response:
    """Let somebody set the second factor up anew."""
    return _do(staff_id, lambda clerk, staff: hiring.reset_factor(staff.email, clerk))


@pages.post("/staff/people/<int:staff_id>/password")
@needs(Right.STAFF)
def new_person_password(staff_id: int) -> Response:
    """Give somebody a new password and show it, this once."""
    email = _found(staff_id).staff.email
    try:
        require_fresh_code(clerk_now())
        shown = _once(lambda clerk: hiring.new_password(email, clerk))
    except Refusal as refusal:
        return _page(_found(staff_id), refusal)
    return _password_page(email, shown)


@pages.get("/staff/people/<int:staff_id>/end")
@needs(Right.STAFF)
def person_end(staff_id: int) -> Response:
    """Ask before every door is closed to somebody."""
    return _end_page(_found(staff_id))


@pages.post("/staff/people/<int:staff_id>/end")
@needs(Right.STAFF)
def end_person(staff_id: int) -> Response:
    """Close every door to somebody, now; a second click finds them gone."""
    found = _found(staff_id)
    if found.staff.left_at is None:
        try:
            require_fresh_code(clerk_now())
            hiring.let_go(found.staff.email, clerk_now())
        except Refusal as refusal:
            return _end_page(_found(staff_id), refusal)
    return see_other(url_for(".people_page"))


def _do(staff_id: int, deed: Callable[[Clerk, Staff], None]) -> Response:
    """Do what leads back to the person's page; whoever took the right from themselves is led to their own day."""
    found = _found(staff_id)
    try:
        require_fresh_code(clerk_now())
        deed(clerk_now(), found.staff)
    except Refusal as refusal:
        return _page(_found(staff_id), refusal)
    return see_other(url_for(".person", staff_id=staff_id))


@commits
def _once(deed: Callable[[Clerk], str]) -> str | None:
    """Do what makes a password and return it; None where the same form did it before: a password is kept nowhere."""
    made: list[str] = []

    def whole() -> str:
        made.append(deed(clerk_now()))
        return "done"

    once(clerk_now(), key_of_form(), whole)
    return made[0] if made else None


def _list_page(typed: Typed, refusal: Refusal | None = None) -> Response:
    context: dict[str, Any] = {
        "working": people.working(),
        "gone": people.gone(),
        "most_gone": people.MOST_GONE,
        "typed": typed,
        "form_key": request.form.get("form_key") or new_key(),
        "error": refusal,
    }
    return _answer("people", refusal, **context)


def _page(found: Person, refusal: Refusal | None = None) -> Response:
    context: dict[str, Any] = {
        "found": found,
        "sessions": sessions_of(found.staff.id) if found.staff.left_at is None else [],
        "history": people.history(found.staff),
        "ticked": request.form.getlist("role") if request.endpoint == "backoffice.change_person_roles" else None,
        "form_key": request.form.get("form_key") or new_key(),
        "error": refusal,
    }
    return _answer("person", refusal, **context)


def _end_page(found: Person, refusal: Refusal | None = None) -> Response:
    return _answer("person_end", refusal, found=found, error=refusal)


def _password_page(email: str, password: str | None) -> Response:
    staff_id = db.session.scalar(select(Staff.id).where(Staff.email == email))
    context = {"email": email, "password": password, "staff_id": staff_id}
    return _answer("person_password", None, address=public_address(url_for(".sign_in")), **context)


def _answer(page: str, refusal: Refusal | None, **context) -> Response:
    body = render_template(f"backoffice/{page}.html", every_role=list(Role), **context)
    return make_response(body, refusal.status if refusal else 200)


def _roles(names: list[str] | tuple[str, ...]) -> list[Role]:
    return [role for role in Role if role.value in names]


def _email(typed: str) -> str:
    try:
        contact = read_contact(typed)
    except ContactUnreadable as error:
        raise EmailUnreadable("no address was typed") from error
    if contact.column != "email":
        raise EmailUnreadable("a telephone number was typed")
    return contact.value


def _found(staff_id: int) -> Person:
    found = people.person_or_none(staff_id) if is_id(staff_id) else None
    return found if found is not None else abort(404)
