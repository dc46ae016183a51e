"""The life of a subscription: every state meets every event, and no walk of events charges who has left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.subscription_states import (
    MEANS,
    NEXT,
    RENEWING,
    RUNNING,
    SubscriptionEvent,
    SubscriptionState,
    may,
    next_state,
)

SIGNING, TRIAL, ACTIVE, GRACE, CANCELLED, PAUSED, LAPSED = (
    SubscriptionState(name) for name in ("signing", "trial", "active", "grace", "cancelled", "paused", "lapsed")
)
# trial, paid, failed, cancel, undo, ended, pause, resume, over; a dot is refused.
CELLS = """
signing    trial active    signing   lapsed    .      lapsed    .      .      lapsed
trial      .     active    grace     cancelled .      cancelled .      .      lapsed
active     .     active    grace     cancelled .      cancelled paused .      lapsed
grace      .     active    grace     cancelled .      cancelled .      .      lapsed
cancelled  trial cancelled cancelled .         active cancelled .      .      lapsed
paused     .     paused    paused    lapsed    .      lapsed    .      active active
lapsed     .     lapsed    lapsed    .         .      lapsed    .      .      .
"""
ROWS = [line.split() for line in CELLS.strip().splitlines()]
EVENTS = ("trial", "paid", "failed", "cancel", "undo", "ended", "pause", "resume", "over")
EVERY_CELL = [(row[0], event, to) for row in ROWS for event, to in zip(EVENTS, row[1:], strict=True)]
walks = st.lists(st.sampled_from(SubscriptionEvent), max_size=40)


def walked(events) -> list[SubscriptionState]:
    states = [SIGNING]
    for event in events:
        states.append(next_state(states[-1], event) or states[-1])
    return states


@pytest.mark.parametrize(("state", "event", "to"), EVERY_CELL)
def test_every_cell_of_the_table(state, event, to):
    found = next_state(SubscriptionState(state), SubscriptionEvent(event))
    assert found == (None if to == "." else to)
    assert may(SubscriptionState(state), SubscriptionEvent(event)) == (to != ".")


def test_the_cells_are_all_there_are():
    assert {(row, event) for row, event, _to in EVERY_CELL} == {(s, e) for s in SubscriptionState for e in EVENTS}
    assert len(NEXT) == sum(to != "." for _state, _event, to in EVERY_CELL)


@pytest.mark.parametrize(
    ("state", "access", "renews"),
    [
        *[(SIGNING, False, True), (TRIAL, True, True), (ACTIVE, True, True), (GRACE, True, True)],
        *[(CANCELLED, True, False), (PAUSED, False, False), (LAPSED, False, False)],
    ],
)
def test_what_each_state_means(state, access, renews):
    assert (MEANS[state].access, MEANS[state].renews) == (access, renews)
    assert (state in RENEWING) == renews


def test_a_household_has_one_of_what_runs():
    assert frozenset({TRIAL, ACTIVE, GRACE, CANCELLED, PAUSED}) == RUNNING


@pytest.mark.parametrize("state", SubscriptionState)
@pytest.mark.parametrize("event", [SubscriptionEvent.PAID, SubscriptionEvent.FAILED, SubscriptionEvent.ENDED])
def test_what_alipay_tells_is_never_refused(state, event):
    assert may(state, event)


@given(walks)
def test_nothing_brings_a_lapsed_one_back(events):
    states = walked(events)
    if LAPSED in states:
        assert set(states[states.index(LAPSED) :]) == {LAPSED}


@given(walks)
def test_who_left_is_not_renewed_before_asking_for_it(events):
    state, asked_to_leave = SIGNING, False
    for event in events:
        state = next_state(state, event) or state
        if event in (SubscriptionEvent.CANCEL, SubscriptionEvent.ENDED):
            asked_to_leave = not MEANS[state].renews
        elif event in (SubscriptionEvent.UNDO, SubscriptionEvent.TRIAL):
            asked_to_leave = False
        assert not (asked_to_leave and MEANS[state].renews)


@given(walks)
def test_access_begins_with_money_or_with_a_trial(events):
    states = walked(events)
    first = next((nth for nth, state in enumerate(states) if MEANS[state].access), None)
    assert first is None or events[first - 1] in (SubscriptionEvent.PAID, SubscriptionEvent.TRIAL)


@given(walks)
def test_a_trial_begins_once(events):
    states = walked(events)
    begun = [nth for nth, state in enumerate(states[1:]) if state is TRIAL and states[nth] is SIGNING]
    assert len(begun) <= 1
