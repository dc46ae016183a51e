"""Gifts: bought by one household, opened once by another, taken back exactly with the money."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select, update

from tbo import clock
from tbo.accounts.merging import merge
from tbo.accounts.models import Household
from tbo.catalog.models import Title
from tbo.db import commits, db
from tbo.entitlements.grants import paid_until
from tbo.entitlements.models import Entitlement
from tbo.jobs import run_due_jobs
from tbo.offers.refusals import NoSuchOffer
from tbo.orders.gifts import giving as gifts
from tbo.orders.gifts.giving import code_of, count_wrong_code, find_gift, is_opened_by, is_over, open_gift, why_not
from tbo.orders.gifts.models import Gift
from tbo.orders.gifts.refusals import GiftClosed, GiftNotNeeded, GiftUnknown, TooManyGiftCodes
from tbo.orders.models import Order
from tbo.orders.payments import Product
from tbo.orders.refunds.sending import refund_order
from tbo.orders.wishes import quote_wish
from tbo.rules.access import VISITOR
from tbo.rules.limits import Limit
from tbo.rules.money import Money

from ..support.at_once import at_once
from ..support.selling import attempt, household, order_of, place, sell_film, sell_plan, sell_series
from .telling import tell

HANDS = 50


def given(wish):
    return replace(wish, is_gift=True)


def price(wish, household_id=None) -> Money:
    return quote_wish(given(wish), household_id, VISITOR, clock.now()).total


def buy(wish, alipay, buyer=None) -> Gift:
    """Buy a gift and let its money arrive."""
    number = attempt(place(buyer or household(), given(wish)))
    tell(alipay.pays(number, order_of(number).total_fen))
    db.session.rollback()
    return db.session.scalars(select(Gift).order_by(Gift.id.desc())).first()


def as_newcomer(code: str, key: str = "one-form-one-key-0001", app=None) -> str:
    if app is None:
        # Ended, so that nothing the test undoes later takes back what is written there.
        db.session.commit()
        app = current_app._get_current_object()
    with app.app_context(), app.test_request_context(environ_overrides={"REMOTE_ADDR": "203.0.113.7"}):
        return open_gift(code, key)


def rights() -> list[Entitlement]:
    db.session.commit()
    return list(db.session.scalars(select(Entitlement).order_by(Entitlement.id)))


def test_a_gift_costs_its_price_whatever_the_giver_has(series, alipay):
    lin = household()
    tell(alipay.pays(attempt(place(lin, series.episode())), 300))
    assert (price(series.season, lin), price(series.season)) == (Money(900), Money(900))
    tell(alipay.pays(attempt(place(lin, series.season)), 600))
    assert price(series.season, lin) == Money(900), "what one owns can be given"


def test_months_and_seasons_and_films_are_given_and_nothing_smaller(series, app):
    assert price(sell_plan()) == Money(1900)
    assert price(sell_film().episode()) == Money(600)
    for wish in (series.episode(), series.rental(), sell_plan("two", months=2)):
        with pytest.raises(NoSuchOffer):
            price(wish)


def test_paying_makes_one_code_and_gives_the_giver_nothing(series, alipay):
    gift = buy(series.season, alipay)
    assert (gift.order.state, gift.order.wanted_episode_id, rights()) == ("fulfilled", None, [])
    code = code_of(gift)
    assert [len(part) for part in code.split("-")] == [6, 6, 6]
    assert code.replace("-", "") not in str(vars(gift)), "only a hash is kept"
    assert find_gift(code.lower()).id == gift.id
    gifts.make_gift(gift.order, None)
    assert db.session.scalar(select(func.count()).select_from(Gift)) == 1


def test_a_newcomer_opens_a_season_and_becomes_a_guest_household(series, alipay):
    gift = buy(series.season, alipay)
    number = as_newcomer(code_of(gift))
    (right,) = rights()
    assert (number, right.source_kind, right.source) == (gift.order.number, "gift", gift.order.number)
    assert (right.kind, right.season_id, right.paid_fen) == ("season", series.season_id, 0)
    assert is_opened_by(db.session.get(Gift, gift.id), right.household_id)


def test_months_begin_when_they_are_opened_and_stand_behind_what_is_paid(alipay, app):
    monthly = sell_plan()
    first, second = buy(monthly, alipay), buy(monthly, alipay)
    with clock.standing_at(clock.now() + timedelta(days=100)):
        as_newcomer(code_of(first))
        assert rights()[0].starts_at == clock.now()
        as_newcomer(code_of(second))
        ends = rights()
        assert ends[1].starts_at == ends[0].ends_at
        assert paid_until(ends[0].household_id) == ends[1].ends_at


def test_a_second_click_changes_nothing_and_a_stranger_learns_nothing(series, alipay):
    code = code_of(buy(series.season, alipay))
    as_newcomer(code)
    as_newcomer(code)
    assert len(rights()) == 1
    used, never = [], []
    for words, tried in ((used, code), (never, "ABCDEF-GHJKMN-PQRSTV")):
        with pytest.raises(GiftUnknown) as refused:
            as_newcomer(tried, "another-form-another-key")
        words.append((type(refused.value), refused.value.status, refused.value.words()))
    assert used == never
    assert db.session.scalar(select(func.count()).select_from(Household)) == 2


def test_what_a_household_has_stays_closed_for_somebody_else(series, alipay):
    one, two = buy(series.season, alipay), buy(series.season, alipay)
    as_newcomer(code_of(one))
    with pytest.raises(GiftNotNeeded):
        as_newcomer(code_of(two))
    assert db.session.get(Gift, two.id).redeemed_at is None
    as_newcomer(code_of(two), "another-form-another-key")
    assert len(rights()) == 2


def test_what_left_the_catalogue_is_not_opened_and_not_spent(series, alipay):
    gift = buy(series.season, alipay)
    db.session.execute(update(Title).values(published_at=None))
    db.session.commit()
    with pytest.raises(GiftClosed):
        as_newcomer(code_of(gift))
    assert db.session.get(Gift, gift.id).redeemed_at is None
    assert isinstance(why_not(gift, None), GiftClosed)


def refund(gift: Gift, alipay, fen: int | None = None) -> None:
    refund_order(gift.order.number, "a wish", Money(fen) if fen else None)
    run_due_jobs()


def test_a_refund_kills_the_code_that_nobody_opened(series, alipay):
    gift = buy(series.season, alipay)
    code = code_of(gift)
    refund(gift, alipay)
    with pytest.raises(GiftUnknown):
        as_newcomer(code)
    assert (rights(), db.session.get(Gift, gift.id).order.state) == ([], "refunded")


def test_nobody_opens_a_gift_whose_money_is_on_its_way_back(series, alipay):
    gift = buy(series.season, alipay)
    code = code_of(gift)
    alipay.seller_has_money = False
    refund(gift, alipay)
    assert is_over(gift)
    with pytest.raises(GiftUnknown):
        as_newcomer(code)
    assert rights() == []


def test_a_refund_takes_back_what_was_opened_and_nothing_else(series, alipay):
    gift, other = buy(series.season, alipay), buy(sell_series().season, alipay)
    as_newcomer(code_of(gift))
    as_newcomer(code_of(other))
    refund(gift, alipay)
    assert [right.revoked_at is None for right in rights()] == [False, True]


def test_a_part_of_the_money_leaves_the_gift(series, alipay):
    gift = buy(series.season, alipay)
    refund(gift, alipay, 100)
    as_newcomer(code_of(gift))
    assert [right.revoked_at for right in rights()] == [None]


def test_late_money_makes_the_gift_and_a_second_payment_goes_back(series, alipay):
    order = place(household(), given(series.season))
    first, second = attempt(order), attempt(order, Product.WAP)
    db.session.execute(update(Order).values(state="closed", closed_at=clock.now()))
    db.session.commit()
    tell(alipay.pays(first, 900))
    tell(alipay.pays(second, 900))
    assert (order_of(first).state, order_of(first).paid_late) == ("fulfilled", True)
    assert db.session.scalar(select(func.count()).select_from(Gift)) == 1
    assert order_of(second).payments[1].refunding_fen == 900


def test_an_opened_gift_moves_with_its_household(series, alipay):
    gift = buy(series.season, alipay)
    as_newcomer(code_of(gift))
    guest, lin = rights()[0].household_id, household()
    commits(lambda: merge(guest, lin))()
    assert is_opened_by(db.session.get(Gift, gift.id), lin)
    assert not is_opened_by(db.session.get(Gift, gift.id), gift.order.household_id)


def test_wrong_codes_are_counted_and_then_a_right_one_waits(series, alipay, monkeypatch):
    code = code_of(buy(series.season, alipay))
    monkeypatch.setattr(gifts, "PER_NETWORK", (Limit(2, gifts.TEN_MINUTES),))
    with current_app.test_request_context(environ_overrides={"REMOTE_ADDR": "203.0.113.7"}):
        for _ in range(3):
            count_wrong_code(code)
        for _ in range(2):
            count_wrong_code("ABCDEF-GHJKMN-PQRSTV")
        with pytest.raises(TooManyGiftCodes):
            count_wrong_code(code)


def test_a_code_is_said_again_with_an_earlier_key_and_works_without(series, alipay, monkeypatch):
    gift = buy(series.season, alipay)
    code, old = code_of(gift), current_app.config["SECRET_KEY"]
    monkeypatch.setitem(current_app.config, "SECRET_KEY", "n" * 32)
    assert code_of(gift) is None
    monkeypatch.setitem(current_app.config, "SECRET_KEY_FALLBACKS", [old])
    assert code_of(gift) == code
    assert find_gift(code).id == gift.id


@pytest.fixture
def real_gift(committed_app, alipay):
    """A gift of a season in a database of its own, by its id and code."""
    with committed_app.app_context():
        gift = buy(sell_series().season, alipay)
        yield gift.id, code_of(gift)


def test_fifty_households_open_one_gift_and_one_has_it(committed_app, real_gift):
    _, code = real_gift
    tries = [lambda n=n: as_newcomer(code, f"one-form-one-key-{n:04}", committed_app) for n in range(HANDS)]
    answers = at_once(committed_app, *tries)
    assert len([answer for answer in answers if isinstance(answer, str)]) == 1, answers
    assert {type(answer) for answer in answers} == {str, GiftUnknown}
    assert len(rights()) == 1


def test_a_newcomers_clicks_on_one_form_open_it_once(committed_app, real_gift):
    _, code = real_gift
    answers = at_once(committed_app, *[lambda: as_newcomer(code, app=committed_app)] * 4)
    assert {type(answer) for answer in answers} == {str}, answers
    assert len(rights()) == 1


@pytest.mark.parametrize("turn", range(3))
def test_opening_while_the_money_goes_back_leaves_nobody_with_both(committed_app, real_gift, turn):
    gift_id, code = real_gift
    order = db.session.get(Gift, gift_id).order

    def take_back():
        return commits(lambda: gifts.take_back_gift(db.session.get(Order, order_id), "a wish"))()

    order_id = order.id
    db.session.rollback()
    tasks = [lambda n=n: as_newcomer(code, f"one-form-one-key-{n:04}", committed_app) for n in range(4)]
    at_once(committed_app, *tasks[:turn], take_back, *tasks[turn:])
    assert [right for right in rights() if right.revoked_at is None] == []
