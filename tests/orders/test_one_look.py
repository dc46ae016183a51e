"""One look at a subscription: what it does in one go, what it leaves to others, and what it writes down."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tbo import clock
from tbo.db import db, writing
from tbo.entitlements.models import Entitlement
from tbo.messages.outbox import post
from tbo.orders.agreements.ending import cancel
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.models import PaymentEvent
from tbo.orders.plan_changes.quotes import change_of
from tbo.orders.renewals import sweep as renewal_sweep
from tbo.orders.renewals.deducting import BY_HAND, DEDUCT, _is_being_paid
from tbo.orders.renewals.letters import _new_key
from tbo.orders.renewals.ordering import order_of as order_of_period
from tbo.orders.renewals.sweep import CLAIM, look_after, sweep_subscriptions, unsign
from tbo.rules.ledger import LedgerKind
from tbo.rules.renewal_schedule import SIGNING_LIFE, end_of
from tbo.subscriptions.given_months import let_gift_run

from ..support.selling import buying, order_of, sell_plan
from .shopper import orders
from .subscribers import CHARGE, HOUR, MORNING, live, subscribed, subscription

INSTANT = timedelta(microseconds=1)
A_MONTH_LATER = CHARGE.replace(year=2027, month=1)


@pytest.fixture
def number(side) -> str:
    """A subscription that was signed this morning, and deducted the first time."""
    return subscribed(side)


def test_the_look_that_moves_alipays_day_takes_the_money_too(side, number):
    with writing():
        let_gift_run(subscription(number).household_id, 1)
    live(A_MONTH_LATER - HOUR)
    assert len(side.deductions()) == 1
    with clock.standing_at(A_MONTH_LATER):
        sweep_subscriptions()
    assert len(side.deductions()) == 2


def test_what_somebody_else_has_ended_meanwhile_is_not_ended_again(side, number):
    with writing():
        mine = subscription(number)
        mine.unsign_at, mine.unsigned_at = MORNING, MORNING
    unsign(number)
    assert "alipay.user.agreement.unsign" not in [method for method, _ in side.asked]


def test_one_whose_look_broke_waits_for_its_claim_and_no_longer(side, number, monkeypatch):
    moment = subscription(number).next_look_at

    def breaks(*_told):
        raise RuntimeError

    monkeypatch.setattr(renewal_sweep, "_look_after", breaks)
    with clock.standing_at(moment):
        sweep_subscriptions()
    assert subscription(number).next_look_at == moment + CLAIM
    with clock.standing_at(moment - timedelta(seconds=1)):
        renewal_sweep._claim(number, clock.now())
    assert subscription(number).next_look_at == moment + CLAIM, "who comes with an older list claims nothing"


def test_signing_and_a_deduction_are_written_down_by_their_names(number):
    agreed = db.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.AGREED)).one()
    assert agreed.reason == "signed"
    assert db.session.scalars(select(PaymentEvent.told_by)).all() == ["deduction"]


@pytest.mark.parametrize(("early", "asked"), [(INSTANT, 0), (timedelta(0), 1)])
def test_an_agreement_that_somebody_left_is_ended_at_its_second(side, number, early, asked):
    with clock.standing_at(MORNING):
        cancel(subscription(number).household_id)
    with clock.standing_at(subscription(number).unsign_at - early):
        look_after(number)
    assert [method for method, _ in side.asked].count("alipay.user.agreement.unsign") == asked


def test_who_finds_what_asks_alipay_has_claimed_it_for_as_long_as_that_may_take(side, number):
    with writing():
        due = subscription(number)
        due.unsign_at = due.next_look_at = MORNING
    with clock.standing_at(MORNING + HOUR):
        assert renewal_sweep._next_step(number, 0, MORNING + HOUR).is_there
    assert subscription(number).next_look_at == MORNING + HOUR + CLAIM
    with clock.standing_at(MORNING + HOUR):
        assert not renewal_sweep._next_step(number, 0, MORNING + HOUR).is_there, "it is somebody's already"


def test_a_second_letter_about_the_same_day_has_another_key(number):
    assert _new_key("renewal:1") == "renewal:1"
    with writing():
        post("mail", "lin@example.com", "s", "b", "renewal:1")
    with clock.standing_at(MORNING):
        assert _new_key("renewal:1") == f"renewal:1:{MORNING:%Y%m%d%H%M%S}"


def test_whoever_has_no_paid_days_left_is_still_told_of_other_plans(side, number):
    sell_plan("quarterly", 5200, 3)
    with writing():
        db.session.execute(delete(Entitlement))
    with clock.standing_at(MORNING + HOUR):
        assert change_of(subscription(number), "quarterly", clock.now()).change.credits == ()


def test_what_somebody_went_to_pay_is_left_alone_for_a_while(series):
    number = buying(series.episode())
    begun = order_of(number).payments[0].created_at
    with clock.standing_at(begun + BY_HAND - INSTANT):
        assert _is_being_paid(order_of(number))
    with clock.standing_at(begun + BY_HAND):
        assert not _is_being_paid(order_of(number)), "whoever left the cashier stops nobody"
        with writing():
            order_of(number).payments[0].product = DEDUCT
        assert _is_being_paid(order_of(number)), "a deduction is always waited for"


def test_who_comes_with_an_older_list_does_nothing_for_one_that_is_claimed(side, number):
    moment = subscription(number).next_look_at
    with clock.standing_at(moment):
        renewal_sweep._claim(number, moment)
        asked = len(side.asked)
        assert not renewal_sweep._look_after(number, moment)
    assert (len(side.asked), subscription(number).next_look_at) == (asked, moment + CLAIM)


def test_an_order_of_a_period_is_placed_once_and_waits_as_long_as_it_may_be_deducted(side, number):
    first, row = orders()[0], subscription(number)
    assert first.expires_at == first.placed_at + SIGNING_LIFE, "somebody is waiting"
    with writing():
        row = subscription(number)
        placed = order_of_period(row)
        assert placed.expires_at == end_of(row.planned_on)
        assert order_of_period(row).number == placed.number
