"""Changing the plan at once: one agreement at a time is charged, whatever becomes of the other one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.alipay.trouble import OutcomeUnknown
from tbo.db import db, writing
from tbo.entitlements.models import Entitlement
from tbo.jobs import run_due_jobs
from tbo.orders.books.check import differences
from tbo.orders.models import Order, Refund
from tbo.orders.plan_changes.changing import change_plan
from tbo.orders.plan_changes.quotes import change_of
from tbo.orders.plan_changes.refusals import ChangeDiffers
from tbo.orders.plan_changes.steps import _send_back, is_superseded
from tbo.orders.refunds.requests import own_refund, take_back
from tbo.orders.refunds.sending import refund_order
from tbo.orders.renewals.sweep import look_after
from tbo.rules.money import Money
from tbo.rules.refund_window import RefundAnswer

from ..support.selling import buying, order_of
from .changers import EMPTY, LATER, SOON, changes, charged, chooses, sell_others
from .shopper import orders
from .subscribers import (
    CHARGE,
    DAY,
    HOUR,
    PLANNED_ENDS,
    hears,
    letters,
    live,
    sign_url,
    stumbles_at,
    subscribed,
    subscription,
    tries,
    watches_until,
)
from .telling import tell


@pytest.fixture
def plans(side) -> None:
    """A month, three months, and a month with more."""
    sell_others()


def test_more_begins_at_once_and_the_unused_days_are_credited(side, plans):
    old = subscribed(side)
    with clock.standing_at(LATER):
        new = changes(side, old, "quarterly")
        assert [line["fen"] for line in orders()[-1].lines] == [5200, -1288]
        look_after(old)
    assert charged(side) == [1900, 3912]
    assert (subscription(old).state, side.agreements[old].state) == ("lapsed", "STOP")
    assert (subscription(new).state, side.agreements[new].state) == ("active", "NORMAL")
    assert watches_until(new) == subscription(new).period_ends_at == datetime(2027, 2, 28, 16, tzinfo=UTC)
    assert list(differences()) == []
    with writing():
        db.session.execute(db.update(Order).where(Order.number == orders()[-1].number).values(state="refunded"))
    assert any("given up for" in said for said in differences())
    with writing():
        db.session.execute(db.update(Order).where(Order.number == orders()[-1].number).values(state="fulfilled"))
    live(datetime(2027, 2, 27, tzinfo=UTC), LATER)
    assert charged(side) == [1900, 3912, 5200]
    assert letters() == ["renewal"]
    assert list(differences()) == []


def test_the_old_agreement_stands_until_the_new_one_has_paid(side, plans):
    old = subscribed(side)
    side.refuses = EMPTY
    with clock.standing_at(LATER):
        new = changes(side, old, "quarterly")
    live(LATER + 2 * DAY, LATER)
    assert (subscription(new).state, side.agreements[new].state) == ("lapsed", "STOP")
    assert (subscription(old).state, side.agreements[old].state) == ("active", "NORMAL")
    assert is_superseded(orders()[-1]), "money that comes for it later is not for a period"
    assert not is_superseded(orders()[0])
    side.refuses = None
    live(CHARGE + HOUR, LATER + 2 * DAY)
    assert charged(side) == [1900, 1900]


def test_who_does_not_sign_keeps_the_plan_and_is_charged_for_it_alone(side, plans):
    old = subscribed(side)
    with clock.standing_at(LATER):
        new = chooses(old, "quarterly")
    live(CHARGE + HOUR, LATER)
    assert (subscription(new).state, charged(side)) == ("lapsed", [1900, 1900])


def test_while_a_change_waits_to_be_signed_the_old_agreement_is_not_charged(side, plans):
    old = subscribed(side)
    live(CHARGE - 2 * HOUR)
    with clock.standing_at(CHARGE - HOUR):
        new = chooses(old, "quarterly")
    live(CHARGE + HOUR, CHARGE - HOUR)
    assert charged(side) == [1900]
    with clock.standing_at(CHARGE + 2 * HOUR):
        side.signs(sign_url(new))
    live(CHARGE + 2 * DAY, CHARGE + 2 * HOUR)
    assert charged(side) == [1900, 5200 - 246]
    assert (subscription(old).state, subscription(new).state) == ("lapsed", "active")


@pytest.mark.parametrize("done", [False, True])
def test_an_unknown_outcome_is_asked_about_and_charges_one_of_them(side, plans, done):
    old = subscribed(side)
    live(CHARGE - HOUR)
    with clock.standing_at(CHARGE - HOUR):
        new = chooses(old, "quarterly")
        side.signs(sign_url(new))
        stumbles_at(side, "alipay.trade.pay", done, OutcomeUnknown("a timeout"))
        look_after(new)
    side.trouble = lambda method, is_done: None
    live(CHARGE, CHARGE)
    assert len(charged(side)) == 1 + done
    live(CHARGE + 2 * DAY, CHARGE + HOUR)
    assert [subscription(each).state for each in (old, new)] == (["lapsed", "active"] if done else ["active", "lapsed"])
    assert charged(side) == ([1900, 5200 - 246] if done else [1900, 1900])


def test_money_that_came_late_to_the_old_agreement_goes_back(side, plans):
    """Its deduction was given up as unpaid, and is paid after the other plan has begun."""
    old = subscribed(side)
    live(CHARGE - HOUR)
    side.hangs = True
    live(CHARGE + HOUR, CHARGE)
    late = next(reversed(side.trades))
    side.hangs, side.refuses = False, None
    row = subscription(old)
    with writing():
        row.state = "active"
    with clock.standing_at(CHARGE + HOUR):
        new = changes(side, old, "quarterly")
        hears(side.pays(late, 1900))
    live(CHARGE + 2 * HOUR, CHARGE + HOUR)
    assert (subscription(new).state, side.trades[late].refunded) == ("active", 1900)
    assert list(differences()) == []


def test_money_that_came_late_to_a_change_that_was_let_go_goes_back(side, plans):
    old = subscribed(side)
    with clock.standing_at(LATER):
        new = chooses(old, "quarterly")
        side.signs(sign_url(new))
        side.hangs = True
        look_after(new)
    late = next(reversed(side.trades))
    live(LATER + 2 * DAY, LATER)
    assert (subscription(new).state, subscription(old).state) == ("lapsed", "active")
    with clock.standing_at(LATER + 2 * DAY):
        hears(side.pays(late, 3912))
    live(LATER + 2 * DAY + HOUR, LATER + 2 * DAY)
    assert (side.trades[late].refunded, watches_until(old)) == (3912, PLANNED_ENDS)
    assert list(differences()) == []


def test_what_was_credited_and_then_refunded_lets_the_change_go(side, plans):
    old = subscribed(side)
    with clock.standing_at(LATER):
        new = chooses(old, "quarterly")
        refund_order(orders()[0].number, "by staff")
        live(LATER, LATER)
        side.signs(sign_url(new))
        look_after(new)
    assert (subscription(new).state, charged(side)) == ("lapsed", [0])


def test_a_refund_of_the_change_gives_back_the_days_that_it_credited(side, plans):
    old = subscribed(side)
    with clock.standing_at(SOON):
        new = changes(side, old, "quarterly")
        first, second = orders()
        assert own_refund(first).answer is RefundAnswer.COUNTED
        take_back(second.number, second.household_id)
        live(SOON, SOON)
    assert charged(side) == [1900, 0]
    assert watches_until(old) == PLANNED_ENDS
    assert subscription(new).state == "cancelled"
    assert list(differences()) == []
    live(PLANNED_ENDS + DAY, SOON)
    assert charged(side) == [1900, 0]


def test_a_credit_of_the_whole_price_needs_the_agreement_and_no_money(side, plans):
    old = subscribed(side)
    with clock.standing_at(LATER), writing():
        held = db.session.scalars(select(Entitlement)).one()
        held.paid_fen = 2500 * 31 // 21
    with clock.standing_at(LATER):
        assert change_of(subscription(old), "family", clock.now()).change.total == Money(0)
        new = changes(side, old, "family")
        look_after(old)
    assert (subscription(new).state, tries(new), charged(side)) == ("active", [(0, 1, "paid")], [1900])
    assert side.agreements[old].state == "STOP"
    assert list(differences()) == []
    live(datetime(2026, 12, 26, tzinfo=UTC), LATER)
    assert charged(side) == [1900, 2500]


def test_the_same_change_twice_is_one_and_another_one_takes_its_place(side, plans):
    old = subscribed(side)
    first = chooses(old, "quarterly", "k" * 20)
    assert chooses(old, "quarterly", "k" * 20) == chooses(old, "quarterly") == first
    other = chooses(old, "family")
    assert (subscription(first).state, subscription(other).state) == ("lapsed", "signing")


def test_a_price_that_was_not_shown_is_not_agreed_to(side, plans):
    row = subscription(subscribed(side))
    with pytest.raises(ChangeDiffers):
        change_plan(row.household_id, "quarterly", ("now", Money(100)), "k" * 20)
    with pytest.raises(ChangeDiffers):
        change_plan(row.household_id, "quarterly", ("next", Money(5200)), "k" * 20)


def test_two_changes_in_a_row_count_what_was_credited_on(side, plans):
    old = subscribed(side)
    with clock.standing_at(LATER):
        second = changes(side, old, "quarterly")
        third = changes(side, second, "family")
        assert subscription(third).begins == "next", "what is left of a quarter is worth more than a month"
    assert timedelta(0) < watches_until(second) - LATER


@pytest.mark.parametrize("is_back", [False, True])
def test_of_what_was_paid_beside_only_what_is_not_on_its_way_goes_back(series, alipay, is_back):
    number = buying(series.season)
    tell(alipay.pays(number, 900))
    refund_order(order_of(number).number, "a part", Money(100))
    if is_back:
        run_due_jobs()
    with writing():
        _send_back(order_of(number))
    asked = select(Refund.amount_fen).order_by(Refund.id)
    assert db.session.scalars(asked).all() == [100, 800]
    with writing():
        _send_back(order_of(number))
    assert db.session.scalars(asked).all() == [100, 800], "nothing is left"
