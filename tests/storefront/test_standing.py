"""A known household's pages: given again from memory, and yet as true as the ones that Flask makes afresh."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from tbo import clock, create_app
from tbo.accounts.cookie import hashed
from tbo.accounts.models import Device, Household, Profile
from tbo.catalog import version
from tbo.catalog.models import Episode, Season, Title
from tbo.db import db
from tbo.demo.examples import signins
from tbo.entitlements.grants import Given, entitlements_of, grant, rental_of, revoke
from tbo.entitlements.models import Entitlement
from tbo.playback.models import Progress
from tbo.playback.progress import newest, positions_of
from tbo.rules.money import Money
from tbo.storefront.standing import GOES_ON, standing_of, standing_or_none
from tbo.subscriptions.lifecycle import running_of
from tbo.subscriptions.renewing import NOTHING_RENEWS, Renewing
from tbo.subscriptions.trials import had_trial
from tbo.web import page_version

from ..conftest import ANCHOR
from ..support.browser import Browser
from .renewers import renews

TOKEN = re.compile(rb'(name="csrf_token" value=")[^"]+')
FREE_FILM = "the-same-name"


class Member:
    """Somebody signed in, seen through kept pages and past them."""

    def __init__(self, plain):
        self.plain = plain
        self.kept = create_app(replace(plain.extensions["tbo.settings"], env="development"))
        self.browser = Browser(plain)
        self.browser.sign_in(next(one for one in signins() if one["phone"])["phone"])
        self.browser.get("/")
        known = self.browser.client.get_cookie("tbo-device"), self.browser.client.get_cookie("tbo")
        self.cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in known if cookie)
        self.device = db.session.scalar(select(Device).where(Device.secret_hash == hashed(self.browser.secret)))
        self.household_id = self.device.household_id
        self.profile_id = db.session.scalar(
            select(Profile.id).where(Profile.household_id == self.household_id).order_by(Profile.id)
        )

    def page(self, app, address: str = "/") -> bytes:
        """Return a page without what differs at each rendering: its forms' tokens."""
        answer = FlaskClient(app, app.response_class, use_cookies=False).get(address, headers={"Cookie": self.cookies})
        return TOKEN.sub(rb"\1", answer.data)

    def sees_the_truth(self, address: str = "/") -> bytes:
        """Return the page, which is the same through kept pages and past them."""
        pages = [self.page(self.kept, address) for _ in range(3)]
        assert set(pages) == {self.page(self.plain, address)}
        return pages[-1]


@pytest.fixture
def member(committed_shop, monkeypatch):
    """A member of the demo shop whose commits are real; the catalogue's version is read at each request."""
    monkeypatch.setattr(page_version, "READ_EVERY_S", 0)
    monkeypatch.setattr(version, "READ_EVERY_S", 0)
    with committed_shop.app_context():
        yield Member(committed_shop)
        db.session.remove()


def film_id() -> int:
    """An episode that this household has not: the film of the first that is for sale."""
    film = select(Episode.id).join(Season, Season.id == Episode.season_id).join(Title, Title.id == Season.title_id)
    return db.session.scalar(film.where(Title.slug == FREE_FILM))


def give(member, given: Given, source: str = "TBO-TEST") -> None:
    """Give a right and commit."""
    assert grant(member.household_id, given, "order", source)
    db.session.commit()


def test_the_second_look_is_answered_without_flask(member, monkeypatch):
    member.sees_the_truth()
    monkeypatch.setattr(member.kept, "full_dispatch_request", lambda *_: pytest.fail("Flask was asked"))
    assert member.page(member.kept)


@pytest.mark.parametrize(
    "address", ["/", "/en/", "/library?genre=drama", "/shelves/continue", "/plans", "/?bill=" + FREE_FILM]
)
def test_kept_pages_are_the_pages_that_flask_makes(member, address):
    member.sees_the_truth(address)


def test_what_is_bought_and_taken_back_shows_at_the_next_look(member):
    before = member.sees_the_truth("/library?kind=film")
    give(member, Given(kind="episode", starts_at=ANCHOR, episode_id=film_id(), paid=Money(300)))
    bought = member.sees_the_truth("/library?kind=film")
    revoke("order", "TBO-TEST", "refunded")
    db.session.commit()
    assert bought != before
    assert member.sees_the_truth("/library?kind=film") == before


def test_a_rental_s_end_shows_at_its_very_instant(member):
    before = member.sees_the_truth("/library?kind=film")
    give(member, replace(rental_of(film_id(), ANCHOR, Money(100)), start_by_at=ANCHOR + timedelta(seconds=30)))
    assert member.sees_the_truth("/library?kind=film") != before
    with clock.standing_at(ANCHOR + timedelta(seconds=29)):
        assert member.sees_the_truth("/library?kind=film") != before
    with clock.standing_at(ANCHOR + timedelta(seconds=30)):
        assert member.sees_the_truth("/library?kind=film") == before


def test_a_place_in_a_film_moves_the_shelf_that_goes_on(member):
    before = member.sees_the_truth()
    mine = Progress.profile_id == member.profile_id
    db.session.execute(update(Progress).where(mine).values(position_s=100, finished_at=None, updated_at=ANCHOR))
    db.session.commit()
    after = member.sees_the_truth()
    db.session.execute(delete(Progress).where(mine))
    db.session.commit()
    assert len({before, after, member.sees_the_truth()}) == 3


@pytest.mark.parametrize("address", ["/", "/plans"])
def test_a_plan_that_renews_no_more_shows_at_the_next_look(member, address):
    row = renews(member.household_id)
    before = member.sees_the_truth(address)
    row.state = "cancelled"
    db.session.commit()
    assert member.sees_the_truth(address) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda m: update(Profile).where(Profile.id == m.profile_id).values(name="新名字"),
        lambda m: update(Profile).where(Profile.id == m.profile_id).values(rating_cap=0),
        lambda m: update(Device).where(Device.id == m.device.id).values(revoked_at=ANCHOR),
        lambda m: update(Title).where(Title.slug == FREE_FILM).values(closes_at=ANCHOR - timedelta(days=1)),
    ],
    ids=["name", "rating", "device", "catalogue"],
)
def test_whatever_changes_elsewhere_shows_at_the_next_look(member, change):
    before = member.sees_the_truth("/library?kind=film")
    db.session.execute(change(member))
    version.bump()
    db.session.commit()
    assert member.sees_the_truth("/library?kind=film") != before


def test_one_query_brings_rights_places_and_what_renews_as_three_would(member):
    give(member, Given(kind="episode", starts_at=ANCHOR, episode_id=film_id(), paid=Money(300)))
    renews(member.household_id, "quarterly", trial=True)
    rights, places, renewing = standing_of(member.household_id, member.profile_id)
    assert rights == entitlements_of(member.household_id)
    assert places == positions_of(db.session.execute(newest(member.profile_id, GOES_ON)).all())
    assert renewing == Renewing(running_of(member.household_id).plan_key, had_trial(member.household_id))
    assert renewing == Renewing("quarterly", had_trial=True)
    assert rights
    assert places


def test_a_household_without_rights_or_places_stands_on_nothing(committed_shop):
    with committed_shop.app_context():
        db.session.execute(delete(Entitlement))
        household_id = db.session.scalar(select(Household.id))
        assert standing_of(household_id, None) == ((), [], NOTHING_RENEWS)


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "é" * 43, "'; DROP TABLE device; --".ljust(43, "x")])
def test_nobody_stands_behind_a_secret_that_was_never_given(committed_shop, secret):
    with committed_shop.app_context():
        assert standing_or_none(secret) is None
