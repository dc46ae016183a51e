"""Rights: which of them opens what, at the instants where they begin and end."""

from datetime import UTC, datetime

import pytest

from tbo.rules.access import VISITOR, Because, OfferKind, decide
from tbo.rules.rights import earliest, end_or_none, lastingness, runs

from .made import DAY, HOUR, INSTANT, NOW, episode, right, title

OWN = right("episode")


def because(facts, rights=(), now=NOW):
    return decide(facts, VISITOR, rights, now).because


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (right("episode"), Because.BOUGHT_EPISODE),
        (right("season"), Because.BOUGHT_SEASON),
        (right("rental"), Because.RENTED),
        (right("plan"), Because.IN_PLAN),
    ],
)
def test_each_kind_of_right_opens_and_is_named(held, reason):
    access = decide(episode(), VISITOR, [held], NOW)
    assert (access.allowed, access.because, access.source_kind, access.source) == (True, reason, "order", "TBO1")


@pytest.mark.parametrize(
    "held",
    [right("episode", episode_id=2), right("season", season_id=2), right("rental", episode_id=2)],
)
def test_a_right_to_something_else_opens_nothing(held):
    assert because(episode(), rights=[held]) is Because.FOR_SALE


@pytest.mark.parametrize(
    ("in_plan_at", "open_"), [(None, False), (NOW + INSTANT, False), (NOW, True), (NOW - DAY, True)]
)
def test_a_plan_opens_an_episode_from_the_day_it_is_in_the_plan(in_plan_at, open_):
    facts = episode(in_plan_at=in_plan_at)
    assert decide(facts, VISITOR, [right("plan")], NOW).allowed is open_


def test_an_episode_before_its_plan_day_names_the_day():
    access = decide(episode(in_plan_at=NOW + DAY), VISITOR, (), NOW)
    assert access.in_plan_from == NOW + DAY
    assert OfferKind.PLAN not in [offer.kind for offer in access.offers]


@pytest.mark.parametrize(
    ("moment", "open_"),
    [(NOW - INSTANT, False), (NOW, True), (NOW + DAY - INSTANT, True), (NOW + DAY, False)],
)
def test_a_plan_period_begins_and_ends_at_its_instants(moment, open_):
    held = right("plan", starts_at=NOW, ends_at=NOW + DAY)
    assert decide(episode(), VISITOR, [held], moment).allowed is open_


def test_a_rental_that_was_not_started_waits_thirty_days_and_no_instant_longer():
    held = right("rental", start_by_at=NOW + 30 * DAY)
    access = decide(episode(), VISITOR, [held], NOW)
    assert (access.rental_started, access.until) == (False, NOW + 30 * DAY)
    assert decide(episode(), VISITOR, [held], NOW + 30 * DAY - INSTANT).allowed
    assert not decide(episode(), VISITOR, [held], NOW + 30 * DAY).allowed


def test_a_started_rental_runs_its_second_clock_past_the_first():
    started_at = NOW + 30 * DAY - HOUR
    held = right("rental", start_by_at=NOW + 30 * DAY, started_at=started_at, ends_at=started_at + 48 * HOUR)
    access = decide(episode(), VISITOR, [held], NOW + 31 * DAY)
    assert (access.because, access.rental_started, access.until) == (Because.RENTED, True, held.ends_at)
    assert not decide(episode(), VISITOR, [held], held.ends_at).allowed


def test_a_rental_without_a_first_clock_does_not_break_the_decision():
    assert decide(episode(), VISITOR, [right("rental", start_by_at=None)], NOW).allowed


def test_what_is_owned_is_named_before_what_runs_out():
    rights = [right("rental"), right("plan"), right("episode"), right("season")]
    assert because(episode(), rights=rights) is Because.BOUGHT_SEASON
    assert because(episode(), rights=rights[:3]) is Because.BOUGHT_EPISODE
    # A rental is not used up while the plan opens the episode anyway.
    assert because(episode(), rights=rights[:2]) is Because.IN_PLAN


def test_of_two_plan_periods_the_longer_one_is_named():
    rights = [right("plan", ends_at=NOW + DAY, source="A"), right("plan", ends_at=NOW + 9 * DAY, source="B")]
    assert decide(episode(), VISITOR, rights, NOW).source == "B"
    assert decide(episode(), VISITOR, rights[::-1], NOW).until == NOW + 9 * DAY


def test_an_endless_right_outlasts_one_with_an_end():
    rights = [right("episode", ends_at=NOW + DAY, source="gift"), right("episode", source="bought")]
    assert decide(episode(), VISITOR, rights, NOW).until is None


def test_a_right_that_began_on_a_leap_day_is_no_trouble():
    leap = datetime(2028, 2, 29, 12, 0, tzinfo=UTC)
    assert decide(episode(), VISITOR, [right("episode", starts_at=leap)], leap + DAY).allowed


def test_until_is_the_nearer_end_of_right_and_title():
    facts = episode(title=title(closes_at=NOW + DAY))
    assert decide(facts, VISITOR, [OWN], NOW).until == NOW + DAY
    assert decide(facts, VISITOR, [right("plan", ends_at=NOW + HOUR)], NOW).until == NOW + HOUR


@pytest.mark.parametrize(
    ("moment", "running"), [(NOW - INSTANT, False), (NOW, True), (NOW + DAY - INSTANT, True), (NOW + DAY, False)]
)
@pytest.mark.parametrize("kind", ["episode", "season", "plan", "rental"])
def test_a_right_runs_from_its_start_to_before_its_end(kind, moment, running):
    assert runs(right(kind, starts_at=NOW, ends_at=NOW + DAY), moment) is running


def test_a_rental_nobody_started_ends_with_its_first_clock():
    waiting = right("rental", start_by_at=NOW + DAY)
    started = right("rental", start_by_at=NOW + DAY, started_at=NOW, ends_at=NOW + 2 * DAY)
    assert (end_or_none(waiting), end_or_none(started)) == (NOW + DAY, NOW + 2 * DAY)


def test_what_never_ends_lasts_longest():
    assert max([right("episode"), right("episode", ends_at=NOW + 900 * DAY)], key=lastingness).ends_at is None
    assert (earliest(None, NOW + DAY, NOW), earliest(None)) == (NOW, None)
