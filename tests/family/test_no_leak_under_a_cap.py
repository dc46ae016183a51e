"""Whoever has a cap or titles put away, child or not, walks through every door and reads of none of those titles."""

import re

import pytest
from sqlalchemy import select

from tbo.arrivals import destinations
from tbo.catalog.episodes import episode_at
from tbo.catalog.filters import Eyes
from tbo.catalog.models import Title
from tbo.db import db
from tbo.offers.goods import goods_of_episode
from tbo.orders import order_pages, order_views, receipt_pages
from tbo.orders.agreements import pages as agreement_pages
from tbo.orders.gifts import pages as gift_pages
from tbo.orders.gifts.giving import code_of, make_gift
from tbo.orders.gifts.models import Gift
from tbo.orders.models import Order
from tbo.pages import live, scene
from tbo.playback import asking, origin
from tbo.rules import access
from tbo.storefront import membership, visit
from tbo.subscriptions.models import Subscription
from tbo.vouchers import redeem_pages
from tbo.vouchers.making import Giving

from ..support.browser import Browser, household_of
from ..vouchers.made import batch_of, codes
from . import hidden, told_pages
from .somebody import before_a_screen, taken, wish_of_another
from .walking import SAYS_NOTHING, Walk

TEEN, GROWN_UP = "阿哲", "曾妈"
CAP, PUT_AWAY, OWN = 8, ("undersea-garage", "the-third-desk", "mr-ges-hat"), "turnip-hollow-kindergarten"
BOUGHT = "lighthouse-ledger"
AT_ANY_HOUR = {"weekday_minutes": None, "weekend_minutes": None, "rest_from": None}
NO_PRICE_IS_HIDDEN = re.compile("(?!)")


def is_hidden(title: Title) -> bool:
    """Whether a title is above the cap, or was put away."""
    return title.min_age > CAP or title.slug in PUT_AWAY


def is_seen(title: Title) -> bool:
    """Whether a title is there."""
    return not is_hidden(title)


def whoever(shop, name: str) -> Browser:
    """Somebody with a cap and titles put away, who may watch at any hour."""
    return before_a_screen(shop, name, rating_cap=CAP, blocked_titles=list(PUT_AWAY), **AT_ANY_HOUR)


@pytest.fixture
def teen(marked_films, shop) -> Browser:
    """A teen, who may buy."""
    return whoever(shop, TEEN)


def walk_of(browser: Browser, name: str = TEEN) -> Walk:
    """All that is found, and what may be known from elsewhere: what this family bought, gave and was sent, too."""
    titles = hidden.titles(is_hidden)
    told = told_pages.all_of(titles, hidden.titles(is_seen))
    campaign = told_pages.publish("autumn", "campaign", *told, words=titles[0].name["en"])
    money, wish = money_doors(browser), wish_of_another(browser, name, titles[0].slug)
    doors = [campaign, wish, *money, *hidden.short_links(is_hidden), *hidden.doors(household_of(browser), is_hidden)]
    db.session.commit()
    return Walk(browser, hidden.words(is_hidden), NO_PRICE_IS_HIDDEN, doors)


def money_doors(browser: Browser) -> list[str]:
    """Let the family have bought, wanted, given and been sent what is hidden."""
    mine = select(Order).where(Order.household_id == household_of(browser).id).order_by(Order.id)
    plan, film = db.session.scalars(mine)
    bought = episode_at(BOUGHT, 1, 1)
    film.episode_id, film.subject = bought.id, f"《{bought.card.name['zh-Hans']}》"
    plan.wanted_episode_id = film.episode_id
    running = db.session.scalars(select(Subscription).where(Subscription.household_id == plan.household_id)).one()
    running.period, running.wanted_episode_id = 1, film.episode_id
    told = {each.name: getattr(film, each.name) for each in Order.__table__.columns if each.name != "id"}
    made = {"number": "TBO20261101-LEAKLEAK", "idempotency_key": "leak", "is_gift": True, "paid_by": None}
    given = Order(**told | made)
    db.session.add(given)
    db.session.flush()
    make_gift(given, None)
    gift = code_of(db.session.scalars(select(Gift)).one())
    db.session.commit()
    voucher = codes(batch_of(Giving(kind="episode", episode_id=film.episode_id)))[0]
    return ["/account", "/account/receipts", "/gifts", f"/redeem/{voucher}", f"/redeem/{gift}"]


# On the second engine the child's walk leads through all of the shop, and the grown-up's through what this one adds.
@pytest.mark.once
def test_a_teen_finds_nothing_above_its_cap_and_nothing_put_away(teen):
    walk = walk_of(teen)
    assert list(walk.leaks()) == []
    assert walk.not_opened() <= SAYS_NOTHING


def test_a_grown_up_with_a_cap_finds_nothing_behind_any_door_known_from_elsewhere(marked_films, shop):
    walk = walk_of(whoever(shop, GROWN_UP), GROWN_UP)
    # Whoever answers what a child asks for reads what it is.
    walk.doors = [door for door in walk.doors if not door.startswith("/title-wishes/")]
    assert list(walk.leaks(goes_on=False)) == []


def test_a_teen_is_given_nothing_above_its_cap_however_it_asks(teen):
    assert list(taken(walk_of(teen), OWN, is_hidden)) == []


EYES = (Eyes, "of", classmethod(lambda cls, profile=None: cls(False, 18, frozenset())))
SIGHT = (visit.Visit, "may_see", lambda self, card: True)
WANTED = ("wanted_goods", lambda one, _profile: goods_of_episode(one or 0))
FILTERS = {
    "of the catalogue": [EYES, SIGHT],
    "of pages": [SIGHT],
    "of the decision": [(access, "_not_for", lambda profile, title: None)],
    "of orders": [(order_pages, "require_told_to", lambda *_asked: None)],
    "of receipts": [(membership, "_is_hidden", lambda *_asked: False)],
    "of what was wanted, on an order": [(order_views, *WANTED)],
    "of what was wanted, on a receipt": [(receipt_pages, *WANTED)],
    "of what was wanted, where a plan renews": [(agreement_pages, *WANTED)],
    "of gifts": [(gift_pages, "is_told_to", lambda *_asked: True)],
    "of codes": [(redeem_pages, "require_told_to", lambda *_asked: None)],
    "of words": [(scene, "names_hidden", lambda *_asked: False)],
    "of addresses": [(live, "names_hidden", lambda *_asked: False)],
    "of links": [(destinations, "is_place_for", lambda *_asked: True)],
    "of wishes": [(asking, "is_for", lambda *_asked: True)],
}


@pytest.mark.once
@pytest.mark.parametrize("taken_out", FILTERS)
def test_the_walk_finds_a_leak_where_a_filter_is_taken_out(teen, monkeypatch, taken_out):
    for patch in FILTERS[taken_out]:
        monkeypatch.setattr(*patch)
    assert next(walk_of(teen).leaks(), None)


def test_a_token_that_opened_every_film_would_be_found(teen, monkeypatch):
    one, really = hidden.film_of(OWN), origin.session_of
    monkeypatch.setattr(origin, "session_of", lambda token, asset, keys, now: really(token, one, keys, now))
    assert next(taken(walk_of(teen), OWN, is_hidden), None)
