"""What the lamp line says for each decision, alone and for a whole title."""

import pytest
from hypothesis import given

from tbo.rules.access import VISITOR, Access, Because, ProfileFacts, decide
from tbo.rules.badges import Badge, Lamp, Words, episode_badge, title_badge
from tbo.rules.money import Money

from .made import DAY, HOUR, NOW, episode, right, season, title
from .test_access import episodes, moments, profiles, rights

CHILD = ProfileFacts(kind="child", rating_cap=12)


def line(facts, held=(), profile=VISITOR, now=NOW) -> Badge:
    return episode_badge(decide(facts, profile, held, now), now)


def title_line(facts, held=(), profile=VISITOR, now=NOW) -> Badge:
    return title_badge([(e, decide(e, profile, held, now)) for e in facts], now)


def said(badge: Badge) -> tuple:
    return badge.lamp, badge.words


def test_free_is_lit():
    assert said(line(episode(is_free=True))) == (Lamp.LIT, Words.FREE)


def test_free_for_a_while_says_until_when():
    badge = line(episode(free_windows=((NOW - DAY, NOW + HOUR),)))
    assert (badge.words, badge.at) == (Words.FREE_UNTIL, NOW + HOUR)


def test_free_until_the_title_leaves_is_simply_free_and_leaving():
    badge = line(episode(is_free=True, title=title(closes_at=NOW + 3 * DAY)))
    assert (badge.words, badge.at, badge.leaves_at) == (Words.FREE, None, NOW + 3 * DAY)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("episode", Words.BOUGHT), ("season", Words.BOUGHT_SEASON), ("plan", Words.IN_PLAN)],
)
def test_each_right_has_its_words(kind, words):
    assert said(line(episode(), [right(kind)])) == (Lamp.LIT, words)


def test_a_waiting_rental_shows_the_first_clock():
    badge = line(episode(), [right("rental", start_by_at=NOW + 15 * DAY)])
    assert (badge.lamp, badge.words, badge.share, badge.at) == (
        Lamp.CLOCK,
        Words.RENTED_UNSTARTED,
        50,
        NOW + 15 * DAY,
    )


def test_a_started_rental_shows_the_second_clock():
    held = right("rental", started_at=NOW - 36 * HOUR, ends_at=NOW + 12 * HOUR)
    badge = line(episode(), [held])
    assert (badge.words, badge.share) == (Words.RENTED, 25)


def test_what_can_be_bought_is_a_ring_with_the_cheapest_price():
    badge = line(episode(rental=Money(100)))
    assert (badge.lamp, badge.words, badge.price) == (Lamp.RING, Words.PRICE, Money(100))


def test_early_access_names_the_plan_day():
    badge = line(episode(in_plan_at=NOW + DAY))
    assert (badge.words, badge.at) == (Words.PRICE, NOW + DAY)


@pytest.mark.parametrize(("days", "said_"), [(30, True), (31, False)])
def test_leaving_is_said_in_the_last_thirty_days(days, said_):
    badge = line(episode(title=title(closes_at=NOW + days * DAY)))
    assert (badge.leaves_at is not None) is said_


def test_coming_withdrawn_and_closed_have_no_lamp():
    assert said(line(episode(available_at=NOW + DAY))) == (Lamp.NONE, Words.COMING)
    assert said(line(episode(title=title(closes_at=NOW - DAY)))) == (Lamp.NONE, Words.WITHDRAWN)
    assert said(line(episode(title=title(published_at=None)))) == (Lamp.NONE, Words.NOT_HERE)
    assert said(line(episode(title=title(regions=("HK",))))) == (Lamp.NONE, Words.NOT_HERE)


@pytest.mark.parametrize(
    "facts", [episode(), episode(title=title(min_age=18)), episode(title=title(in_child_pool=False))]
)
def test_what_is_not_for_a_child_has_no_lamp_and_no_price(facts):
    badge = line(facts, profile=CHILD)
    assert (badge.lamp, badge.words, badge.price) == (Lamp.NONE, Words.NOT_FOR_PROFILE, None)


def test_a_title_without_episodes_is_not_here():
    assert title_badge([], NOW).words is Words.NOT_HERE


def test_a_film_says_what_its_episode_says():
    assert title_line([episode(title=title(is_film=True))]).words is Words.PRICE


def test_a_series_whose_first_episode_is_free_says_which():
    facts = season(3)
    facts[0] = episode(is_free=True)
    badge = title_line(facts)
    assert (badge.lamp, badge.words, badge.numbers) == (Lamp.LIT, Words.FREE_EPISODES, (1,))


def test_the_free_episodes_of_a_later_season_name_only_one():
    facts = [*season(2), episode(id=9, season_id=2, season_number=2, number=4, is_free=True)]
    assert title_line(facts).numbers == (4,)


def test_a_series_for_sale_says_from_which_price():
    assert title_line(season(3, rental=Money(90))) == Badge(Lamp.RING, Words.PRICE_FROM, price=Money(90))


def test_a_film_says_from_which_price_only_where_there_are_two():
    film = title(is_film=True)
    assert title_line([episode(title=film)]) == Badge(Lamp.RING, Words.PRICE, price=Money(300))
    rented = title_line([episode(title=film, rental=Money(90))])
    assert rented == Badge(Lamp.RING, Words.PRICE_FROM, price=Money(90))


def test_a_series_in_the_plan_says_so_although_the_newest_episode_is_early():
    facts = [*season(2), episode(id=3, number=3, in_plan_at=NOW + DAY)]
    assert said(title_line(facts, [right("plan")])) == (Lamp.LIT, Words.IN_PLAN)


def test_a_series_with_a_free_start_and_the_rest_bought_is_bought():
    facts = season(2)
    facts[0] = episode(is_free=True)
    assert title_line(facts, [right("episode", episode_id=2)]).words is Words.BOUGHT


def test_a_free_series_with_one_window_says_the_nearest_end():
    facts = [episode(is_free=True), episode(id=2, number=2, free_windows=((NOW - DAY, NOW + HOUR),))]
    badge = title_line(facts)
    assert (badge.words, badge.at) == (Words.FREE_UNTIL, NOW + HOUR)


def test_an_owned_season_with_episodes_to_come_is_owned():
    facts = [*season(2), episode(id=3, number=3, available_at=NOW + DAY)]
    assert title_line(facts, [right("season")]).words is Words.BOUGHT_SEASON


def test_a_series_of_which_nothing_is_out_says_the_nearest_day():
    facts = [episode(available_at=NOW + 2 * DAY), episode(id=2, number=2, available_at=NOW + DAY)]
    badge = title_line(facts)
    assert (badge.words, badge.at) == (Words.COMING, NOW + DAY)


def test_a_series_shows_a_child_no_price_at_all():
    badge = title_line(season(3), profile=CHILD)
    assert (badge.words, badge.price) == (Words.NOT_FOR_PROFILE, None)


def test_the_weakest_of_several_rights_speaks_for_the_title():
    facts = season(2)
    held = [right("rental", episode_id=1), right("episode", episode_id=2)]
    assert title_line(facts, held).words is Words.RENTED_UNSTARTED


@given(episodes, profiles, rights, moments)
def test_every_decision_has_a_line_and_a_lit_lamp_means_watchable(facts, profile, held, now):
    access = decide(facts, profile, held, now)
    badge = episode_badge(access, now)
    assert (badge.lamp in (Lamp.LIT, Lamp.CLOCK)) is access.allowed
    assert (badge.price is not None) is (access.because is Because.FOR_SALE)
    assert badge.share is None or 0 <= badge.share <= 100
    from_several = {Words.PRICE_FROM} if badge.words is Words.PRICE else set()
    assert title_badge([(facts, access)], now).words in {badge.words, Words.COMING} | from_several


@given(episodes, episodes, profiles, rights, moments)
def test_a_title_is_lit_only_when_something_of_it_may_be_watched(first, second, profile, held, now):
    pairs = [(e, decide(e, profile, held, now)) for e in (first, second)]
    badge = title_badge(pairs, now)
    if badge.lamp in (Lamp.LIT, Lamp.CLOCK):
        assert any(access.allowed for _, access in pairs)
    if profile.kind == "child":
        assert badge.price is None


def test_a_decision_without_offers_is_no_trouble():
    assert episode_badge(Access(False, Because.FOR_SALE), NOW).price is None


def test_of_a_title_that_is_free_for_a_while_the_first_end_is_said():
    later, sooner = (episode(free_windows=((NOW - DAY, NOW + end),)) for end in (2 * HOUR, HOUR))
    for told in ([later, sooner], [sooner, later], [episode(is_free=True), later, sooner]):
        badge = title_line(told)
        assert (badge.words, badge.at) == (Words.FREE_UNTIL, NOW + HOUR)


def test_a_title_in_the_plan_says_when_it_leaves():
    leaving = title(closes_at=NOW + 3 * DAY)
    badge = title_line([episode(title=leaving), episode(id=2, number=2, title=leaving)], [right("plan")])
    assert (badge.words, badge.leaves_at) == (Words.IN_PLAN, NOW + 3 * DAY)
