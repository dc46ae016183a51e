"""Gifts before support: found by order or code, told apart, and their buyers led back to them by a letter."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Household
from tbo.db import db, writing
from tbo.demo.content import Anchor
from tbo.demo.staff import add_staff
from tbo.messages.models import Message
from tbo.orders.gifts.giving import code_of, gift_of
from tbo.orders.models import Order
from tbo.rules.staff_rights import Role

from ..orders.telling import tell
from ..support.far_side import FarSide
from ..support.selling import attempt, household, order_of, payment_of, place, sell_plan
from .conftest import door_of
from .desk import deeds, filled

LIST = "/staff/gifts"


@pytest.fixture
def order(app, alipay: FarSide) -> Order:
    """A paid gift of a month, whose buyer left an address."""
    with writing():
        add_staff(Anchor(clock.now()))
    plan, buyer = sell_plan(), household()
    with writing():
        db.session.execute(db.update(Household).where(Household.id == buyer).values(email="lin@example.com"))
    number = attempt(place(buyer, replace(plan, is_gift=True)))
    tell(alipay.pays(number, payment_of(number).amount_fen))
    return order_of(number)


@pytest.fixture
def support(app, order):
    return door_of(app)(Role.SUPPORT)


def shown(page) -> list[str]:
    return [link.get_text() for link in page.select("#gifts td.number a")]


def letters() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).where(Message.key.startswith("gift-again"))))


def test_a_gift_is_found_by_its_order_and_its_code_and_the_code_is_not_shown(support, order):
    number, code = order.number, code_of(gift_of(order))
    for asked in (number, number.lower(), code, code[:4]):
        assert shown(support.page(f"{LIST}?q={asked}")) == [number]
    assert shown(support.page(f"{LIST}?q=NOSUCHCODE")) == []
    assert code not in support.get(LIST).get_data(as_text=True)
    assert shown(support.page(f"{LIST}?show=closed")) == [number]
    assert shown(support.page(f"{LIST}?show=opened")) == []


def test_its_buyer_is_led_back_by_a_letter_once_for_a_form(support, order):
    number, code = order.number, code_of(gift_of(order))
    form = support.page(LIST).select_one("#gifts form")
    fields = {field["name"]: field.get("value", "") for field in form.select("input")}
    for _ in range(2):
        answer = support.bare_post(form["action"], **fields)
        assert answer.status_code == 303
    (letter,) = letters()
    assert letter.recipient == "lin@example.com"
    assert f"/orders/{number}/gift" in letter.body
    assert code not in letter.body
    assert [one.subject for one in deeds("gift-letter")] == [number]


def test_nobody_to_tell_is_said(support, order):
    with writing():
        db.session.execute(db.update(Household).values(email=None, phone=None))
    answer = filled(support, LIST, "#gifts form")
    assert answer.status_code == 409
    assert "没有留下" in answer.get_data(as_text=True)
    assert deeds("gift-letter") == []


def test_an_opened_gift_needs_no_letter(support, order):
    form = support.page(LIST).select_one("#gifts form")
    with writing():
        gift_of(order).revoked_at = clock.now()
    answer = support.post(form["action"], form_key="a-form-of-before")
    assert answer.status_code == 409
    assert letters() == []
    assert support.page(LIST).select("#gifts form") == []


def test_finance_sees_them_and_writes_none(app, order):
    finance = door_of(app)(Role.FINANCE)
    assert shown(finance.page(LIST)) == [order.number]
    assert finance.page(LIST).select("#gifts form") == []
