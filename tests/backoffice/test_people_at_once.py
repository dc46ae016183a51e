"""Owners who act on each other at the same instant: one stays, on any engine."""

import pytest
from sqlalchemy import select

from tbo.backoffice.models import Staff
from tbo.backoffice.staff import hiring
from tbo.backoffice.staff.refusals import LastOwner, NotYours, StaffKnown
from tbo.backoffice.staff.sessions import Clerk
from tbo.db import db
from tbo.rules.staff_rights import Role

from ..support.at_once import at_once


@pytest.fixture
def shop(committed_shop):
    """The demo shop on a database of its own."""
    with committed_shop.app_context():
        yield committed_shop


def owners(count: int) -> list[Clerk]:
    """Let so many be owners and nobody else; return them as behind requests."""
    for nth in range(count):
        hiring.add_staff(f"owner{nth}@tbo.example", f"O{nth}", [Role.OWNER])
    hiring.change_roles("owner@tbo.example", [Role.SUPPORT])
    facts = {"session_id": 0, "has_factor": True, "has_passed": True, "is_confirmed": True}
    ids = select(Staff.id, Staff.email).where(Staff.email.like("owner_@%")).order_by(Staff.id)
    roles = frozenset({Role.OWNER})
    return [
        Clerk(staff_id=row.id, name=row.email, email=row.email, roles=roles, **facts)
        for row in db.session.execute(ids).all()
    ]


def left() -> list[str]:
    db.session.rollback()
    working = db.session.scalars(select(Staff).where(Staff.left_at.is_(None)).order_by(Staff.id))
    return [staff.email for staff in working if Role.OWNER in staff.roles]


@pytest.mark.parametrize("how", ["let go", "roles"])
def test_two_owners_who_send_each_other_away_leave_one(shop, how):
    first, second = owners(2)

    def act(by: Clerk, on: Clerk):
        if how == "let go":
            return lambda: hiring.let_go(on.email, by)
        return lambda: hiring.change_roles(on.email, [Role.SUPPORT], by)

    answers = at_once(shop, act(first, second), act(second, first))
    refused = [answer for answer in answers if answer is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], NotYours)
    assert len(left()) == 1


def test_owners_who_all_leave_at_once_leave_one(shop):
    every = owners(4)
    answers = at_once(shop, *[lambda one=one: hiring.let_go(one.email, one) for one in every])
    assert [type(answer) for answer in answers if answer is not None] == [LastOwner]
    assert len(left()) == 1


def test_commands_that_send_all_owners_away_at_once_leave_one(shop):
    every = owners(3)
    tasks = [lambda one=one: hiring.let_go(one.email) for one in every[:2]]
    tasks.append(lambda: hiring.change_roles(every[2].email, [Role.SUPPORT]))
    answers = at_once(shop, *tasks)
    assert [type(answer) for answer in answers if answer is not None] == [LastOwner]
    assert len(left()) == 1


def test_one_address_is_taken_on_once(shop):
    answers = at_once(shop, *[lambda: hiring.add_staff("new@tbo.example", "N", [Role.SUPPORT])] * 4)
    assert [type(answer) for answer in answers].count(StaffKnown) == 3
