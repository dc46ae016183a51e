"""Renewal: one deduction a period whatever happens, told of before, with grace, and an end that is no trap."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.alipay.trouble import NotSent, OutcomeUnknown
from tbo.db import db
from tbo.messages.models import Message
from tbo.orders.renewals.letters import give_notice
from tbo.orders.renewals.sweep import look_after, sweep_subscriptions
from tbo.orders.sweeping import sweep
from tbo.rules.renewal_schedule import SIGNING_LIFE
from tbo.subscriptions.models import RenewalNotice

from ..support.selling import attempt
from .shopper import orders
from .subscribers import (
    CHARGE,
    DAY,
    HOUR,
    MORNING,
    PLANNED_ENDS,
    hears,
    letters,
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


def test_signing_deducts_at_once_and_opens_the_period(side):
    number = subscribed(side)
    row = subscription(number)
    assert (row.period, row.planned_on.isoformat()) == (1, "2026-12-18")
    assert row.period_ends_at == watches_until(number) == PLANNED_ENDS
    assert [(order.state, order.total_fen) for order in orders()] == [("fulfilled", 1900)]
    assert tries(number) == [(0, 1, "paid")]


def test_a_later_period_is_left_to_be_paid_until_its_planned_day_ends(side):
    subscribed(side)
    live(CHARGE + HOUR)
    first, second = orders()
    assert first.expires_at - first.placed_at == SIGNING_LIFE
    assert second.expires_at == PLANNED_ENDS


def test_whoever_tells_of_a_deduction_too_early_or_a_second_time_writes_nothing(side):
    number = subscribed(side, with_address())
    before = letters()
    give_notice(number)
    assert letters() == before
    live(CHARGE - 4 * DAY)
    told = letters()
    assert told.count("renewal") == 1
    with clock.standing_at(CHARGE - 4 * DAY):
        give_notice(number)
    assert (letters(), len(list(db.session.scalars(select(RenewalNotice))))) == (told, 1)


def test_a_notice_of_signing_makes_the_worker_look(side):
    number = placed()
    hears(side.signs(sign_url(number)))
    live(MORNING)
    assert (subscription(number).state, len(side.deductions())) == ("active", 1)


def test_a_notice_that_alipay_does_not_confirm_signs_nothing(side):
    number = placed()
    notice = side.signs(sign_url(number))
    side.agreements.clear()
    hears(notice)
    live(MORNING)
    assert (subscription(number).state, side.trades) == ("signing", {})


def test_nobody_who_signs_is_no_subscriber(side):
    number = placed()
    live(MORNING + 2 * DAY)
    assert (subscription(number).state, orders(), side.trades) == ("lapsed", [], {})


def test_who_signs_a_code_that_was_left_is_not_charged_and_is_released(side):
    number = placed()
    url = sign_url(number)
    live(MORNING + 25 * HOUR)
    side.signs(url)
    live(MORNING + 28 * HOUR, MORNING + 26 * HOUR)
    assert (subscription(number).state, side.trades) == ("lapsed", {})
    assert side.agreements[number].state == "STOP"


def test_who_signs_while_alipay_tells_and_answers_nothing_for_days_is_released_afterwards(side):
    number = placed()
    side.signs(sign_url(number))
    side.trouble = lambda method, is_done: (_ for _ in ()).throw(NotSent("away"))
    live(MORNING + 5 * DAY)
    assert (subscription(number).state, subscription(number).agreement_no) == ("lapsed", None)
    side.trouble = lambda method, is_done: None
    live(MORNING + 5 * DAY + 3 * HOUR, MORNING + 5 * DAY)
    assert (subscription(number).unsigned_at is not None, side.trades) == (True, {})
    assert {agreement.state for agreement in side.agreements.values()} == {"STOP"}


def test_a_signing_that_is_told_after_the_last_word_is_asked_about_until_alipay_answers(side):
    number = placed()
    url = sign_url(number)
    live(MORNING + 2 * DAY + 2 * HOUR)
    assert subscription(number).next_look_at is None
    notice = side.signs(url)
    side.trouble = lambda method, is_done: (_ for _ in ()).throw(NotSent("away"))
    with clock.standing_at(MORNING + 3 * DAY):
        hears(notice)
    live(MORNING + 3 * DAY + HOUR, MORNING + 3 * DAY)
    side.trouble = lambda method, is_done: None
    live(MORNING + 3 * DAY + 4 * HOUR, MORNING + 3 * DAY + HOUR)
    assert (subscription(number).unsigned_at is not None, side.trades) == (True, {})
    assert side.agreements[number].state == "STOP"


def test_who_never_signs_is_asked_about_until_no_code_can_be_signed_and_then_no_more(side):
    number = placed()
    live(MORNING + 2 * DAY - HOUR)
    assert subscription(number).next_look_at is not None
    live(MORNING + 2 * DAY + 2 * HOUR, MORNING + 2 * DAY - HOUR)
    assert (subscription(number).next_look_at, subscription(number).unsigned_at) == (None, None)


def test_each_month_is_one_deduction_told_of_five_days_before(side):
    number = subscribed(side)
    live(datetime(2027, 3, 17, 4, 0, tzinfo=UTC))
    assert len(side.deductions()) == 5
    assert [outcome for _period, _nth, outcome in tries(number)] == ["paid"] * 5
    assert watches_until(number) == datetime(2027, 4, 18, 16, 0, tzinfo=UTC)
    assert len(set(letters())) == 1
    paid = {order.number: order.paid_at for order in orders()}
    sent = list(db.session.scalars(select(Message.sent_at).join(RenewalNotice).order_by(Message.id)))
    for told, taken in zip(sent, sorted(paid.values())[1:], strict=True):
        assert taken - told >= timedelta(days=5)


def test_who_comes_on_the_last_of_january_is_charged_once_a_month(side):
    begun = datetime(2028, 1, 31, 4, 0, tzinfo=UTC)
    with clock.standing_at(begun):
        number = subscribed(side)
        assert subscription(number).planned_on.isoformat() == "2028-03-01"
    live(datetime(2028, 4, 20, tzinfo=UTC), begun)
    assert len(side.deductions()) == 3
    assert watches_until(number) == datetime(2028, 5, 1, 16, 0, tzinfo=UTC)


def test_nothing_is_deducted_without_a_letter_that_left(side):
    number = subscribed(side)
    live(PLANNED_ENDS + DAY, letters=False)
    assert (len(side.deductions()), subscription(number).state) == (1, "lapsed")


def test_who_cannot_be_told_is_not_charged(side):
    number = subscribed(side, with_address(None))
    live(PLANNED_ENDS + DAY)
    assert (len(side.deductions()), subscription(number).state) == (1, "lapsed")


def test_a_refused_deduction_is_grace_then_paid(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    side.refuses = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    live(CHARGE + 12 * HOUR, CHARGE)
    assert subscription(number).state == "grace"
    assert tries(number)[1:] == [(1, 1, "failed"), (1, 2, "failed")]
    assert letters() == ["renewal", "renewal-failed"]
    side.refuses = None
    live(CHARGE + 2 * DAY, CHARGE + DAY)
    assert (subscription(number).state, len(side.deductions())) == ("active", 2)
    assert len(orders()) == 2
    assert watches_until(number) == datetime(2027, 1, 18, 16, 0, tzinfo=UTC)


def test_grace_ends_with_its_last_day_and_then_nothing_more_is_asked(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    side.refuses = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    live(PLANNED_ENDS + 40 * DAY, CHARGE)
    assert (subscription(number).state, side.agreements[number].state) == ("lapsed", "STOP")
    assert len(tries(number)) == 1 + 8
    assert letters() == ["renewal", "renewal-failed", "renewal-lapsed"]
    assert "ACQ.CYCLE_PAY_DATE_NOT_MATCH" not in str(tries(number))


def test_who_lapsed_can_subscribe_again(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    side.refuses = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    live(PLANNED_ENDS + DAY, CHARGE)
    side.refuses = None
    with clock.standing_at(PLANNED_ENDS + 2 * DAY):
        again = subscribed(side, subscription(number).household_id)
        assert watches_until(again) == datetime(2027, 1, 21, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("done", [False, True])
def test_a_deduction_of_unknown_outcome_is_asked_about_before_another_is_tried(side, done):
    number = subscribed(side)
    live(CHARGE - HOUR)
    stumbles_at(side, "alipay.trade.pay", done, OutcomeUnknown("a timeout"))
    with clock.standing_at(CHARGE + HOUR):
        sweep_subscriptions()
        for _again in range(5):
            look_after(number)
    side.trouble = lambda method, is_done: None
    assert [method for method, _ in side.asked].count("alipay.trade.pay") == 2
    live(CHARGE + DAY, CHARGE + 2 * HOUR)
    assert len(side.deductions()) == 2
    assert tries(number)[1:] == ([(1, 1, "paid")] if done else [(1, 1, "failed"), (1, 2, "paid")])


def test_while_alipay_is_silent_nothing_new_is_tried(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    side.trouble = lambda method, is_done: (_ for _ in ()).throw(NotSent("away"))
    live(CHARGE + 5 * HOUR, CHARGE)
    assert tries(number)[1:] == []
    side.trouble = lambda method, is_done: None
    live(CHARGE + DAY, CHARGE + 6 * HOUR)
    assert len(side.deductions()) == 2


def test_a_deduction_that_alipay_is_still_at_waits_and_is_found(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    side.hangs = True
    with clock.standing_at(CHARGE):
        sweep_subscriptions()
        look_after(number)
    assert tries(number)[1:] == [(1, 1, "open")]
    with clock.standing_at(CHARGE + timedelta(minutes=3)):
        side.pays(next(reversed(side.trades)), 1900)
        sweep()
    assert tries(number)[1:] == [(1, 1, "paid")]


def test_one_that_is_paid_after_it_was_given_up_goes_back_if_another_paid(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    side.hangs = True
    live(CHARGE + HOUR, CHARGE)
    first = next(reversed(side.trades))
    assert tries(number)[1:] == [(1, 1, "failed")]
    side.hangs = False
    live(CHARGE + 11 * HOUR, CHARGE + 2 * HOUR)
    assert tries(number)[1:] == [(1, 1, "failed"), (1, 2, "paid")]
    with clock.standing_at(CHARGE + 12 * HOUR):
        hears(side.pays(first, 1900))
    live(CHARGE + 13 * HOUR, CHARGE + 12 * HOUR)
    assert side.trades[first].refunded == 1900
    assert subscription(number).period == 2


def test_a_period_that_the_household_pays_by_hand_is_not_deducted_again(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    side.refuses = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    live(CHARGE, CHARGE)
    with clock.standing_at(CHARGE + HOUR):
        by_hand = attempt(orders()[-1].number)
        hears(side.pays(by_hand, 1900))
    side.refuses = None
    assert (subscription(number).state, tries(number)[1:]) == ("active", [(1, 1, "failed"), (1, 2, "paid")])
    live(datetime(2027, 1, 17, tzinfo=UTC), CHARGE + 2 * HOUR)
    assert [order.state for order in orders()] == ["fulfilled"] * 3
    assert len(side.deductions()) == 3
