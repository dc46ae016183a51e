"""Quotes: what an offer costs this household now, line by line, and why something is not sold."""

from datetime import timedelta

import pytest

from tbo import clock
from tbo.db import db
from tbo.entitlements.grants import Given, fresh_entitlements_of, grant, rental_of
from tbo.offers.models import Plan, PlanVersion
from tbo.offers.plans import member_percent, plan_name, plan_on_sale, plans_on_sale
from tbo.offers.quote import Quote, buyer_of, quote_episode, quote_plan, quote_rental, quote_season, quotes_that_open
from tbo.offers.refusals import AlreadyOpen, AlreadyOwned, NoSuchOffer, NotForChildren, NotForSale
from tbo.rules.access import VISITOR, OfferKind, ProfileFacts
from tbo.rules.money import Money
from tbo.rules.prices import Buyer, LineWords

from ..support.queries import recorded_queries
from ..support.selling import sell_film, sell_plan, sell_series

DAY = timedelta(days=1)
CHILD = ProfileFacts(kind="child", rating_cap=12)


def buyer(household_id: int | None = None, profile: ProfileFacts = VISITOR) -> Buyer:
    rights = fresh_entitlements_of(household_id) if household_id else ()
    return buyer_of(profile, rights, clock.now())


def own(lin: int, source: str, **given) -> None:
    grant(lin, Given(starts_at=clock.now() - DAY, **given), "order", source)


def lines(quote: Quote) -> list[tuple[LineWords, int]]:
    return [(line.words, line.amount.fen) for line in quote.lines]


def test_a_newcomer_sees_list_prices(app):
    series, now = sell_series(), clock.now()
    assert lines(quote_episode(series.episodes[0], buyer(), now)) == [(LineWords.EPISODE, 300)]
    assert lines(quote_rental(series.episodes[0], buyer(), now)) == [(LineWords.RENTAL, 120)]
    season = quote_season(series.season_id, buyer(), now)
    assert (season.total, season.list_price, season.goods.season_id) == (Money(900), Money(900), series.season_id)


def test_what_was_paid_is_credit_and_named_by_its_numbers(lin):
    series = sell_series()
    for number in (2, 4):
        own(lin, f"TBO{number}", kind="episode", episode_id=series.episodes[number - 1], paid=Money(300))
    quote = quote_season(series.season_id, buyer(lin), clock.now())
    assert lines(quote) == [(LineWords.SEASON, 900), (LineWords.PAID_EPISODES, -600)]
    assert quote.lines[1].numbers == (2, 4)
    assert (quote.total, quote.list_price) == (Money(300), Money(900))


def test_the_last_episodes_cost_no_more_than_the_season_still_does(lin):
    series = sell_series()
    for number in (1, 2):
        own(lin, f"TBO{number}", kind="episode", episode_id=series.episodes[number - 1], paid=Money(300))
    own(lin, "TBO3", kind="episode", episode_id=series.episodes[2], paid=Money(200))
    quote = quote_episode(series.episodes[3], buyer(lin), clock.now())
    assert lines(quote) == [(LineWords.EPISODE, 300), (LineWords.SEASON_FULL, -200)]


def test_a_running_rental_is_credit_for_keeping_and_one_that_ran_out_is_not(lin):
    film, now = sell_film(price=600, rental=200), clock.now()
    grant(lin, rental_of(film.episodes[0], now, Money(200)), "order", "TBO1")
    assert lines(quote_episode(film.episodes[0], buyer(lin), now)) == [
        (LineWords.FILM, 600),
        (LineWords.PAID_RENTAL, -200),
    ]
    with clock.standing_at(now + 31 * DAY):
        assert quote_episode(film.episodes[0], buyer(lin), clock.now()).total == Money(600)


def test_members_pay_less_for_what_their_plan_does_not_open(lin):
    sell_plan(discount=20)
    series, opened = sell_series(), sell_series(in_plan_at=clock.now() - DAY)
    own(lin, "TBO1", kind="plan", plan_key="monthly", ends_at=clock.now() + DAY)
    who = buyer(lin)
    assert lines(quote_episode(series.episodes[0], who, clock.now())) == [
        (LineWords.EPISODE, 300),
        (LineWords.MEMBER_PRICE, -60),
    ]
    assert lines(quote_episode(opened.episodes[0], who, clock.now())) == [(LineWords.EPISODE, 300)]
    with pytest.raises(AlreadyOpen):
        quote_rental(opened.episodes[0], who, clock.now())


def test_a_plan_that_ended_takes_nothing_off_and_asks_nothing(lin):
    sell_plan(discount=20)
    own(lin, "TBO1", kind="plan", plan_key="monthly", ends_at=clock.now() - DAY / 2)
    rights = fresh_entitlements_of(lin)
    with recorded_queries() as queries:
        assert member_percent(rights, clock.now()) == 0
    assert queries == []


def test_of_two_running_plans_the_better_discount_counts(lin):
    for key, discount in (("monthly", 10), ("yearly", 30)):
        sell_plan(key, discount=discount)
        own(lin, key, kind="plan", plan_key=key, ends_at=clock.now() + DAY)
    assert member_percent(fresh_entitlements_of(lin), clock.now()) == 30


def test_the_ways_to_open_an_episode_come_cheapest_first(app):
    series = sell_series()
    kinds = [quote.offer_kind for quote in quotes_that_open(series.episodes[0], buyer(), clock.now())]
    assert kinds == [OfferKind.RENTAL, OfferKind.EPISODE, OfferKind.SEASON]
    film = sell_film(rental=None)
    assert [q.offer_kind for q in quotes_that_open(film.episodes[0], buyer(), clock.now())] == [OfferKind.EPISODE]


def test_nothing_opens_what_is_owned_and_a_child_is_shown_no_way(lin):
    series = sell_series()
    own(lin, "TBO1", kind="season", season_id=series.season_id, paid=Money(900))
    assert quotes_that_open(series.episodes[0], buyer(lin), clock.now()) == []
    assert quotes_that_open(series.episodes[0], buyer(profile=CHILD), clock.now()) == []


def test_refusals_say_which_it_is(lin):
    series, now = sell_series(), clock.now()
    own(lin, "TBO1", kind="season", season_id=series.season_id, paid=Money(900))
    with pytest.raises(AlreadyOwned):
        quote_season(series.season_id, buyer(lin), now)
    with pytest.raises(NotForChildren) as refusal:
        quote_episode(series.episodes[0], buyer(profile=CHILD), now)
    assert refusal.value.status == 403
    with pytest.raises(NoSuchOffer) as refusal:
        quote_plan("nothing", buyer(), now)
    assert refusal.value.status == 404
    for kind in (AlreadyOwned, NotForChildren, NoSuchOffer, NotForSale):
        assert kind("for the log").words() not in ("", "for the log")


@pytest.mark.parametrize(("hours", "fen"), [(-1, None), (0, 1900), (23, 1900), (24, 2500), (500, 2500)])
def test_a_plan_costs_what_its_version_of_the_instant_says(app, hours, fen):
    now = clock.now()
    plan = Plan(key="monthly", name={"zh-Hans": "月卡"}, pitch={"zh-Hans": "-"}, months=1)
    plan.versions.append(PlanVersion(version=1, price_fen=1900, sold_from=now, sold_until=now + DAY))
    plan.versions.append(PlanVersion(version=2, price_fen=2500, sold_from=now + DAY))
    db.session.add(plan)
    db.session.commit()
    moment = now + timedelta(hours=hours)
    sold = plan_on_sale("monthly", moment)
    assert (sold and sold.price) == (Money(fen) if fen else None)
    assert [p.price for p in plans_on_sale(moment)] == ([Money(fen)] if fen else [])


def test_a_plans_name_is_known_after_it_is_sold_no_more(app):
    sell_plan()
    with clock.standing_at(clock.now() - 30 * DAY):
        assert plan_on_sale("monthly", clock.now()) is None
    assert plan_name("monthly") == {"zh-Hans": "月卡"}
    assert plan_name("nothing") == {}


def test_a_month_of_a_longer_plan_is_rounded_down(app):
    sell_plan("yearly", price=19_900, months=12)
    assert plan_on_sale("yearly", clock.now()).per_month == Money(1658)


def test_a_quote_of_a_season_costs_few_queries_however_many_episodes(app):
    counts = []
    for episodes in (2, 40):
        series, who = sell_series(episodes, season=900), buyer()
        with recorded_queries() as queries:
            quote_season(series.season_id, who, clock.now())
        counts.append(len(queries))
    assert counts == [2, 2]
