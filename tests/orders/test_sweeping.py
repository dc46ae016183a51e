"""What nobody told us is asked for: growing gaps, a last look past the end, and no guess in between."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.alipay.trouble import NotSent, OutcomeUnknown
from tbo.db import db
from tbo.jobs import run_due_jobs
from tbo.orders import asking, sweeping
from tbo.orders.asking import look_for
from tbo.orders.models import Order
from tbo.orders.payments import Product
from tbo.orders.refunds.sending import refund_order
from tbo.orders.sweeping import MOST_UNKNOWN, sweep
from tbo.rules.order_states import LATE_LOOKS, MARGIN

from ..support.selling import attempt, buying, household, order_of, payment_of, place
from .telling import tell

MINUTE = timedelta(minutes=1)


@pytest.fixture
def number(series) -> str:
    return buying(series.episode())


@pytest.fixture
def now() -> datetime:
    """The instant at which the payment began, or a moment later."""
    return clock.now()


def sweep_at(moment: datetime) -> int:
    with clock.standing_at(moment):
        return sweep()


def states(number: str) -> tuple[str, str]:
    return order_of(number).state, payment_of(number).state


def questions(alipay, method: str = "alipay.trade.query") -> int:
    return [name for name, _ in alipay.asked].count(method)


def test_money_whose_notice_was_lost_is_found(number, alipay, now):
    alipay.pays(number, 300)
    sweep_at(now + 2 * MINUTE)
    assert states(number) == ("fulfilled", "paid")
    tell(alipay.notices[0][1])
    assert sweep_at(now + 300 * MINUTE) == 0


def test_nothing_is_asked_before_a_minute_has_passed(number, alipay, now):
    assert sweep_at(now) == 0
    assert alipay.asked == []


def test_gaps_grow_while_the_buyer_has_not_come(number, alipay, now):
    asked_at = []
    for seconds in range(0, 20 * 60, 30):
        before = questions(alipay)
        sweep_at(now + timedelta(seconds=seconds))
        asked_at += [seconds] * (questions(alipay) - before)
    gaps = [after - before for before, after in pairwise(asked_at)]
    assert gaps == sorted(gaps)
    assert 4 <= len(asked_at) <= 6
    assert payment_of(number).queries == len(asked_at), "each question has its own number"


def test_a_page_that_polls_asks_at_most_every_five_seconds_and_keeps_the_sweepers_hours(number, alipay, now):
    planned = payment_of(number).next_query_at
    for seconds in range(10, 40):
        with clock.standing_at(now + timedelta(seconds=seconds)):
            look_for(order_of(number).number)
    assert questions(alipay) == 6
    assert payment_of(number).next_query_at == planned


def test_a_page_that_is_open_past_the_end_does_not_put_the_last_look_off(number, alipay, now):
    alipay.opens(number, 300)
    end = payment_of(number).expires_at + MARGIN
    with clock.standing_at(end):
        look_for(order_of(number).number)
    sweep_at(end + MINUTE)
    assert states(number) == ("closed", "closed")


def test_the_page_finds_money_whose_notice_was_lost(number, alipay, now):
    alipay.pays(number, 300)
    with clock.standing_at(now + timedelta(seconds=6)):
        look_for(order_of(number).number)
    assert states(number) == ("fulfilled", "paid")


def test_at_the_end_an_opened_trade_is_closed_at_alipay_first(number, alipay, now):
    alipay.opens(number, 300)
    sweep_at(now + 15 * MINUTE)
    assert states(number) == ("pending", "waiting")
    sweep_at(payment_of(number).expires_at + MARGIN)
    assert states(number) == ("closed", "closed")
    assert alipay.trades[number].state == "TRADE_CLOSED"


def test_an_order_is_not_expired_while_alipay_cannot_be_asked(number, alipay, now):
    alipay.opens(number, 300)

    def away(*_) -> None:
        raise OutcomeUnknown("a timeout")

    alipay.trouble = away
    for minutes in (2, 5, 21, 40, 120, 300):
        sweep_at(now + minutes * MINUTE)
    assert states(number) == ("pending", "waiting")
    alipay.trouble = lambda method, is_done: None
    alipay.pays(number, 300)
    sweep_at(now + 400 * MINUTE)
    assert states(number) == ("fulfilled", "paid")


def test_a_close_of_unknown_outcome_leaves_the_order_open(number, alipay, now):
    alipay.opens(number, 300)

    def stumble(method: str, is_done: bool) -> None:
        if method == "alipay.trade.close" and is_done:
            raise OutcomeUnknown(method)

    alipay.trouble = stumble
    sweep_at(now + 21 * MINUTE)
    assert states(number) == ("pending", "waiting")
    alipay.trouble = lambda method, is_done: None
    sweep_at(now + 200 * MINUTE)
    sweep_at(now + 201 * MINUTE)
    assert states(number) == ("closed", "closed")


def test_money_that_comes_between_the_last_look_and_the_close_is_not_missed(number, alipay, now):
    alipay.opens(number, 300)

    def pays_just_now(method: str, is_done: bool) -> None:
        if method == "alipay.trade.close" and not is_done:
            alipay.pays(number, 300)

    alipay.trouble = pays_just_now
    sweep_at(now + 21 * MINUTE)
    sweep_at(now + 22 * MINUTE)
    assert states(number) == ("fulfilled", "paid")
    assert order_of(number).paid_late is False


@pytest.mark.parametrize("is_opened", [True, False])
def test_money_that_comes_after_the_end_is_found_although_nobody_tells(number, alipay, now, is_opened):
    if is_opened:
        alipay.opens(number, 300)
    ended_at = payment_of(number).expires_at + MARGIN
    sweep_at(ended_at)
    assert states(number) == ("closed", "closed")
    alipay.pays(number, 300)
    sweep_at(ended_at + LATE_LOOKS[0] + MINUTE)
    assert states(number) == ("fulfilled", "paid")
    assert order_of(number).paid_late


def test_an_attempt_that_another_ended_early_is_found_when_a_wallet_pays_it_on_its_last_day(series, alipay, now):
    order = place(household(), series.episode())
    first, second = attempt(order, Product.WAP), attempt(order, Product.PAGE)
    alipay.pays(first, 300)
    sweep_at(now + 2 * MINUTE)
    with clock.standing_at(now + 3 * MINUTE):
        run_due_jobs()
    assert payment_of(second).state == "closed"
    runs_out = payment_of(second).expires_at
    for hours in range(1, 24):
        sweep_at(now + timedelta(hours=hours))
    sweep_at(payment_of(second).closed_at + LATE_LOOKS[-1] + MINUTE)
    alipay.pays(second, 300)
    sweep_at(runs_out + LATE_LOOKS[-1] + MINUTE)
    assert (payment_of(second).state, payment_of(second).refunding_fen) == ("paid", 300)


def test_an_ended_attempt_is_left_alone_in_the_end(number, alipay, now):
    for hours in range(1, 80):
        sweep_at(now + timedelta(hours=hours))
    before = questions(alipay)
    sweep_at(now + timedelta(hours=100))
    assert (questions(alipay), payment_of(number).next_query_at) == (before, None)
    assert before < 12


def test_a_late_look_that_got_no_answer_is_taken_again(number, alipay, now):
    ended_at = payment_of(number).expires_at + MARGIN
    sweep_at(ended_at)

    def away(*_) -> None:
        raise NotSent("down")

    alipay.trouble = away
    sweep_at(ended_at + LATE_LOOKS[-1] + MINUTE)
    alipay.trouble = lambda method, is_done: None
    alipay.pays(number, 300)
    sweep_at(ended_at + LATE_LOOKS[-1] + 10 * MINUTE)
    assert states(number) == ("fulfilled", "paid")


def test_when_alipay_is_away_a_sweep_stops_early_and_the_rest_stays_due(series, alipay, now):
    numbers = [buying(series.episode()) for _ in range(8)]

    def away(*_) -> None:
        raise OutcomeUnknown("a timeout")

    alipay.trouble = away
    moment = clock.now() + MINUTE
    sweep_at(moment)
    assert questions(alipay) == MOST_UNKNOWN
    alipay.trouble = lambda method, is_done: None
    sweep_at(moment)
    asked = Counter(content["out_trade_no"] for _, content in alipay.asked)
    assert set(asked) == set(numbers)


def test_a_sweep_that_takes_long_leaves_the_rest_to_the_next(series, alipay, monkeypatch):
    numbers = [buying(series.episode()) for _ in range(3)]
    moment = clock.now() + MINUTE
    with monkeypatch.context() as hurried:
        hurried.setattr(sweeping, "LONGEST_S", -1)
        assert (sweep_at(moment), alipay.asked) == (0, [])
    assert sweep_at(moment) == len(numbers)


def test_the_trouble_of_one_payment_does_not_keep_the_others_waiting(series, alipay, now, monkeypatch):
    broken, whole = buying(series.episode()), buying(series.episode())
    settle = asking.settle
    alipay.pays(broken, 300)
    alipay.pays(whole, 300)

    def stumbling(telling):
        if telling.payment_number == broken:
            raise RuntimeError("a fault of ours")
        return settle(telling)

    monkeypatch.setattr(asking, "settle", stumbling)
    sweep_at(clock.now() + 2 * MINUTE)
    assert (states(broken), states(whole)) == (("pending", "waiting"), ("fulfilled", "paid"))
    monkeypatch.setattr(asking, "settle", settle)
    sweep_at(clock.now() + 10 * MINUTE)
    assert states(broken) == ("fulfilled", "paid")


def test_the_trouble_of_one_refund_does_not_keep_the_others_waiting(series, alipay, now, monkeypatch):
    numbers = [buying(series.episode()) for _ in range(2)]
    for number in numbers:
        tell(alipay.pays(number, 300))
    first, _second = [refund_order(order_of(number).number, "a wish") for number in numbers]
    send = sweeping.send_refund

    def stumbling(refund_number: str) -> None:
        if refund_number == first:
            raise RuntimeError("a fault of ours")
        send(refund_number)

    monkeypatch.setattr(sweeping, "send_refund", stumbling)
    sweep_at(clock.now() + MINUTE)
    assert [payment_of(number).state for number in numbers] == ["paid", "refunded"]


def test_an_order_that_never_saw_a_cashier_expires(series, alipay):
    order = place(household(), series.episode())
    sweep_at(clock.now() + 21 * MINUTE)
    assert db.session.scalar(select(Order.state).where(Order.number == order)) == "closed"


def test_another_sum_found_by_asking_is_flagged_and_not_asked_about_for_ever(number, alipay, now):
    alipay.pays(number, 299)
    sweep_at(now + 2 * MINUTE)
    assert states(number) == ("pending", "waiting")
    assert payment_of(number).flagged_because
    for hours in (1, 2, 3):
        sweep_at(now + timedelta(hours=hours))
    assert questions(alipay) == 1
    assert order_of(number).state == "closed"


def test_a_code_to_scan_is_swept_like_a_cashier(series, alipay, now):
    number = attempt(place(household(), series.episode()), Product.PRECREATE)
    assert payment_of(number).qr_text == f"https://qr.example/{number}"
    alipay.pays(number, 300)
    sweep_at(clock.now() + 2 * MINUTE)
    run_due_jobs()
    assert states(number) == ("fulfilled", "paid")
