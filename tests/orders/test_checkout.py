"""Placing an order: the server's price, frozen; one order for one form; nothing for what is not sold."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.accounts.models import Household
from tbo.catalog.models import Episode, Season
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.offers.models import PlanVersion
from tbo.offers.refusals import AlreadyOpen, AlreadyOwned, FreeNow, NoSuchOffer, NotForChildren, NotForSale
from tbo.orders.checkout import MOST_WAITING, FormTooOld, PriceChanged, TooManyOrders, place_for_visitor, place_order
from tbo.orders.lines import lines_of
from tbo.orders.models import Order
from tbo.orders.payments import NotPayable
from tbo.rules.access import VISITOR, OfferKind, ProfileFacts
from tbo.rules.money import Money
from tbo.rules.prices import LineWords

from ..support.selling import MONTHLY, attempt, buying, household, place, price_of, sell_film, sell_plan, sell_series
from .telling import tell

KEY = "one-form-one-key-0001"
CHILD = ProfileFacts(kind="child", rating_cap=12)


@pytest.fixture
def lin(app) -> int:
    """A household."""
    return household()


def ordered() -> Order:
    db.session.rollback()
    return db.session.scalars(select(Order)).one()


def pay(alipay, wish, buyer: int) -> None:
    """Buy something and settle it."""
    fen = price_of(wish, buyer).fen
    tell(alipay.pays(buying(wish, buyer), fen))


def test_an_order_freezes_what_is_bought_and_every_line_of_its_price(series, lin, alipay):
    pay(alipay, series.episode(2), lin)
    number = place(lin, series.season)
    order = db.session.scalars(select(Order).where(Order.number == number)).one()
    assert (order.state, order.offer_kind, order.season_id) == ("pending", "season", series.season_id)
    assert (order.total_fen, order.subject) == (600, "雨夜便利店 第 1 季")
    assert [(line.words, line.amount.fen) for line in lines_of(order)] == [
        (LineWords.SEASON, 900),
        (LineWords.PAID_EPISODES, -300),
    ]
    assert order.expires_at - order.placed_at == timedelta(minutes=15)


def test_a_price_that_changed_since_the_form_was_shown_orders_nothing(series, lin):
    with pytest.raises(PriceChanged) as refused:
        place_order(lin, VISITOR, series.episode(), Money(299), KEY)
    assert refused.value.quote.total == Money(300)
    assert db.session.scalar(select(func.count()).select_from(Order)) == 0


@pytest.mark.parametrize("model", [Episode, Season, PlanVersion])
def test_a_price_change_after_the_order_leaves_the_payment_as_it_was(series, lin, model):
    sell_plan()
    for wish, fen in ((series.episode(), 300), (series.season, 900), (MONTHLY, 1900)):
        number = place(lin, wish)
        db.session.execute(db.update(model).values(price_fen=model.price_fen + 100))
        db.session.commit()
        payment = db.session.scalars(select(Order).where(Order.number == number)).one()
        attempt(number)
        db.session.refresh(payment)
        assert [p.amount_fen for p in payment.payments] == [payment.total_fen]
        db.session.execute(db.update(model).values(price_fen=model.price_fen - 100))
        db.session.commit()
        assert payment.total_fen == fen


def test_the_same_form_places_one_order_and_says_so_again(series, lin):
    first = place_order(lin, VISITOR, series.episode(), Money(300), KEY)
    again = place_order(lin, VISITOR, series.episode(), Money(300), KEY)
    assert first == again
    assert ordered().number == first.number


def test_the_same_form_is_answered_with_its_order_also_when_the_price_has_changed(series, lin):
    first = place_order(lin, VISITOR, series.episode(), Money(300), KEY)
    db.session.execute(db.update(Episode).values(price_fen=500))
    db.session.commit()
    assert place_order(lin, VISITOR, series.episode(), Money(300), KEY) == first


def test_an_order_that_ended_unpaid_is_not_said_to_be_paid(series, lin):
    place_order(lin, VISITOR, series.episode(), Money(300), KEY)
    db.session.execute(db.update(Order).values(state="closed"))
    db.session.commit()
    assert place_order(lin, VISITOR, series.episode(), Money(300), KEY).is_paid is False


def test_one_key_in_two_households_is_two_orders(series, lin):
    chen = household()
    for buyer in (lin, chen):
        place_order(buyer, VISITOR, series.episode(), Money(300), KEY)
    assert sorted(db.session.scalars(select(Order.household_id))) == sorted([lin, chen])


@pytest.mark.parametrize(
    "key", ["", "short", "a" * 65, "with space in the key", "key'; DROP TABLE--x", "ключ" * 5, None]
)
def test_a_form_without_a_key_of_ours_places_nothing(series, lin, key):
    with pytest.raises(FormTooOld):
        place_order(lin, VISITOR, series.episode(), Money(300), key or "")


def test_what_is_owned_is_not_sold(series, lin, alipay):
    pay(alipay, series.episode(1), lin)
    with pytest.raises(AlreadyOwned):
        place(lin, series.episode(1))
    pay(alipay, series.season, lin)
    for wish in (series.episode(3), series.rental(3), series.season):
        with pytest.raises(AlreadyOwned):
            place(lin, wish)


def test_what_is_rented_can_be_kept_for_the_difference_and_not_rented_again(series, lin, alipay):
    pay(alipay, series.rental(1), lin)
    with pytest.raises(AlreadyOpen):
        place(lin, series.rental(1))
    assert price_of(series.episode(1), lin) == Money(180)
    pay(alipay, series.episode(1), lin)
    assert price_of(series.season, lin) == Money(600)


def test_what_is_free_is_not_sold(lin):
    series = sell_series()
    db.session.execute(db.update(Episode).where(Episode.id == series.episodes[0]).values(is_free=True))
    db.session.commit()
    for wish in (series.episode(1), series.rental(1)):
        with pytest.raises(FreeNow):
            place(lin, wish)


@pytest.mark.parametrize("change", [{"published_at": None}, {"regions": ["US"]}, {"closes_at": "gone"}])
def test_what_is_not_open_is_not_sold(lin, change):
    if change.get("closes_at"):
        change = {"closes_at": clock.now() - timedelta(minutes=1)}
    series = sell_series(**change)
    for wish in (series.episode(), series.rental(), series.season):
        with pytest.raises(NotForSale):
            place(lin, wish)


def test_a_child_buys_nothing_and_is_told_no_price(series, lin):
    sell_plan()
    for wish in (series.episode(), series.rental(), series.season, MONTHLY):
        with pytest.raises(NotForChildren):
            place_order(lin, CHILD, wish, Money(300), KEY)


def test_a_title_beyond_the_profiles_age_is_not_sold_to_it(lin):
    series = sell_series(min_age=18)
    teen = ProfileFacts(kind="teen", rating_cap=16)
    for wish in (series.episode(), series.season):
        with pytest.raises(NotForChildren):
            place_order(lin, teen, wish, Money(300), KEY)


def test_what_does_not_exist_is_not_sold(series, lin):
    unknown = 2_000_000_000
    wishes = [replace(series.episode(), episode_id=unknown), replace(series.rental(), episode_id=unknown)]
    wishes += [replace(series.season, season_id=unknown), replace(MONTHLY, plan_key="nothing")]
    for wish in wishes:
        with pytest.raises(NoSuchOffer):
            place(lin, wish)


def test_a_film_is_no_season_and_what_has_no_rental_price_is_not_rented(lin):
    film, series = sell_film(), sell_series(rental=None)
    for wish in (film.season, series.rental()):
        with pytest.raises(NoSuchOffer):
            place(lin, wish)
    assert price_of(film.episode(), lin) == Money(600)


def test_a_household_has_few_orders_that_wait(series, lin):
    for _ in range(MOST_WAITING):
        place(lin, series.episode())
    with pytest.raises(TooManyOrders):
        place(lin, series.episode())
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        place(lin, series.episode())


def test_a_total_of_zero_is_fulfilled_at_once_and_never_reaches_alipay(lin, alipay):
    series = sell_series(season=600)
    pay(alipay, series.episode(1), lin)
    pay(alipay, series.episode(2), lin)
    asked = len(alipay.asked)
    placed = place_order(lin, VISITOR, series.season, Money(0), KEY)
    order = db.session.scalars(select(Order).where(Order.number == placed.number)).one()
    assert (placed.is_paid, order.state, order.paid_by, order.payments) == (True, "fulfilled", None, [])
    assert len(alipay.asked) == asked
    right = db.session.scalars(select(Entitlement).where(Entitlement.source == placed.number)).one()
    assert (right.kind, right.paid_fen) == ("season", 0)
    with pytest.raises(NotPayable):
        attempt(placed.number)


def test_a_newcomer_becomes_a_household_by_ordering_and_not_before(app, series):
    with app.test_request_context():
        with pytest.raises(NoSuchOffer):
            place_for_visitor(replace(series.episode(), episode_id=2_000_000_000), Money(300), KEY, None)
        assert db.session.scalar(select(func.count()).select_from(Household)) == 0
        with pytest.raises(PriceChanged):
            place_for_visitor(series.episode(), Money(1), KEY, None)
        assert db.session.scalar(select(func.count()).select_from(Household)) == 0
        placed = place_for_visitor(series.episode(), Money(300), KEY, None)
    assert ordered().number == placed.number
    assert db.session.scalars(select(Household)).one().is_guest


def test_an_order_remembers_the_episode_to_open(series, lin):
    other = sell_series()
    wanted = replace(series.season, wanted_episode_id=series.episodes[2])
    strange = replace(series.season, wanted_episode_id=other.episodes[0])
    opens = {}
    for wish in (wanted, strange, series.season):
        number = place(lin, wish)
        opens[wish] = db.session.scalars(select(Order.wanted_episode_id).where(Order.number == number)).one()
    assert list(opens.values()) == [series.episodes[2], series.episodes[0], series.episodes[0]]


def test_an_order_past_its_end_cannot_be_paid(series, lin):
    number = place(lin, series.episode())
    with clock.standing_at(clock.now() + timedelta(minutes=15)), pytest.raises(NotPayable):
        attempt(number)


def test_leaving_for_the_cashier_again_uses_the_attempt_that_waits(series, lin):
    number = place(lin, series.episode())
    assert attempt(number) == attempt(number)
    assert OfferKind(ordered().offer_kind) is OfferKind.EPISODE
    assert len(ordered().payments) == 1


def test_nobody_owes_less_than_nothing(series):
    db.session.execute(update(Order).where(Order.number == place(household(), series.episode())).values(total_fen=0))
    with pytest.raises(IntegrityError, match="total_not_negative"):
        db.session.execute(update(Order).values(total_fen=-1))
    db.session.rollback()
