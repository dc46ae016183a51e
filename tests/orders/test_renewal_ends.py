"""Renewal over time: prices that keep their word, leaving in the wallet, sweeps side by side, time that was prepaid."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Household
from tbo.alipay.trouble import OutcomeUnknown
from tbo.db import db, writing
from tbo.entitlements.grants import paid_until
from tbo.jobs import run_due_jobs
from tbo.messages.models import Message
from tbo.offers.models import Plan, PlanVersion
from tbo.orders.agreements.ending import cancel
from tbo.orders.models import Payment
from tbo.orders.refunds.sending import refund_order
from tbo.orders.renewals.letters import address_of
from tbo.orders.renewals.sweep import sweep_subscriptions
from tbo.orders.sweeping import sweep
from tbo.storefront.membership import renewal_of

from ..support.selling import MONTHLY, buying
from .shopper import orders
from .subscribers import (
    CHARGE,
    DAY,
    HOUR,
    MORNING,
    PLANNED_ENDS,
    hears,
    live,
    placed,
    sign_url,
    stumbles_at,
    subscribed,
    subscription,
    tries,
    watches_until,
    with_address,
)


def change_price(fen: int, since: datetime) -> None:
    with writing():
        plan = db.session.scalars(select(Plan)).one()
        db.session.add(PlanVersion(plan_id=plan.id, version=2, price_fen=fen, sold_from=since))


@pytest.mark.parametrize(("fen", "taken"), [(1500, 1500), (2500, 1900)])
def test_a_cut_reaches_payers_and_a_rise_does_not(side, fen, taken):
    number = subscribed(side)
    change_price(fen, MORNING + DAY)
    live(CHARGE + HOUR)
    assert [order.total_fen for order in orders()] == [1900, taken]
    assert subscription(number).price_fen == taken


def test_a_plan_that_is_sold_no_more_goes_on_for_who_has_it(side):
    subscribed(side)
    with writing():
        db.session.execute(db.update(PlanVersion).values(sold_until=MORNING + DAY))
    live(CHARGE + HOUR)
    assert [order.state for order in orders()] == ["fulfilled"] * 2


def test_leaving_in_the_wallet_is_heard_and_stops_all(side):
    number = subscribed(side)
    hears(side.leaves(number))
    assert subscription(number).state == "cancelled"
    live(PLANNED_ENDS - HOUR)
    assert (subscription(number).state, len(side.deductions())) == ("cancelled", 1)
    live(PLANNED_ENDS + HOUR, PLANNED_ENDS)
    assert subscription(number).state == "lapsed"


def test_leaving_in_the_wallet_is_found_within_a_day_when_nobody_tells(side):
    number = subscribed(side)
    live(MORNING + HOUR)
    side.leaves(number)
    live(MORNING + 26 * HOUR, MORNING + 2 * HOUR)
    assert subscription(number).state == "cancelled"


def test_an_end_that_is_told_before_the_beginning(side):
    number = placed()
    beginning = side.signs(sign_url(number))
    hears(side.leaves(number))
    hears(beginning)
    live(MORNING)
    assert (subscription(number).state, side.trades) == ("lapsed", {})


def test_leaving_while_a_deduction_runs_keeps_what_it_paid(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    side.hangs = True
    with clock.standing_at(CHARGE):
        sweep_subscriptions()
        hears(side.leaves(number))
        hears(side.pays(next(reversed(side.trades)), 1900))
    assert subscription(number).state == "cancelled"
    assert watches_until(number) == datetime(2027, 1, 18, 16, 0, tzinfo=UTC)


def test_two_sweeps_at_one_moment_deduct_once(side):
    subscribed(side)
    live(CHARGE - HOUR)
    with clock.standing_at(CHARGE):
        assert [sweep_subscriptions(CHARGE), sweep_subscriptions(CHARGE)] == [1, 0]
    assert len(side.deductions()) == 2


def test_time_that_was_prepaid_is_not_lost(side):
    home = with_address()
    hears(side.pays(buying(MONTHLY, home), 1900))
    number = subscribed(side, home)
    assert watches_until(number) == datetime(2027, 1, 18, 4, 0, tzinfo=UTC)
    live(CHARGE + HOUR)
    assert watches_until(number) == datetime(2027, 2, 18, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(("nth", "ends_at"), [(1, PLANNED_ENDS), (0, datetime(2027, 1, 18, 16, 0, tzinfo=UTC))])
def test_of_two_periods_only_the_last_one_that_is_taken_back_moves_the_end(side, nth, ends_at):
    number = subscribed(side)
    live(CHARGE + HOUR)
    with clock.standing_at(CHARGE + HOUR):
        cancel(subscription(number).household_id)
        refund_order(orders()[nth].number, "a complaint")
        run_due_jobs()
        assert subscription(number).period_ends_at == watches_until(number) == ends_at
    live(ends_at - HOUR, CHARGE + 2 * HOUR)
    assert subscription(number).state == "cancelled"
    live(ends_at + HOUR, ends_at)
    assert subscription(number).state == "lapsed"


def test_who_left_and_got_all_back_watches_no_longer_and_is_not_told_so(side):
    number = subscribed(side)
    with clock.standing_at(MORNING + DAY):
        cancel(subscription(number).household_id)
        refund_order(orders()[0].number, "a complaint")
        run_due_jobs()
        assert subscription(number).period_ends_at == MORNING + DAY
        assert renewal_of(subscription(number).household_id, clock.now()).is_over
    live(MORNING + DAY + HOUR, MORNING + DAY)
    ended = subscription(number)
    assert (ended.state, ended.unsigned_at is not None, watches_until(number)) == ("lapsed", True, None)


def test_time_that_was_prepaid_is_still_watched_when_the_period_behind_it_is_taken_back(side):
    home = with_address()
    hears(side.pays(buying(MONTHLY, home), 1900))
    prepaid_until = paid_until(home)
    number = subscribed(side, home)
    with clock.standing_at(MORNING + DAY):
        refund_order(orders()[1].number, "a complaint")
        run_due_jobs()
        assert subscription(number).period_ends_at == prepaid_until > clock.now()


def test_payments_of_deductions_are_found_by_the_payments_sweep(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    stumbles_at(side, "alipay.trade.pay", True, OutcomeUnknown("a timeout"))
    with clock.standing_at(CHARGE):
        sweep_subscriptions()
    side.trouble = lambda method, is_done: None
    waiting = db.session.scalars(select(Payment).order_by(Payment.id.desc())).first()
    with clock.standing_at(CHARGE + 2 * timedelta(minutes=1)):
        sweep()
    assert (waiting.product, tries(number)[-1]) == ("deduct", (1, 1, "paid"))


def test_who_has_a_number_alone_is_told_only_where_text_messages_carry_letters(side, app, monkeypatch):
    home = db.session.get_one(Household, with_address(None))
    home.phone = "+8613800138000"
    assert address_of(home) == ("sms", "+8613800138000")
    monkeypatch.setitem(app.extensions, "tbo.settings", replace(app.extensions["tbo.settings"], messages="real"))
    assert address_of(home) is None
    home.email = "lin@example.com"
    assert address_of(home) == ("mail", "lin@example.com")


def test_who_has_a_number_alone_is_told_of_a_deduction_there(side):
    home = with_address(None)
    with writing():
        db.session.get_one(Household, home).phone = "+8613800138000"
    subscribed(side, home)
    live(CHARGE - HOUR)
    told = db.session.execute(select(Message.channel, Message.recipient)).all()
    assert told == [("sms", "+8613800138000")]
