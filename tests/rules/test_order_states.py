"""What news does to a payment and its order, and how things are numbered."""

import itertools
import re
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.money import Money
from tbo.rules.order_states import (
    LATE_LOOKS,
    MARGIN,
    SETTLED,
    UNPAID,
    Effect,
    Goods,
    News,
    OrderState,
    PaymentFacts,
    PaymentState,
    Told,
    apply_payment,
    late_look_at,
    new_order_number,
    next_look_at,
    order_number_or_none,
    payment_number,
    refund_number,
    refunded_state,
    rest_to_ask,
)

PRICE = Money(300)
NOW = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RANKS = {
    PaymentState.WAITING: 0,
    PaymentState.CLOSED: 1,
    PaymentState.PAID: 2,
    PaymentState.FINISHED: 3,
    PaymentState.PARTLY_REFUNDED: 3,
    PaymentState.REFUNDED: 4,
}


def payment(state=PaymentState.WAITING, refunded=0) -> PaymentFacts:
    return PaymentFacts(PaymentState(state), PRICE, Money(refunded))


def decided(order, state, news, goods=Goods.GIVABLE, refunded=0):
    decision = apply_payment(OrderState(order), payment(state, refunded), news, goods)
    return decision.effect, decision.payment


@pytest.mark.parametrize("told", [Told.PAID, Told.FINISHED])
def test_money_for_a_pending_order_settles_it(told):
    assert decided("pending", "waiting", News(told, PRICE)) == (Effect.SETTLE, PaymentState(told.value))


def test_late_money_on_a_closed_order_settles_it_when_the_goods_can_be_given():
    assert decided("closed", "closed", News(Told.PAID, PRICE)) == (Effect.SETTLE, PaymentState.PAID)


@pytest.mark.parametrize("goods", [Goods.OWNED, Goods.GONE])
@pytest.mark.parametrize("order", ["pending", "closed"])
def test_money_for_what_cannot_be_given_goes_back(order, goods):
    assert decided(order, "waiting", News(Told.PAID, PRICE), goods) == (Effect.GIVE_BACK, PaymentState.PAID)


@pytest.mark.parametrize("order", sorted(SETTLED))
def test_a_second_payment_of_an_order_goes_back(order):
    assert decided(order, "waiting", News(Told.PAID, PRICE))[0] is Effect.GIVE_BACK


@pytest.mark.parametrize("state", ["paid", "finished", "partly_refunded", "refunded"])
def test_money_told_twice_counts_once(state):
    assert decided("fulfilled", state, News(Told.PAID, PRICE)) == (Effect.IGNORE, PaymentState(state))


def test_finished_after_paid_only_ends_the_time_for_refunds():
    assert decided("fulfilled", "paid", News(Told.FINISHED, PRICE)) == (Effect.IGNORE, PaymentState.FINISHED)


def test_paid_after_finished_does_not_step_back():
    assert decided("fulfilled", "finished", News(Told.PAID, PRICE))[1] is PaymentState.FINISHED


@pytest.mark.parametrize("fen", [299, 301, 1, 30000, 0])
@pytest.mark.parametrize("told", list(Told))
def test_another_amount_is_flagged_and_changes_no_state(told, fen):
    assert decided("pending", "waiting", News(told, Money(fen))) == (Effect.FLAG, PaymentState.WAITING)


@pytest.mark.parametrize("told", [Told.WAITING, Told.MISSING])
@pytest.mark.parametrize("state", list(PaymentState))
def test_waiting_and_missing_change_nothing(told, state):
    assert decided("pending", state, News(told)) == (Effect.IGNORE, state)


def test_an_end_closes_a_waiting_payment():
    assert decided("pending", "waiting", News(Told.CLOSED, PRICE)) == (Effect.CLOSE, PaymentState.CLOSED)


@pytest.mark.parametrize("state", ["paid", "finished", "partly_refunded", "refunded", "closed"])
def test_a_late_notice_of_an_end_undoes_nothing(state):
    assert decided("fulfilled", state, News(Told.CLOSED, PRICE)) == (Effect.IGNORE, PaymentState(state))


def test_an_end_found_by_asking_about_a_paid_payment_is_for_a_person():
    news = News(Told.CLOSED, PRICE, asked=True)
    assert decided("fulfilled", "paid", news) == (Effect.FLAG, PaymentState.PAID)


def test_an_end_found_by_asking_that_tells_the_payment_too_is_a_full_refund():
    news = News(Told.CLOSED, PRICE, PRICE, asked=True)
    assert decided("fulfilled", "paid", news) == (Effect.RECORD_REFUND, PaymentState.REFUNDED)


@pytest.mark.parametrize(("fen", "state"), [(1, "partly_refunded"), (299, "partly_refunded"), (300, "refunded")])
def test_a_refund_told_moves_the_payment_by_its_sum(fen, state):
    news = News(Told.PAID, PRICE, Money(fen))
    assert decided("fulfilled", "paid", news) == (Effect.RECORD_REFUND, PaymentState(state))


def test_a_refund_above_the_payment_is_flagged():
    assert decided("fulfilled", "paid", News(Told.PAID, PRICE, Money(301)))[0] is Effect.FLAG


def test_a_refund_known_before_counts_once():
    news = News(Told.PAID, PRICE, Money(100))
    assert decided("fulfilled", "partly_refunded", news, refunded=100)[0] is Effect.IGNORE


def test_a_partial_refund_before_its_payment_is_kept_but_pays_nothing():
    news = News(Told.PAID, PRICE, Money(100))
    assert decided("pending", "waiting", news) == (Effect.RECORD_REFUND, PaymentState.WAITING)


def test_the_payment_after_its_partial_refund_settles_as_partly_refunded():
    news = News(Told.PAID, PRICE)
    assert decided("pending", "waiting", news, refunded=100) == (Effect.SETTLE, PaymentState.PARTLY_REFUNDED)


def test_a_full_refund_before_its_payment_leaves_nothing_to_settle():
    assert decided("pending", "waiting", News(Told.CLOSED, PRICE, PRICE))[1] is PaymentState.REFUNDED
    assert decided("pending", "refunded", News(Told.PAID, PRICE), refunded=300)[0] is Effect.IGNORE


tellings = st.builds(
    News,
    st.sampled_from(Told),
    st.sampled_from([None, PRICE, PRICE, PRICE, Money(299)]),
    st.sampled_from([Money(0), Money(0), Money(1), Money(300), Money(301)]),
    st.booleans(),
)


@given(st.sampled_from(OrderState), st.lists(tellings, max_size=12), st.sampled_from(Goods))
def test_whatever_is_told_states_never_step_back(order, told, goods):
    facts = payment()
    for news in told:
        decision = apply_payment(order, facts, news, goods)
        assert RANKS[decision.payment] >= RANKS[facts.state]
        refunded = news.refunded if decision.effect is Effect.RECORD_REFUND else facts.refunded
        facts = PaymentFacts(decision.payment, PRICE, max(facts.refunded, refunded))


@given(st.sampled_from(OrderState), st.lists(tellings, max_size=12), st.sampled_from(Goods))
def test_whatever_is_told_an_order_settles_at_most_once_by_one_payment(order, told, goods):
    facts, settled = payment(), 0
    for news in told:
        decision = apply_payment(order, facts, news, goods)
        settled += decision.effect is Effect.SETTLE
        order = OrderState.FULFILLED if decision.effect is Effect.SETTLE else order
        facts = PaymentFacts(decision.payment, PRICE, facts.refunded)
    assert settled <= 1


def test_refunded_state_follows_the_sum():
    assert refunded_state(payment("paid")) is PaymentState.PAID
    assert refunded_state(payment("paid", 1)) is PaymentState.PARTLY_REFUNDED
    assert refunded_state(payment("paid", 300)) is PaymentState.REFUNDED


@pytest.mark.parametrize(
    ("refused", "since", "left", "rest"),
    [
        (300, 100, 200, 200),
        (200, 150, 150, 50),
        (200, 200, 100, 0),
        (200, 250, 50, 0),
        (300, 0, 1, 1),
        (300, 300, 0, 0),
    ],
)
def test_of_a_refused_refund_only_what_did_not_go_back_otherwise_is_asked_again(refused, since, left, rest):
    assert rest_to_ask(Money(refused), Money(since), Money(left)) == Money(rest)


def test_an_order_number_can_be_read_aloud_and_carries_the_day_in_china():
    number = new_order_number(datetime(2026, 11, 17, 16, 0, tzinfo=UTC), secrets.choice)
    assert re.fullmatch(r"TBO20261118-[2-9A-HJKMNP-TV-Z]{8}", number)


def test_numbers_for_the_provider_are_of_its_letters_and_short_enough():
    number = payment_number(new_order_number(NOW, secrets.choice), 12)
    assert re.fullmatch(r"[A-Za-z0-9_]{1,60}", number)
    assert re.fullmatch(r"[A-Za-z0-9_]{1,64}", refund_number(number, 3))
    assert refund_number(number, 1) == number + "R1"


def test_attempts_of_one_order_have_different_numbers():
    assert payment_number("TBO20261118-22222222", 1) != payment_number("TBO20261118-22222222", 2)


def test_gaps_between_looks_grow_and_one_look_falls_just_past_the_end():
    created, expires = NOW, NOW + 15 * MINUTE
    now, moments = created, []
    while now < expires + MARGIN:
        now = next_look_at(created, expires, now)
        moments.append(now)
    gaps = [after - before for before, after in itertools.pairwise(moments[:-1])]
    assert gaps == sorted(gaps)
    assert moments[0] == created + MINUTE
    assert moments[-1] == expires + MARGIN


def test_asking_in_between_does_not_put_the_next_look_off():
    expires = NOW + 15 * MINUTE
    assert {next_look_at(NOW, expires, NOW + seconds * MINUTE / 60) for seconds in range(60, 120)} == {NOW + 2 * MINUTE}


def test_after_the_end_looks_go_on_while_the_outcome_is_unknown():
    expires = NOW + 15 * MINUTE
    assert next_look_at(NOW, expires, NOW + 60 * MINUTE) == NOW + 61 * MINUTE
    late = NOW + 300 * MINUTE
    assert next_look_at(NOW, expires, late) == late + 60 * MINUTE


def test_an_ended_payment_is_looked_at_a_few_more_times():
    assert late_look_at(NOW, NOW, NOW) == NOW + LATE_LOOKS[0]
    assert late_look_at(NOW, NOW, NOW + LATE_LOOKS[0]) == NOW + LATE_LOOKS[1]
    assert late_look_at(NOW, NOW, NOW + LATE_LOOKS[-1]) is None


def test_one_that_was_ended_early_is_looked_at_as_long_as_one_that_ran_out():
    runs_out = NOW + timedelta(minutes=20)
    assert late_look_at(NOW, runs_out, NOW) == NOW + LATE_LOOKS[0]
    assert late_look_at(NOW, runs_out, NOW + LATE_LOOKS[-1]) == runs_out + LATE_LOOKS[-1]
    assert late_look_at(NOW, runs_out, runs_out + LATE_LOOKS[-1]) is None


def test_unpaid_and_settled_mean_different_things():
    assert {PaymentState.WAITING, PaymentState.CLOSED} == UNPAID
    assert OrderState.PENDING not in SETTLED
    assert OrderState.CLOSED not in SETTLED


@given(st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1)), st.integers(1, 99))
def test_a_payments_number_leads_back_to_its_order(moment, nth):
    number = new_order_number(moment.replace(tzinfo=UTC), secrets.choice)
    assert order_number_or_none(payment_number(number, nth)) == number


@pytest.mark.parametrize("number", ["", "T_1", "TBO20261118-7F3K9QRD", "TBO202611187F3K9QRD", "TBO202611187F3K9QRD_"])
def test_a_foreign_number_leads_to_no_order(number):
    assert order_number_or_none(number) is None
