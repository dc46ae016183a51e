"""Somebody of the staff at a browser without script: coming in, forms as the page has them, rows they are about."""

from sqlalchemy import select

from tbo import clock
from tbo.backoffice.models import AuditEntry, Staff
from tbo.backoffice.staff import second_factor
from tbo.db import db
from tbo.rules.staff_rights import Role

from ..support.browser import Browser
from ..support.parsing import page_of


def email_of(role: Role) -> str:
    """The address of the demo's person of a role."""
    return f"{role.value}@tbo.example"


def password_of(role: Role) -> str:
    """Their password."""
    return f"lamp-{role.value}-demo"


def staff_of(role: Role) -> Staff:
    """Their row as it is now."""
    db.session.rollback()
    return db.session.scalars(select(Staff).where(Staff.email == email_of(role))).one()


def code_of(role: Role) -> str:
    """What their authenticator shows now."""
    return second_factor.code_at(second_factor.secret_of(staff_of(role)), clock.now())


def type_password(browser: Browser, role: Role, password: str | None = None):
    """Send the first door's form."""
    return browser.post("/staff/sign-in", email=email_of(role), password=password or password_of(role))


def sign_in(browser: Browser, role: Role) -> None:
    """Go through both doors."""
    assert type_password(browser, role).status_code == 303
    answer = browser.post("/staff/code", code=code_of(role))
    assert answer.status_code == 303, answer.text


def filled(browser: Browser, address: str, selector: str, **typed):
    """Send the form that a page has at `selector`, with what is typed into it."""
    return _sent(browser, browser.page(address).select_one(selector), typed)


def refunded(browser: Browser, address: str, code: str = "", **typed):
    """Fill in the form of an order's refund and, shown what it would do, agree; a refusal is answered at once."""
    shown = filled(browser, address, "#refund form", **typed)
    if shown.status_code != 200:
        return shown
    return _sent(browser, page_of(shown).select_one("#refund form"), {"code": code} if code else {})


def _sent(browser: Browser, form, typed: dict[str, str]):
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]:not([type=radio])")}
    fields |= {field["name"]: field["value"] for field in form.select("input[type=radio][checked]")}
    return browser.bare_post(form["action"].split("#")[0], **fields | typed)


def deeds(what: str) -> list[AuditEntry]:
    """What the audit log says of a kind, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.what == what).order_by(AuditEntry.id)))
