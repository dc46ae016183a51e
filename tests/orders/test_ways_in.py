"""Addresses of buying: what they ask for, where they lead back to, and keys that open a status and nothing else."""

from datetime import timedelta

import pytest
from itsdangerous import URLSafeSerializer

from tbo import clock
from tbo.offers.goods import goods_of_episode
from tbo.offers.refusals import NoSuchOffer
from tbo.orders.addresses import back_url, is_order_number, opens_status, status_key, watch_url
from tbo.orders.payments import NotPayable, Product, product_for, start_payment
from tbo.orders.wishes import Wish, goods_of_wish, wanted_episode, wish_for_episode
from tbo.rules.access import OfferKind

from ..support.browser import WINDOWS
from ..support.selling import MONTHLY, household, place
from .shopper import IN_ALIPAY, IN_WECHAT, IPHONE

SECOND = timedelta(seconds=1)
NUMBER, OTHER = "TBO20261118-7F3K9QRD", "TBO20261118-7F3K9QRE"


def test_an_address_asks_for_the_episode_its_rental_or_its_season(series):
    first = series.episodes[0]
    for offer in (None, "", "episode"):
        assert wish_for_episode(first, offer) == Wish(kind=OfferKind.EPISODE, episode_id=first, wanted_episode_id=first)
    assert wish_for_episode(first, "rental").kind is OfferKind.RENTAL
    assert wish_for_episode(first, "season") == Wish(
        kind=OfferKind.SEASON, season_id=series.season_id, wanted_episode_id=first
    )


def test_what_nobody_sells_is_refused_by_name(series):
    with pytest.raises(NoSuchOffer, match=r"^episode 999999 does not exist$"):
        wish_for_episode(999999, "season")
    with pytest.raises(NoSuchOffer, match=r"^offer 'aaaaaaaaaaaaaaaaaaa is not one$"):
        wish_for_episode(series.episodes[0], "a" * 50)


def test_the_season_behind_a_wish_and_the_episode_to_open_after_it(series):
    first, second, *_ = series.episodes
    goods = goods_of_episode(second)
    assert goods_of_wish(series.season).season_id == goods_of_wish(series.episode(2)).season_id == series.season_id
    assert goods_of_wish(MONTHLY) is None
    assert wanted_episode(Wish(kind=OfferKind.SEASON, wanted_episode_id=second), goods) == second
    assert wanted_episode(Wish(kind=OfferKind.SEASON, wanted_episode_id=999999), goods) == first
    assert wanted_episode(Wish(kind=OfferKind.PLAN, wanted_episode_id=second), None) == second
    assert wanted_episode(Wish(kind=OfferKind.PLAN, wanted_episode_id=999999), None) is None


def test_a_watch_page_is_there_for_an_episode_that_is_there(app, series):
    goods = goods_of_episode(series.episodes[1])
    with app.test_request_context():
        there = f"/watch/{goods.slug}/1/2"
        assert watch_url(goods, series.episodes[1]) == watch_url(None, series.episodes[1]) == there
        assert watch_url(goods, None) is None
        assert watch_url(goods, 999999) is None
        assert back_url(goods) == f"/titles/{goods.slug}"
        assert back_url(None) == "/plans"


@pytest.mark.parametrize("text", ["", NUMBER.lower(), NUMBER + "A", NUMBER[:-1], NUMBER + "\n", "TBO2026-7F3K9QRD"])
def test_what_cannot_be_an_orders_number_is_none(text):
    assert is_order_number(NUMBER)
    assert not is_order_number(text)


def test_a_key_opens_the_status_of_its_order_for_a_day(app, series):
    now = clock.now().replace(microsecond=0)
    with clock.standing_at(now):
        key = status_key(NUMBER)
        assert opens_status(key, NUMBER)
        assert not opens_status(key, OTHER)
        assert not opens_status("", NUMBER)
        # Not its last letter: that one has bits which mean nothing.
        assert not opens_status(key[:-9] + ("x" if key[-9] != "x" else "y") + key[-8:], NUMBER)
        assert not opens_status(key + "x" * 300, NUMBER)
    with clock.standing_at(now + timedelta(days=1) - SECOND):
        assert opens_status(key, NUMBER)
    with clock.standing_at(now + timedelta(days=1)):
        assert not opens_status(key, NUMBER)


def test_a_key_of_another_kind_opens_no_status(app, series):
    ends_at = int((clock.now() + timedelta(hours=1)).timestamp())
    forged = URLSafeSerializer(app.secret_key, salt="receipt").dumps([NUMBER, ends_at])
    assert not opens_status(forged, NUMBER)


@pytest.mark.parametrize(
    ("agent", "product"),
    [
        (WINDOWS, Product.PRECREATE),
        (IPHONE, Product.WAP),
        (IN_ALIPAY, Product.WAP),
        (IN_WECHAT, None),
        ("", Product.PRECREATE),
    ],
)
def test_each_place_pays_in_the_way_that_works_there(agent, product):
    assert product_for(agent) is product


def test_a_code_is_drawn_once_and_an_order_that_is_over_is_not_paid(app, alipay, series):
    number = place(household(), series.episode())
    with app.test_request_context():
        first, again = (start_payment(number, Product.PRECREATE) for _ in range(2))
        assert first == again
        assert first.url is None
        assert [method for method, _ in alipay.asked] == ["alipay.trade.precreate"]
        cashier = start_payment(number, Product.PAGE)
        assert cashier.number != first.number
        assert "alipay.trade.page.pay" in cashier.url
        with clock.standing_at(clock.now() + timedelta(hours=1)):
            with pytest.raises(NotPayable, match=f"^order {number} is not to be paid$"):
                start_payment(number, Product.PAGE)
        with pytest.raises(NotPayable):
            start_payment(NUMBER, Product.PAGE)
