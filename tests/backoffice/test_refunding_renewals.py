"""A renewal's money goes back by staff: the form says whether it goes on renewing, and that is what happens."""

import pytest
from sqlalchemy import select

from tbo.db import db
from tbo.orders.models import Order, Payment
from tbo.rules.order_states import OrderState, PaymentState
from tbo.rules.staff_rights import Role
from tbo.rules.subscription_states import SubscriptionState
from tbo.subscriptions.models import Subscription

from ..orders.paid_periods import subscribe
from ..support.parsing import page_of
from .desk import deeds, filled, refunded

FORM = "#refund form"


@pytest.fixture
def address(shop) -> str:
    """The page of an order that paid a running subscription's period."""
    held = select(Subscription.household_id)
    paid = Order.state == OrderState.FULFILLED, Order.offer_kind == "plan", Order.household_id.not_in(held)
    joined = select(Order).join(Order.payments).where(*paid, Payment.state == PaymentState.PAID)
    order = db.session.scalars(joined.order_by(Order.id.desc())).first()
    subscribe(order, SubscriptionState.ACTIVE)
    return f"/staff/orders/{order.number}"


def state() -> str:
    db.session.rollback()
    return db.session.scalars(select(Subscription.state).where(Subscription.number == "S1")).one()


def test_by_default_all_of_it_back_ends_the_renewing(desk, address):
    browser = desk(Role.OWNER)
    assert browser.page(address).select_one("input[name=ends_renewal]").has_attr("checked")
    assert refunded(browser, address, reason="扣多了，家里不看了").status_code == 303
    assert state() == "cancelled"
    assert deeds("refund")[0].after["renews_no_more"] == "S1"


@pytest.mark.parametrize("typed", [{"ends_renewal": ""}, {"how": "part", "amount": "1.00"}])
def test_without_the_tick_or_for_a_part_it_goes_on(desk, address, typed):
    assert refunded(desk(Role.OWNER), address, reason="扣多了，家里不看了", **typed).status_code == 303
    assert state() == "active"


@pytest.mark.parametrize(("typed", "says"), [({}, "以后不再自动续费"), ({"ends_renewal": ""}, "日照常续")])
def test_what_becomes_of_the_renewing_is_shown_before(desk, address, typed, says):
    shown = page_of(filled(desk(Role.OWNER), address, FORM, reason="扣多了，家里不看了", **typed))
    assert says in shown.select_one("#foreseen").get_text()
