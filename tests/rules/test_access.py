"""Who may watch: every step of the decision, at the instant where it changes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.access import (
    NOT_FOR_THIS_PROFILE,
    OWNED,
    VISITOR,
    Because,
    ProfileFacts,
    covers,
    decide,
)
from tbo.rules.money import Money

from .made import DAY, HOUR, INSTANT, NOW, WATCHABLE, episode, right, title

CHILD = ProfileFacts(kind="child", rating_cap=12)
OWN = right("episode")


def because(facts, profile=VISITOR, rights=(), now=NOW, region="CN"):
    return decide(facts, profile, rights, now, region).because


def test_an_ordinary_episode_is_for_sale_to_a_visitor():
    access = decide(episode(), VISITOR, (), NOW)
    assert not access.allowed
    assert access.because is Because.FOR_SALE


@pytest.mark.parametrize("published_at", [None, NOW + INSTANT, NOW + DAY])
def test_an_unpublished_title_is_closed_to_its_owners_too(published_at):
    facts = episode(title=title(published_at=published_at))
    assert because(facts, rights=[OWN]) is Because.UNPUBLISHED


def test_a_title_is_published_at_its_instant():
    assert because(episode(title=title(published_at=NOW))) is Because.FOR_SALE


@pytest.mark.parametrize(
    ("regions", "region", "open_"),
    [(("*",), "CN", True), (("CN", "HK"), "HK", True), (("CN",), "DE", False), ((), "CN", False)],
)
def test_rights_hold_in_their_regions(regions, region, open_):
    found = because(episode(title=title(regions=regions)), rights=[OWN], region=region)
    assert found is (Because.BOUGHT_EPISODE if open_ else Because.OTHER_REGION)


def test_a_title_closes_at_its_instant_for_everybody():
    facts = episode(title=title(closes_at=NOW))
    access = decide(facts, VISITOR, [OWN], NOW)
    assert access.because is Because.WITHDRAWN
    assert access.since == NOW
    assert decide(facts, VISITOR, [OWN], NOW - INSTANT).allowed


@pytest.mark.parametrize(("cap", "allowed"), [(15, False), (16, True), (18, True)])
def test_the_rating_cap_lets_its_own_age_in(cap, allowed):
    profile = ProfileFacts(kind="teen", rating_cap=cap)
    assert decide(episode(title=title(min_age=16)), profile, [OWN], NOW).allowed is allowed


def test_a_blocked_title_is_blocked_even_when_free():
    profile = ProfileFacts(blocked_titles=frozenset({"rainy-night"}))
    assert because(episode(is_free=True), profile) is Because.BLOCKED


def test_a_child_sees_only_the_pool():
    facts = episode(is_free=True, title=title(in_child_pool=False))
    assert because(facts, CHILD) is Because.NOT_IN_POOL
    assert because(facts) is Because.FREE


def test_rights_come_before_the_profile():
    facts = episode(title=title(closes_at=NOW, min_age=18))
    assert because(facts, CHILD) is Because.WITHDRAWN


def test_a_child_is_never_told_a_price():
    access = decide(episode(rental=Money(100)), CHILD, (), NOW)
    assert access.because is Because.ASK_A_PARENT
    assert access.offers == ()


def test_a_child_watches_what_the_household_bought():
    assert because(episode(), CHILD, [OWN]) is Because.BOUGHT_EPISODE


@pytest.mark.parametrize(
    ("opens_at", "available_at", "since"),
    [(NOW + DAY, NOW - DAY, NOW + DAY), (NOW - DAY, NOW + INSTANT, NOW + INSTANT), (NOW + HOUR, NOW + DAY, NOW + DAY)],
)
def test_what_is_not_out_yet_says_when(opens_at, available_at, since):
    facts = episode(title=title(opens_at=opens_at), available_at=available_at, is_free=True)
    access = decide(facts, VISITOR, [right("season")], NOW)
    assert (access.because, access.since) == (Because.COMING, since)


def test_an_episode_opens_at_its_instant():
    assert because(episode(available_at=NOW, title=title(opens_at=NOW))) is Because.FOR_SALE


def test_free_by_flag_needs_no_household_and_lasts_as_long_as_the_title():
    closes_at = NOW + 3 * DAY
    access = decide(episode(is_free=True, title=title(closes_at=closes_at)), VISITOR, (), NOW)
    assert (access.allowed, access.because, access.until) == (True, Because.FREE, closes_at)


@pytest.mark.parametrize(
    ("moment", "free"),
    [(NOW - INSTANT, False), (NOW, True), (NOW + DAY - INSTANT, True), (NOW + DAY, False)],
)
def test_a_free_window_begins_and_ends_at_its_instants(moment, free):
    facts = episode(free_windows=((NOW, NOW + DAY),))
    assert (because(facts, now=moment) is Because.FREE) is free


def test_free_windows_that_touch_or_overlap_are_one():
    windows = (
        (NOW + DAY, NOW + 2 * DAY),
        (NOW, NOW + DAY),
        (NOW + HOUR, NOW + 3 * DAY),
        (NOW + 9 * DAY, NOW + 10 * DAY),
    )
    assert decide(episode(free_windows=windows), VISITOR, (), NOW).until == NOW + 3 * DAY


def test_free_time_does_not_outlast_the_title():
    facts = episode(free_windows=((NOW, NOW + DAY),), title=title(closes_at=NOW + HOUR))
    assert decide(facts, VISITOR, (), NOW).until == NOW + HOUR


def test_offers_are_sorted_by_price_and_the_plan_stands_last():
    access = decide(episode(rental=Money(100)), VISITOR, (), NOW)
    assert [offer.kind for offer in access.offers] == ["rental", "episode", "season", "plan"]
    assert [offer.price for offer in access.offers] == [Money(100), Money(300), Money(2400), None]


def test_a_film_is_its_one_episode_and_offers_no_season():
    access = decide(episode(title=title(is_film=True)), VISITOR, (), NOW)
    assert [offer.kind for offer in access.offers] == ["episode", "plan"]


def test_the_sets_of_reasons_do_not_overlap():
    assert not WATCHABLE & NOT_FOR_THIS_PROFILE
    assert OWNED < WATCHABLE
    assert Because.FOR_SALE not in WATCHABLE


moments = st.integers(-40, 40).map(lambda days: NOW + days * DAY)
rights = st.lists(
    st.builds(
        lambda kind, start, length, source: right(
            kind, starts_at=start, ends_at=length and start + timedelta(hours=length), source=source
        ),
        st.sampled_from(["episode", "season", "rental", "plan"]),
        moments,
        st.one_of(st.none(), st.integers(1, 2000)),
        st.sampled_from("ABC"),
    ),
    max_size=5,
)
episodes = st.builds(
    lambda free, opens, plan, closes, windows: episode(
        is_free=free,
        available_at=opens,
        in_plan_at=plan,
        free_windows=tuple((start, start + 3 * DAY) for start in windows),
        title=title(closes_at=closes and NOW + closes * DAY),
    ),
    st.booleans(),
    moments,
    st.one_of(st.none(), moments),
    st.one_of(st.none(), st.integers(1, 30)),
    st.lists(moments, max_size=2),
)
profiles = st.sampled_from([VISITOR, CHILD, ProfileFacts(kind="teen", rating_cap=16)])


@given(episodes, profiles, rights, moments)
def test_allowed_means_a_watchable_reason_and_an_end_that_lies_ahead(facts, profile, held, now):
    access = decide(facts, profile, held, now)
    assert access.allowed is (access.because in WATCHABLE)
    assert access.until is None or access.until > now
    assert bool(access.offers) is (access.because is Because.FOR_SALE)
    if access.because is Because.COMING:
        assert access.since > now


@given(episodes, profiles, rights, moments)
def test_the_answer_holds_until_the_end_it_names(facts, profile, held, now):
    access = decide(facts, profile, held, now)
    if access.allowed and access.until is not None:
        assert decide(facts, profile, held, access.until - INSTANT).allowed


@given(episodes, profiles, rights, moments)
def test_one_more_right_never_takes_access_away(facts, profile, held, now):
    if decide(facts, profile, held, now).allowed:
        assert decide(facts, profile, [*held, right("season")], now).allowed


@given(episodes, rights, moments)
def test_an_entitled_answer_names_a_right_that_covers_the_episode(facts, held, now):
    access = decide(facts, VISITOR, held, now)
    if access.allowed and access.because is not Because.FREE:
        assert any(covers(entitlement, facts, now) for entitlement in held if entitlement.source == access.source)
