"""Fills in the demo shop's staff, one of each role, whose passwords everybody knows; never in production."""

from flask import Flask, current_app
from sqlalchemy import select

from .. import clock
from ..backoffice.models import Staff
from ..backoffice.staff import passwords, second_factor
from ..db import db
from ..rules.staff_rights import Role
from .content import Anchor
from .rows import insert_all

HOST = "tbo.example"
NAMES = {
    Role.OWNER: "沈雨",
    Role.SUPPORT: "陈默",
    Role.FINANCE: "何敏",
    Role.MARKETING: "罗岚",
    Role.CATALOGUE: "叶青",
}


def add_staff(at: Anchor) -> None:
    """Insert one person of each role; their second factor is set up, its secret is told by `flask tbo info`."""
    if current_app.extensions["tbo.settings"].is_production:
        return
    insert_all(Staff, [_person(role, at) for role in Role])


def init_app(app: Flask) -> None:
    """Let the door tell the demo's staff their code: nobody who tries the shop has it in an authenticator."""
    app.extensions["tbo.told_code"] = told_code


def told_code(staff: Staff) -> str | None:
    """Return the code of this moment of one of the demo's staff, None for anybody else and in production."""
    is_demo = not current_app.extensions["tbo.settings"].is_production and staff.email in map(_email, Role)
    return second_factor.code_at(second_factor.secret_of(staff), clock.now()) if is_demo else None


def staff_signins() -> list[dict]:
    """Return how the demo's staff sign in, with the code of this moment; none in production or without the demo."""
    if current_app.extensions["tbo.settings"].is_production:
        return []
    known = {_email(role): role for role in Role}
    found = db.session.scalars(select(Staff).where(Staff.email.in_(known), Staff.left_at.is_(None)).order_by(Staff.id))
    return [
        {
            "email": staff.email,
            "name": staff.name,
            "roles": staff.roles,
            "password": _password(known[staff.email]),
            "code_secret": second_factor.secret_of(staff),
            "code": second_factor.code_at(second_factor.secret_of(staff), clock.now()),
        }
        for staff in found
    ]


def _person(role: Role, at: Anchor) -> dict:
    return {
        "email": _email(role),
        "name": NAMES[role],
        "roles": [role.value],
        "password_hash": passwords.hashed(_password(role)),
        "code_secret": second_factor.new_secret(),
        "code_confirmed_at": at.instant,
        "code_step": 0,
        "created_at": at.instant,
    }


def _email(role: Role) -> str:
    return f"{role.value}@{HOST}"


def _password(role: Role) -> str:
    return f"lamp-{role.value}-demo"
