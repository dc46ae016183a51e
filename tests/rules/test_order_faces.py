"""Which face an order has: told from states, at every boundary of its time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tbo.rules.money import Money
from tbo.rules.order_faces import (
    LIT,
    STILL_WATCHED,
    WARM,
    AttemptFacts,
    Came,
    Face,
    OrderFacts,
    changes_by_itself,
    face_of,
    going_back,
)
from tbo.rules.order_states import OrderState, PaymentState

END = datetime(2026, 11, 18, 13, 6, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
WAITS = AttemptFacts(state=PaymentState.WAITING)
FLAGGED = AttemptFacts(state=PaymentState.WAITING, is_flagged=True)
SETTLES = AttemptFacts(state=PaymentState.PAID, is_settling=True)
TAKEN_BACK = replace(SETTLES, is_taken_back=True, refunding=Money(300))
EXTRA = AttemptFacts(state=PaymentState.PAID, refunding=Money(300))
CLOSED = AttemptFacts(state=PaymentState.CLOSED)


def order(state: OrderState, *attempts: AttemptFacts, **facts) -> OrderFacts:
    return OrderFacts(state=state, expires_at=END, attempts=attempts, **facts)


@pytest.mark.parametrize(
    ("came", "face"),
    [(None, Face.WAITING), (Came.LEFT, Face.LEFT), (Came.PAID, Face.CONFIRMING)],
)
def test_who_waits_is_told_by_how_they_came(came, face):
    assert face_of(order(OrderState.PENDING, WAITS), END - INSTANT, came) is face


def test_nothing_is_waited_for_once_every_attempt_has_ended():
    assert face_of(order(OrderState.PENDING, CLOSED, CLOSED), END - INSTANT) is Face.UNPAID
    assert face_of(order(OrderState.PENDING, CLOSED, WAITS), END - INSTANT) is Face.WAITING
    assert face_of(order(OrderState.PENDING), END - INSTANT) is Face.WAITING
    assert face_of(order(OrderState.PENDING, CLOSED), END) is Face.ENDING
    assert face_of(order(OrderState.PENDING, CLOSED), END - INSTANT, Came.LEFT) is Face.LEFT
    assert face_of(order(OrderState.PENDING, CLOSED), END - INSTANT, Came.PAID) is Face.CONFIRMING


@pytest.mark.parametrize("came", [None, *Came])
def test_the_end_is_exclusive_and_stands_above_how_somebody_came(came):
    assert face_of(order(OrderState.PENDING, WAITS), END, came) is Face.ENDING


@pytest.mark.parametrize("came", [None, *Came])
@pytest.mark.parametrize(
    ("facts", "face"),
    [
        (order(OrderState.FULFILLED, SETTLES), Face.PAID),
        (order(OrderState.FULFILLED), Face.PAID),
        (order(OrderState.PAID, SETTLES), Face.PAID),
        (order(OrderState.FULFILLED, SETTLES, is_late=True), Face.LATE),
        (order(OrderState.FULFILLED, SETTLES, EXTRA), Face.TWICE),
        (order(OrderState.FULFILLED, SETTLES, EXTRA, is_late=True), Face.TWICE),
        (order(OrderState.FULFILLED, SETTLES, CLOSED, WAITS), Face.PAID),
        (order(OrderState.PARTLY_REFUNDED, SETTLES), Face.PARTLY_REFUNDED),
        (order(OrderState.FULFILLED, TAKEN_BACK), Face.GOING_BACK),
        (order(OrderState.FULFILLED, TAKEN_BACK, is_late=True), Face.GOING_BACK),
        (order(OrderState.PARTLY_REFUNDED, TAKEN_BACK), Face.GOING_BACK),
        (order(OrderState.FULFILLED, SETTLES, replace(TAKEN_BACK, is_settling=False)), Face.TWICE),
        (order(OrderState.REFUNDED, SETTLES), Face.REFUNDED),
        (order(OrderState.CLOSED, CLOSED), Face.EXPIRED),
        (order(OrderState.CLOSED), Face.EXPIRED),
        (order(OrderState.CLOSED, EXTRA), Face.GIVEN_BACK),
        (order(OrderState.CLOSED, FLAGGED), Face.FLAGGED),
        (order(OrderState.PENDING, FLAGGED), Face.FLAGGED),
    ],
    ids=lambda value: value.value if isinstance(value, Face) else "",
)
def test_what_is_known_stands_above_how_somebody_came(facts, face, came):
    assert face_of(facts, END - INSTANT, came) is face


def test_a_flag_on_money_that_arrived_is_for_staff_only():
    settled = AttemptFacts(state=PaymentState.PAID, is_settling=True, is_flagged=True)
    assert face_of(order(OrderState.FULFILLED, settled), END) is Face.PAID


def test_a_bulb_is_never_warm_and_lit_at_once():
    assert not WARM & LIT


@pytest.mark.parametrize("face", [Face.UNPAID, Face.WAITING, Face.LEFT, Face.CONFIRMING, Face.ENDING])
def test_an_open_order_goes_on_asking(face):
    assert changes_by_itself(order(OrderState.PENDING, WAITS), face, END)


@pytest.mark.parametrize("face", [Face.PAID, Face.LATE, Face.REFUNDED, Face.FLAGGED, Face.PARTLY_REFUNDED])
def test_what_is_settled_asks_no_more(face):
    assert not changes_by_itself(order(OrderState.FULFILLED, SETTLES), face, END)


def test_money_on_its_way_back_is_waited_for():
    assert changes_by_itself(order(OrderState.FULFILLED, SETTLES, EXTRA), Face.TWICE, END)


def test_an_expired_order_is_watched_for_a_while():
    closed = order(OrderState.CLOSED, CLOSED, closed_at=END)
    assert changes_by_itself(closed, Face.EXPIRED, END + STILL_WATCHED - INSTANT)
    assert not changes_by_itself(closed, Face.EXPIRED, END + STILL_WATCHED)


@pytest.mark.parametrize(
    ("after", "came", "face"),
    [
        (timedelta(0), Came.PAID, Face.CONFIRMING),
        (STILL_WATCHED - INSTANT, Came.PAID, Face.CONFIRMING),
        (STILL_WATCHED, Came.PAID, Face.EXPIRED),
        (timedelta(0), Came.LEFT, Face.EXPIRED),
        (timedelta(0), None, Face.EXPIRED),
    ],
)
def test_who_paid_after_the_end_is_not_told_that_nothing_came_while_it_may_come(after, came, face):
    closed = order(OrderState.CLOSED, CLOSED, closed_at=END)
    assert face_of(closed, END + after, came) is face


def test_sums_going_back_are_of_all_attempts():
    back = AttemptFacts(state=PaymentState.REFUNDED, refunded=Money(300))
    assert going_back(order(OrderState.CLOSED, EXTRA, EXTRA, back)) == (Money(600), Money(300))
