"""A child walks through every door it finds, and all that it does not: nothing restricted, nothing with a price."""

import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from flask import abort
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import MethodNotAllowed, NotFound

from tbo.accounts.models import Profile
from tbo.accounts.viewer import Viewer
from tbo.arrivals import destinations
from tbo.catalog.episodes import episode_at
from tbo.catalog.filters import Eyes
from tbo.db import db
from tbo.orders import order_pages
from tbo.pages.live import LivePage
from tbo.playback import asking, origin
from tbo.rules import access
from tbo.storefront import visit

from ..support.browser import Browser, household_of
from . import hidden
from .walking import PART, Walk, said, without_language

# The family with the most profiles; its youngest is five.
PHONE, YOUNGEST = "+12025550122", "豆豆"
PRICE = re.compile(r"[¥￥]\s?\d|\d\s?(?:元|yuan|Yuan)\b|\"price\"|priceCurrency|CN¥|CNY")
SCRIPT = {"Sec-Fetch-Site": "same-origin"}
BEAT = {"session": "w" * 22, "position_s": 1, "played_s": 1}
ENDS = ("/master.m3u8", "/video/240p/s0000.m4s", "/keys/k0000.key", "-trailer/master.m3u8")
# What an answer says that gives nothing.
REFUSED = {403, 404}
# Addresses that say nothing, or nothing of titles: styles, health, and what nobody but its owner can guess.
NOT_WALKED = {"static", "health.alive", "health.ready", "files.service_worker", "pages.preview", "origin.nothing"}
NOT_WALKED |= {"accounts.receipt_link", "pages.picture_file", "family.time_wish"}


@pytest.fixture(scope="module")
def files(settings) -> Iterator[None]:
    """Films and pictures by which the walk knows whose they are."""
    with hidden.marked_files(settings.media_folder, settings.instance_folder / "pictures"):
        yield


@pytest.fixture
def child(files, shop) -> Browser:
    """The youngest of the demo shop's largest family, before a screen that nobody has opened with a code lately."""
    hidden.give_films()
    browser = Browser(shop)
    # Other tests look at every page; so many are read here that it would take as long again.
    browser.client = FlaskClient(shop, shop.response_class)
    browser.sign_in(PHONE)
    hidden.give_subscription(household_of(browser))
    profile = db.session.scalars(select(Profile).where(Profile.name == YOUNGEST)).one()
    assert browser.post("/profile-choice", profile=str(profile.id)).status_code == 303
    return browser


def walk_of(browser: Browser) -> Walk:
    """All that a child finds, and what it may know from elsewhere."""
    doors = [wish_of_another(browser), *hidden.short_links(), *hidden.doors(household_of(browser))]
    db.session.commit()
    return Walk(browser, hidden.words(), PRICE, doors)


def wish_of_another(browser: Browser) -> str:
    """The link by which somebody of the family asks for what is hidden from the youngest."""
    household, slug = household_of(browser), hidden.titles()[0].slug
    asks = next(profile for profile in household.profiles if profile.name != YOUNGEST)
    with browser.app.test_request_context():
        return asking.wish_url(Viewer(household_id=household.id, profile_id=asks.id), episode_at(slug, 1, 1))


def endpoints(browser: Browser, opened: list[str]) -> set[str]:
    """The routes that addresses lead to."""
    routes, found = browser.app.url_map.bind("shop.test"), set()
    for path in {urlsplit(without_language(address.removeprefix(PART))).path for address in opened}:
        with suppress(MethodNotAllowed, NotFound):  # where a form goes, or a picture lies
            found.add(routes.match(path, "GET")[0])
    return found


def test_a_child_finds_nothing_restricted_and_no_price(child):
    walk = walk_of(child)
    assert list(walk.leaks()) == []
    rules = child.app.url_map.iter_rules()
    pages = {rule.endpoint for rule in rules if "GET" in rule.methods and not rule.build_only}
    assert {name for name in pages if not name.startswith("backoffice.")} - endpoints(child, walk.opened) == NOT_WALKED
    films = {film.partition("/walk-")[2].partition("/") for film in walk.films}
    assert {slug.removesuffix("-trailer") for slug, _, _file in films} >= set(hidden.POOL)
    assert {file for _slug, _, file in films} == hidden.FILES.keys() - {"asset.json"}
    assert sum(address.startswith("/pictures/") for address in walk.opened) > 50


def taken(child: Browser) -> Iterator[str]:
    """What a child is given of what is hidden from it by whoever asks as a script does, or with a token of its own."""
    walk, pool = walk_of(child), hidden.film_of(hidden.POOL[0])
    film = re.search(rf"/hls/[^/]+/{pool}/master.m3u8", child.get(f"/watch/{hidden.POOL[0]}/1/1").text)
    assert child.get(film[0]).status_code == 200
    for title in hidden.titles():
        place = f"/watch/{title.slug}/1/1"
        asked = {f"{place}/grants": BEAT, f"{place}/beats": BEAT, f"/titles/{title.slug}/trailer/grants": {}}
        answers = {each: child.open(each, method="POST", json=body, headers=SCRIPT) for each, body in asked.items()}
        answers |= {each: child.post(each) for each in (f"/my-list/{title.slug}", f"{place}/screens")}
        answers |= {
            each: child.get(each)
            for each in (film[0].replace(f"{pool}/master.m3u8", hidden.film_of(title.slug) + end) for end in ENDS)
        }
        yield from (each for each, answer in answers.items() if answer.status_code not in REFUSED and not leads(answer))
        yield from (leak for each, answer in answers.items() for leak in walk.leaks_in(each, said(answer)))


def leads(answer) -> bool:
    """Whether an answer only leads to a page, where the decision is made again."""
    return answer.status_code == 303 and not answer.get_json(silent=True)


def test_a_child_is_given_nothing_restricted_however_it_asks(child):
    assert list(taken(child)) == []


FILTERS = {
    "of the catalogue": (Eyes, "of", classmethod(lambda cls, profile=None: cls(False, 18, frozenset()))),
    "of pages": (visit.Visit, "may_see", lambda self, card: True),
    "of the decision": (access, "_not_for", lambda profile, title: None),
    "of money": (order_pages, "_for_grown_ups", lambda found: found or abort(404)),
    "of campaigns": (LivePage, "is_for", lambda self, profile: True),
    "of links": (destinations, "is_place_for", lambda profile, kind, ref: True),
    "of wishes": (asking, "is_for", lambda profile, title: True),
}


@pytest.mark.parametrize("taken_out", FILTERS)
def test_the_walk_finds_a_leak_where_a_filter_is_taken_out(child, monkeypatch, taken_out):
    monkeypatch.setattr(*FILTERS[taken_out])
    if taken_out == "of the catalogue":  # What it lets through meets the filter of pages.
        monkeypatch.setattr(*FILTERS["of pages"])
    assert next(walk_of(child).leaks(), None)


def test_a_token_that_opened_every_film_would_be_found(child, monkeypatch):
    one = hidden.film_of(hidden.POOL[0])
    really = origin.session_of
    monkeypatch.setattr(origin, "session_of", lambda token, asset, keys, now: really(token, one, keys, now))
    assert next(taken(child), None)
