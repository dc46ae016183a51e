"""A child walks through every door it finds, and all that it does not: nothing restricted, nothing with a price."""

import re

import pytest
from flask import abort

from tbo.arrivals import destinations
from tbo.catalog.filters import Eyes
from tbo.db import db
from tbo.orders import order_pages
from tbo.pages import routes, scene
from tbo.pages.live import LivePage
from tbo.pages.views import whole_page
from tbo.playback import asking, origin
from tbo.rules import access
from tbo.storefront import visit

from ..support.browser import Browser, household_of
from . import hidden, told_pages
from .somebody import before_a_screen, taken, wish_of_another
from .walking import SAYS_NOTHING, Walk

# The youngest of the family is five.
YOUNGEST = "豆豆"
# A token may hold three letters by chance; a price has none beside its currency.
CURRENCY = r"(?<![A-Za-z_-])CNY(?![A-Za-z_-])"
PRICE = re.compile(r"[¥￥]\s?\d|\d\s?(?:元|yuan|Yuan)\b|\"price\"|priceCurrency|CN¥|" + CURRENCY)


@pytest.fixture
def child(marked_films, shop) -> Browser:
    """The youngest of the demo shop's largest family, before a screen that nobody has opened with a code lately."""
    return before_a_screen(shop, YOUNGEST)


def walk_of(browser: Browser) -> Walk:
    """All that a child finds, and what it may know from elsewhere."""
    wish = wish_of_another(browser, YOUNGEST, hidden.titles()[0].slug)
    told = told_pages.all_of(hidden.titles(), hidden.titles(lambda title: not hidden.from_smallest(title)))
    campaigns = [told_pages.publish("autumn", "campaign", *told), told_pages.publish("winter", "collection", *told[:2])]
    doors = [*campaigns, wish, *hidden.short_links(), *hidden.doors(household_of(browser))]
    db.session.commit()
    return Walk(browser, hidden.words(), PRICE, doors)


def test_a_child_finds_nothing_restricted_and_no_price(child):
    walk = walk_of(child)
    assert list(walk.leaks()) == []
    assert walk.not_opened() == SAYS_NOTHING
    films = {film.partition("/walk-")[2].partition("/") for film in walk.films}
    assert {slug.removesuffix("-trailer") for slug, _, _file in films} >= set(hidden.POOL)
    assert {file for _slug, _, file in films} == hidden.FILES.keys() - {"asset.json"}
    assert sum(address.startswith("/pictures/") for address in walk.opened) > 50


def test_a_child_is_given_nothing_restricted_however_it_asks(child):
    assert list(taken(walk_of(child), hidden.POOL[0])) == []


EYES = (Eyes, "of", classmethod(lambda cls, profile=None: cls(False, 18, frozenset())))
SIGHT = (visit.Visit, "may_see", lambda self, card: True)
WORDS = (scene, "names_hidden", lambda text, profile: False)
FILTERS = {
    # What the catalogue lets through meets the filter of pages.
    "of the catalogue": [EYES, SIGHT],
    "of pages": [SIGHT],
    "of the decision": [(access, "_not_for", lambda profile, title: None)],
    "of money": [(order_pages, "_for_profile", lambda found: found or abort(404))],
    # Words that somebody typed meet the filter of names, prices that of blocks.
    "of campaigns": [(routes, "catalogue_page", whole_page), WORDS],
    "of pages that are not for children": [
        (LivePage, "has_catalogue_for", lambda self, profile: False),
        (LivePage, "is_for", lambda self, profile: True),
        WORDS,
    ],
    "of links": [(destinations, "is_place_for", lambda profile, kind, ref: True)],
    "of wishes": [(asking, "is_for", lambda profile, title: True)],
}


@pytest.mark.once
@pytest.mark.parametrize("taken_out", FILTERS)
def test_the_walk_finds_a_leak_where_a_filter_is_taken_out(child, monkeypatch, taken_out):
    for patch in FILTERS[taken_out]:
        monkeypatch.setattr(*patch)
    assert next(walk_of(child).leaks(), None)


def test_a_token_that_opened_every_film_would_be_found(child, monkeypatch):
    one = hidden.film_of(hidden.POOL[0])
    really = origin.session_of
    monkeypatch.setattr(origin, "session_of", lambda token, asset, keys, now: really(token, one, keys, now))
    assert next(taken(walk_of(child), hidden.POOL[0]), None)
