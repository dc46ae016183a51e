"""The page of an order that paid for a gift: whether it was opened, by whom, and whose watching a refund ends."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Household
from tbo.db import db, writing
from tbo.demo.content import Anchor
from tbo.demo.staff import add_staff
from tbo.orders.gifts import giving
from tbo.orders.gifts.giving import gift_of
from tbo.orders.models import Order
from tbo.rules.staff_rights import Role

from ..orders.telling import tell
from ..support.far_side import FarSide
from ..support.parsing import page_of
from ..support.selling import attempt, household, order_of, payment_of, place, sell_plan
from .conftest import door_of
from .desk import filled


@pytest.fixture
def order(app, alipay: FarSide) -> Order:
    """A paid gift of a month."""
    with writing():
        add_staff(Anchor(clock.now()))
    number = attempt(place(household(), replace(sell_plan(), is_gift=True)))
    tell(alipay.pays(number, payment_of(number).amount_fen))
    return order_of(number)


@pytest.fixture
def opener(order) -> str:
    """The number of another household, which opened it."""
    with writing():
        other = household()
        db.session.execute(db.update(Household).where(Household.id == other).values(label="林家"))
        giving._open(gift_of(order), other)
    return db.session.scalars(select(Household.public_id).where(Household.id == other)).one()


@pytest.fixture
def page_for(app, order):
    """What opens the order's page as somebody of a role."""
    come_in, number = door_of(app), order.number
    return lambda role: come_in(role).page(f"/staff/orders/{number}")


def test_a_gift_that_nobody_opened_is_said_to_be_closed(page_for):
    page = page_for(Role.SUPPORT)
    assert "没打开" in page.select_one("#gift").get_text()
    assert "礼物码作废" in page.select_one("#refund").get_text()
    assert "开通观看" not in page.select_one(".timeline").get_text()


def test_an_opened_one_names_who_opened_it_and_leads_there_and_to_the_gift(page_for, opener, order):
    number = order.number
    page = page_for(Role.SUPPORT)
    told = page.select_one("#gift")
    assert "打开了" in told.get_text()
    ways = {link["href"]: link.get_text() for link in told.select("a")}
    assert ways[f"/staff/households/{opener}"] == "林家"
    assert f"/staff/gifts?q={number}" in ways
    assert page.select("#gift ~ li"), "the right of whoever opened it"
    assert "林家" in page.select(".timeline li")[-1].get_text()


def test_a_refund_says_whose_watching_it_ends(page_for, opener):
    told = page_for(Role.FINANCE).select_one("#refund")
    assert "打开礼物的这一家的观看：林家" in told.get_text()
    assert not told.select("a"), "finance opens no households"


def test_what_a_refund_would_do_names_them_before(app, order, opener):
    address = f"/staff/orders/{order.number}"
    shown = page_of(filled(door_of(app)(Role.OWNER), address, "#refund form", reason="买错了，没有要送的人"))
    assert "收回打开礼物的家庭（林家）的观看" in shown.select_one("#foreseen").get_text()
