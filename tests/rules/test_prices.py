"""What is paid before is credit: prices of episodes, seasons, rentals and plans for a household."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.access import OfferKind, ProfileFacts
from tbo.rules.credit import owns_episode
from tbo.rules.money import Money
from tbo.rules.prices import (
    Buyer,
    Line,
    LineKind,
    LineWords,
    NotSold,
    PlanPrice,
    due_of,
    episode_lines,
    plan_price,
    rental_lines,
    season_lines,
    total_of,
)

from .made import DAY, HOUR, INSTANT, NOW, episode, right, season, title

ADULT = ProfileFacts()
TEN = season(10)


def buyer(*rights, percent=0, profile=ADULT) -> Buyer:
    return Buyer(profile, rights, percent)


def bought(number, fen=300):
    return right("episode", episode_id=number, paid=Money(fen))


def test_an_episode_costs_its_price():
    assert episode_lines(TEN, 3, buyer(), NOW) == [Line(LineKind.PRICE, LineWords.EPISODE, Money(300), (3,))]


def test_a_season_costs_its_price_less_the_episodes_already_bought():
    lines = season_lines(TEN, buyer(bought(3), bought(8)), NOW)
    assert lines == [
        Line(LineKind.PRICE, LineWords.SEASON, Money(2400), (1,)),
        Line(LineKind.CREDIT, LineWords.PAID_EPISODES, Money(-600), (3, 8)),
    ]
    assert total_of(lines) == Money(1800)


def test_a_credit_is_what_was_paid_and_not_the_list_price():
    assert total_of(season_lines(TEN, buyer(bought(3, 240)), NOW)) == Money(2160)


def test_an_episode_that_was_a_gift_is_no_credit():
    assert total_of(season_lines(TEN, buyer(bought(3, 0)), NOW)) == Money(2400)


def test_a_season_is_never_below_zero():
    lines = season_lines(TEN, buyer(bought(1, 9900)), NOW)
    assert total_of(lines) == Money.zero()
    assert Money.sum_of(line.amount for line in lines) == Money.zero()


def test_once_a_season_is_paid_its_other_episodes_cost_nothing():
    eight = [bought(number) for number in range(1, 9)]
    lines = episode_lines(TEN, 9, buyer(*eight), NOW)
    assert lines[-1] == Line(LineKind.CREDIT, LineWords.SEASON_FULL, Money(-300), (1,))
    assert total_of(lines) == Money.zero()


def test_the_last_episode_costs_only_what_the_season_still_costs():
    held = [bought(number) for number in range(1, 8)] + [bought(8, 100)]
    assert total_of(episode_lines(TEN, 9, buyer(*held), NOW)) == Money(200)


@pytest.mark.parametrize("held", [bought(1), right("season")])
def test_what_is_owned_is_not_for_sale(held):
    assert episode_lines(TEN, 1, buyer(held), NOW) is NotSold.OWNED
    assert rental_lines(season(2, rental=Money(100)), 1, buyer(held), NOW) is NotSold.OWNED


def test_an_owned_season_is_not_for_sale():
    assert season_lines(TEN, buyer(right("season")), NOW) is NotSold.OWNED


def test_a_season_of_which_every_episode_is_owned_is_not_for_sale():
    assert season_lines(season(2), buyer(bought(1), bought(2)), NOW) is NotSold.OWNED


def test_a_season_with_episodes_to_come_is_for_sale_although_all_that_are_out_are_owned():
    facts = [*season(2), episode(id=3, number=3, available_at=NOW + DAY)]
    assert total_of(season_lines(facts, buyer(bought(1), bought(2)), NOW)) == Money(1800)


def test_what_is_free_is_not_for_sale():
    facts = [episode(is_free=True), *season(3)[1:]]
    assert episode_lines(facts, 1, buyer(), NOW) is NotSold.FREE
    assert total_of(season_lines(facts, buyer(), NOW)) == Money(2400)
    assert season_lines([episode(is_free=True)], buyer(), NOW) is NotSold.FREE


def test_a_season_of_which_only_free_episodes_are_left_is_not_for_sale():
    facts = [episode(is_free=True), *season(2)[1:]]
    assert season_lines(facts, buyer(bought(2)), NOW) is NotSold.FREE


@pytest.mark.parametrize(
    "shut",
    [title(closes_at=NOW), title(published_at=None), title(regions=("HK",)), title(opens_at=NOW + INSTANT)],
)
def test_what_nobody_may_watch_now_is_not_for_sale(shut):
    facts = season(2, title=shut, rental=Money(100))
    assert episode_lines(facts, 1, buyer(), NOW) is NotSold.NOT_OPEN
    assert rental_lines(facts, 1, buyer(), NOW) is NotSold.NOT_OPEN
    assert season_lines(facts, buyer(), NOW) is NotSold.NOT_OPEN


def test_an_episode_to_come_is_not_for_sale_by_itself():
    facts = [*season(2), episode(id=3, number=3, available_at=NOW + DAY)]
    assert episode_lines(facts, 3, buyer(), NOW) is NotSold.NOT_OPEN


@pytest.mark.parametrize(
    "profile",
    [
        ProfileFacts(kind="child", rating_cap=12),
        ProfileFacts(kind="teen", rating_cap=12),
        ProfileFacts(blocked_titles=frozenset({"rainy-night"})),
    ],
)
def test_what_a_profile_may_not_watch_it_may_not_buy(profile):
    facts = season(2, title=title(min_age=16 if profile.kind == "teen" else 0), rental=Money(100))
    who = buyer(profile=profile)
    assert episode_lines(facts, 1, who, NOW) is NotSold.NOT_FOR_PROFILE
    assert rental_lines(facts, 1, who, NOW) is NotSold.NOT_FOR_PROFILE
    assert season_lines(facts, who, NOW) is NotSold.NOT_FOR_PROFILE


def test_a_season_that_is_not_there_for_a_profile_is_not_said_to_be_the_households():
    facts = season(2, title=title(min_age=16))
    owned = buyer(right("season", season_id=facts[0].season_id), profile=ProfileFacts(kind="teen", rating_cap=12))
    assert season_lines(facts, owned, NOW) is NotSold.NOT_FOR_PROFILE
    assert season_lines(facts, replace(owned, profile=ProfileFacts()), NOW) is NotSold.OWNED


def test_a_child_buys_nothing_even_when_the_plan_opens_it():
    child = ProfileFacts(kind="child", rating_cap=12)
    assert season_lines(TEN, buyer(right("plan"), profile=child), NOW) is NotSold.NOT_FOR_PROFILE


def test_a_film_is_sold_as_its_one_episode_and_has_no_season_for_sale():
    film = [episode(title=title(is_film=True), price=Money(1200), season_price=Money(1))]
    assert episode_lines(film, 1, buyer(), NOW) == [Line(LineKind.PRICE, LineWords.FILM, Money(1200), (1,))]
    assert season_lines(film, buyer(), NOW) is NotSold.NOT_OFFERED


def test_a_rental_costs_its_price():
    assert total_of(rental_lines(season(2, rental=Money(100)), 1, buyer(), NOW)) == Money(100)


def test_what_is_not_rented_out_cannot_be_rented():
    assert rental_lines(TEN, 1, buyer(), NOW) is NotSold.NOT_OFFERED


def test_a_running_rental_is_not_rented_again():
    assert rental_lines(season(2, rental=Money(100)), 1, buyer(right("rental")), NOW) is NotSold.RENTED


def test_a_rental_that_ran_out_can_be_rented_again():
    held = right("rental", started_at=NOW - 50 * HOUR, ends_at=NOW, paid=Money(100))
    assert total_of(rental_lines(season(2, rental=Money(100)), 1, buyer(held), NOW)) == Money(100)


def test_what_the_plan_opens_is_not_rented_out():
    facts = season(2, rental=Money(100))
    assert rental_lines(facts, 1, buyer(right("plan")), NOW) is NotSold.IN_PLAN


def test_what_the_plan_opens_can_still_be_bought_to_keep_without_a_discount():
    assert total_of(episode_lines(TEN, 1, buyer(right("plan"), percent=20), NOW)) == Money(300)


def test_a_running_rental_is_credit_when_buying():
    held = right("rental", paid=Money(100))
    lines = episode_lines(season(2, rental=Money(100)), 1, buyer(held), NOW)
    assert [line.words for line in lines] == [LineWords.EPISODE, LineWords.PAID_RENTAL]
    assert total_of(lines) == Money(200)


def test_members_pay_less_for_what_the_plan_does_not_open():
    early = season(10, in_plan_at=NOW + DAY)
    lines = episode_lines(early, 1, buyer(right("plan"), percent=20), NOW)
    assert lines[1] == Line(LineKind.MEMBER, LineWords.MEMBER_PRICE, Money(-60))
    assert total_of(season_lines(early, buyer(right("plan"), bought(1), percent=20), NOW)) == Money(1620)


def test_a_member_discount_rounds_for_the_shopper():
    facts = season(1, price=Money(99), in_plan_at=None)
    assert total_of(episode_lines(facts, 1, buyer(right("plan"), percent=20), NOW)) == Money(79)


def test_a_season_order_paid_after_an_episode_order_is_due_less():
    frozen = season_lines(TEN, buyer(), NOW)
    assert due_of(OfferKind.SEASON, frozen, TEN, None, [bought(1)], NOW) == Money(2100)


def test_an_episode_order_paid_when_the_season_is_nearly_paid_is_due_less():
    frozen = episode_lines(TEN, 9, buyer(), NOW)
    held = [bought(number) for number in range(1, 8)] + [bought(8, 200)]
    assert due_of(OfferKind.EPISODE, frozen, TEN, 9, held, NOW) == Money(100)
    assert due_of(OfferKind.RENTAL, frozen, TEN, 9, held, NOW) == Money(100)


def test_a_rental_paid_in_between_lowers_what_is_due_for_the_episode():
    frozen = episode_lines(TEN, 1, buyer(), NOW)
    held = [right("rental", paid=Money(100))]
    assert due_of(OfferKind.EPISODE, frozen, TEN, 1, held, NOW) == Money(200)
    film = [episode(title=title(is_film=True))]
    assert due_of(OfferKind.EPISODE, frozen, film, 1, held, NOW) == Money(200)


def test_what_was_refunded_in_between_does_not_raise_a_frozen_price():
    frozen = season_lines(TEN, buyer(bought(1)), NOW)
    assert due_of(OfferKind.SEASON, frozen, TEN, None, [], NOW) >= total_of(frozen)


VERSIONS = [
    PlanPrice(1, Money(1500), NOW - 900 * DAY, NOW),
    PlanPrice(2, Money(1900), NOW, None),
    PlanPrice(3, Money(2500), NOW + DAY, None),
]


@pytest.mark.parametrize(
    ("moment", "version"),
    [(NOW - INSTANT, 1), (NOW, 2), (NOW + DAY - INSTANT, 2), (NOW + DAY, 3), (NOW - 901 * DAY, None)],
)
def test_a_plan_costs_what_its_newest_sold_version_says(moment, version):
    found = plan_price(VERSIONS, moment)
    assert (found and found.version) == version


def test_a_plan_that_is_not_sold_any_more_has_no_price():
    assert plan_price(VERSIONS[:1], NOW) is None


choices = st.lists(st.tuples(st.sampled_from(["episode", "season", "rental"]), st.integers(1, 6)), max_size=14)
fen = st.integers(1, 999)


@given(choices, st.lists(fen, min_size=6, max_size=6), fen, fen, st.sampled_from([0, 20]), st.booleans())
def test_in_any_order_a_season_never_costs_more_than_its_price(wishes, prices, season_fen, rental_fen, percent, early):
    """Buy at random; count what was paid for keeping and for rentals that still run."""
    facts = [
        episode(
            id=n,
            number=n,
            price=Money(price),
            rental=Money(min(price, rental_fen)),
            season_price=Money(season_fen),
            in_plan_at=NOW + DAY if early else None,
        )
        for n, price in enumerate(prices, 1)
    ]
    rights, paid = [right("plan")] if percent else [], 0
    for kind, number in wishes:
        who = Buyer(ADULT, tuple(rights), percent)
        was_owned = owns_episode(facts[number - 1], rights, NOW)
        lines = {
            "episode": lambda who=who, number=number: episode_lines(facts, number, who, NOW),
            "rental": lambda who=who, number=number: rental_lines(facts, number, who, NOW),
            "season": lambda who=who: season_lines(facts, who, NOW),
        }[kind]()
        if isinstance(lines, NotSold):
            continue
        assert not (was_owned and kind != "season")
        assert Money.sum_of(line.amount for line in lines) == total_of(lines)
        total = total_of(lines)
        paid += total.fen
        credit = Money.sum_of(-line.amount for line in lines if line.words is LineWords.PAID_RENTAL)
        new = right(kind, paid=total + credit)
        rights.append(new if kind == "season" else replace(new, episode_id=number))
        assert paid <= season_fen


def test_a_season_of_one_episode_has_its_price_too():
    assert season_lines(season(1), buyer(), NOW)[0].amount == season(1)[0].season_price
