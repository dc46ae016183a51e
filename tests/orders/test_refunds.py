"""Money on its way back: sent until it is certain, under one number, and taking back exactly what it paid for."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.alipay.trouble import NotSent, OutcomeUnknown
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.jobs import run_due_jobs
from tbo.orders.asking import look
from tbo.orders.models import Payment, PaymentEvent, Refund
from tbo.orders.refunds.sending import NothingToRefund, TooMuchToRefund, refund_order, send_refund
from tbo.orders.settlement import Settled
from tbo.orders.sweeping import sweep
from tbo.rules.money import Money

from ..support.selling import buying, household, order_of, payment_of, price_of, sell_plan
from .telling import tell

MINUTE = timedelta(minutes=1)


@pytest.fixture
def paid(series, alipay) -> str:
    """A payment of 3.00 yuan for an episode, settled."""
    number = buying(series.episode())
    tell(alipay.pays(number, 300))
    return number


def refund(number: str, fen: int | None = None) -> str:
    return refund_order(order_of(number).number, "a wish", Money(fen) if fen else None)


def standing(number: str) -> tuple[str, str, int, int]:
    """Order, payment, and what went back and is on its way."""
    payment = payment_of(number)
    return payment.order.state, payment.state, payment.refunded_fen, payment.refunding_fen


def right_of(number: str) -> Entitlement:
    return db.session.scalars(select(Entitlement).where(Entitlement.source == order_of(number).number)).one()


def answers_get_lost(method: str, is_done: bool) -> None:
    if is_done:
        raise OutcomeUnknown(method)


def asked(alipay, method: str) -> list[dict]:
    return [content for name, content in alipay.asked if name == method]


def test_access_ends_when_the_money_is_back_and_not_before(paid, alipay):
    refund(paid)
    assert standing(paid) == ("fulfilled", "paid", 0, 300)
    assert right_of(paid).revoked_at is None
    run_due_jobs()
    assert standing(paid) == ("refunded", "refunded", 300, 0)
    assert right_of(paid).revoked_because == "a wish"
    assert alipay.trades[paid].refunded == 300


def test_a_part_that_goes_back_leaves_the_right_and_less_credit(paid, series):
    refund(paid, 100)
    run_due_jobs()
    assert standing(paid) == ("partly_refunded", "partly_refunded", 100, 0)
    assert (right_of(paid).revoked_at, right_of(paid).paid_fen) == (None, 200)
    assert price_of(series.season, order_of(paid).household_id) == Money(700)
    refund(paid)
    run_due_jobs()
    assert standing(paid) == ("refunded", "refunded", 300, 0)
    assert right_of(paid).revoked_at is not None


def test_more_than_is_left_is_never_asked_back(paid):
    refund(paid, 200)
    with pytest.raises(TooMuchToRefund):
        refund(paid, 101)
    refund(paid, 100)
    with pytest.raises(NothingToRefund):
        refund(paid)


@pytest.mark.parametrize(("refunded", "refunding"), [(301, 0), (0, 301), (200, 101), (-1, 0), (0, -1)])
def test_the_database_itself_holds_the_bound_of_refunds(paid, refunded, refunding):
    values = {"refunded_fen": refunded, "refunding_fen": refunding}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(db.update(Payment).where(Payment.number == paid).values(**values))


def test_an_order_that_was_never_paid_has_nothing_to_refund(series, alipay):
    with pytest.raises(NothingToRefund):
        refund(buying(series.episode()))


def test_a_finished_trade_is_not_asked_for_a_refund(paid, alipay):
    tell(alipay.finishes(paid))
    with pytest.raises(NothingToRefund):
        refund(paid)


@pytest.mark.parametrize("trouble", [NotSent, OutcomeUnknown])
@pytest.mark.parametrize("is_done_there", [False, True])
def test_an_unknown_refund_is_asked_for_again_with_its_own_number(paid, alipay, trouble, is_done_there):
    def stumble(method: str, is_done: bool) -> None:
        if is_done is is_done_there:
            raise trouble(method)

    number = refund(paid)
    alipay.trouble = stumble
    run_due_jobs()
    assert standing(paid) == ("fulfilled", "paid", 0, 300)
    alipay.trouble = lambda method, is_done: None
    with clock.standing_at(clock.now() + MINUTE):
        sweep()
        assert standing(paid) == ("refunded", "refunded", 300, 0)
    refunds = asked(alipay, "alipay.trade.refund")
    assert {(r["out_request_no"], r["refund_amount"]) for r in refunds} == {(number, "3.00")}
    assert alipay.trades[paid].refunds == {number: 300}
    if is_done_there:
        assert asked(alipay, "alipay.trade.fastpay.refund.query")[0]["out_request_no"] == number


def test_gaps_between_tries_grow(paid, alipay):
    def stumble(*_) -> None:
        raise NotSent("down")

    refund(paid)
    alipay.trouble = stumble
    now, gaps = clock.now(), []
    for _ in range(6):
        with clock.standing_at(now):
            run_due_jobs()
            sweep()
        due_at = db.session.scalar(select(Refund.next_try_at))
        db.session.rollback()
        gaps.append(due_at - now)
        now = due_at
    assert gaps == sorted(gaps)
    assert gaps[-1] > 8 * gaps[0]
    assert standing(paid) == ("fulfilled", "paid", 0, 300)


def test_a_seller_without_money_refunds_once_the_account_is_funded(paid, alipay):
    refund(paid)
    alipay.seller_has_money = False
    run_due_jobs()
    assert standing(paid) == ("fulfilled", "paid", 0, 300)
    alipay.seller_has_money = True
    with clock.standing_at(clock.now() + 61 * MINUTE):
        sweep()
        assert standing(paid) == ("refunded", "refunded", 300, 0)


def test_a_refusal_for_good_is_flagged_and_frees_the_sum(paid, alipay):
    number = refund(paid)
    alipay.finishes(paid)
    run_due_jobs()
    assert standing(paid) == ("fulfilled", "paid", 0, 0)
    assert number in payment_of(paid).flagged_because
    assert db.session.scalars(select(Refund.state)).all() == ["refused"]


def test_a_job_that_runs_again_after_the_answer_sends_nothing(paid, alipay):
    number = refund(paid)
    send_refund(number)
    send_refund(number)
    run_due_jobs()
    assert len(asked(alipay, "alipay.trade.refund")) == 1
    assert standing(paid)[2:] == (300, 0)


def test_the_notice_of_our_own_refund_counts_it_once_whichever_comes_first(paid, alipay):
    number = refund(paid, 100)
    alipay.trouble = answers_get_lost
    run_due_jobs()
    alipay.trouble = lambda method, is_done: None
    assert tell(alipay.notices[-1][1]) is Settled.DONE
    assert standing(paid) == ("partly_refunded", "partly_refunded", 100, 0)
    with clock.standing_at(clock.now() + MINUTE):
        sweep()
    assert standing(paid)[2:] == (100, 0)
    assert alipay.trades[paid].refunds == {number: 100}


def test_a_refund_made_by_hand_at_alipay_is_recorded_and_takes_back_what_it_paid_for(paid, alipay):
    tell(alipay.refunds(paid, 100))
    assert standing(paid) == ("partly_refunded", "partly_refunded", 100, 0)
    assert right_of(paid).paid_fen == 200
    tell(alipay.refunds(paid, 200))
    assert standing(paid) == ("refunded", "refunded", 300, 0)
    assert right_of(paid).revoked_at is not None
    assert [r.reason for r in payment_of(paid).refunds] == ["refunded in Alipay's console"] * 2


def test_a_refund_by_hand_is_found_in_the_sum_that_an_answer_tells(paid, alipay):
    refund(paid, 100)
    told = alipay.refunds(paid, 50)
    alipay.trouble = answers_get_lost
    run_due_jobs()
    alipay.trouble = lambda method, is_done: None
    tell(told)
    with clock.standing_at(clock.now() + MINUTE):
        sweep()
    assert standing(paid)[2:] == (150, 0)


def test_hand_made_refunds_told_in_reverse_order_add_up(paid, alipay):
    first, second = alipay.refunds(paid, 100), alipay.refunds(paid, 50)
    tell(second)
    tell(first)
    assert standing(paid)[2:] == (150, 0)


def test_a_full_refund_by_hand_while_ours_is_on_its_way_counts_once(paid, alipay):
    refund(paid)
    told = alipay.refunds(paid, 300)
    tell(told)
    assert standing(paid) == ("fulfilled", "paid", 0, 300)
    run_due_jobs()
    for minutes in (1, 5, 20, 60, 240, 600, 1200, 2400, 4800):
        with clock.standing_at(clock.now() + minutes * MINUTE):
            sweep()
    assert standing(paid) == ("refunded", "refunded", 300, 0)
    assert right_of(paid).revoked_at is not None


def test_a_full_refund_nobody_told_us_of_is_found_by_asking(series, alipay):
    number = buying(series.episode())
    alipay.pays(number, 300)
    alipay.refunds(number, 300)
    look(number)
    assert standing(number) == ("pending", "refunded", 300, 0)


def test_a_refund_of_one_order_leaves_the_rights_of_others(series, alipay):
    lin = household()
    first, second, season = buying(series.episode(1), lin), buying(series.episode(2), lin), None
    tell(alipay.pays(first, 300))
    tell(alipay.pays(second, 300))
    season = buying(series.season, lin)
    tell(alipay.pays(season, 300))
    refund(season)
    run_due_jobs()
    assert [right_of(n).revoked_at is None for n in (first, second, season)] == [True, True, False]


def test_a_refunded_period_of_a_plan_takes_back_that_period_only(app, alipay):
    lin, monthly = household(), sell_plan()
    first, second = buying(monthly, lin), buying(monthly, lin)
    tell(alipay.pays(first, 1900))
    tell(alipay.pays(second, 1900))
    kept = right_of(second).starts_at, right_of(second).ends_at
    refund(first)
    run_due_jobs()
    assert right_of(first).revoked_at is not None
    assert (right_of(second).starts_at, right_of(second).ends_at, right_of(second).revoked_at) == (*kept, None)


@pytest.mark.parametrize("first", ["rest", "surplus"])
def test_when_surplus_and_price_both_went_back_nothing_is_left_of_the_right(series, alipay, first):
    lin = household()
    season, episode = buying(series.season, lin), buying(series.episode(2), lin)
    tell(alipay.pays(episode, 300))
    tell(alipay.pays(season, 900))
    if first == "surplus":
        run_due_jobs()
        refund(season)
    else:
        send_refund(refund(season))
    run_due_jobs()
    assert standing(season) == ("refunded", "refunded", 900, 0)
    assert right_of(season).revoked_at is not None
    assert right_of(episode).revoked_at is None


def test_a_surplus_is_not_asked_back_twice_when_a_hand_at_alipay_was_quicker(series, alipay):
    lin = household()
    season, episode = buying(series.season, lin), buying(series.episode(2), lin)
    paid_at, by_hand = alipay.pays(season, 900), alipay.refunds(season, 400)
    tell(by_hand)
    tell(alipay.pays(episode, 300))
    assert tell(paid_at) is Settled.DONE
    run_due_jobs()
    assert standing(season) == ("partly_refunded", "partly_refunded", 400, 0)


def test_every_refund_leaves_one_event(paid):
    refund(paid, 100)
    refund(paid, 50)
    run_due_jobs()
    told = select(func.sum(PaymentEvent.amount_fen)).where(PaymentEvent.what == "refunded")
    assert db.session.scalar(told) == 150
