"""Somebody of the demo shop's largest family, before a screen, and what whoever asks as a script does is given."""

import re
from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from tbo.accounts.models import Profile
from tbo.accounts.viewer import Viewer
from tbo.catalog.episodes import episode_at
from tbo.db import db
from tbo.playback import asking

from ..support.browser import Browser, household_of
from . import hidden
from .walking import Walk, said

PHONE = "+12025550122"
SCRIPT = {"Sec-Fetch-Site": "same-origin"}
BEAT = {"session": "w" * 22, "position_s": 1, "played_s": 1}
ENDS = ("/master.m3u8", "/video/240p/s0000.m4s", "/keys/k0000.key", "-trailer/master.m3u8")
# What an answer says that gives nothing.
REFUSED = {403, 404}


def before_a_screen(shop, name: str, **changed: Any) -> Browser:
    """Let a profile watch, with something changed of it; nobody has opened the screen with a code lately."""
    hidden.give_films()
    browser = Browser(shop)
    # Other tests look at every page; so many are read here that it would take as long again.
    browser.client = FlaskClient(shop, shop.response_class)
    browser.sign_in(PHONE)
    hidden.give_subscription(household_of(browser))
    profile = db.session.scalars(select(Profile).where(Profile.name == name)).one()
    for key, value in changed.items():
        setattr(profile, key, value)
    assert browser.post("/profile-choice", profile=str(profile.id)).status_code == 303
    for device in household_of(browser).devices:
        device.unlocked_until = None
    db.session.commit()
    return browser


def wish_of_another(browser: Browser, name: str, slug: str) -> str:
    """The link by which somebody of the family asks for what is hidden from whom the browser is."""
    household = household_of(browser)
    asks = next(profile for profile in household.profiles if profile.name != name)
    with browser.app.test_request_context():
        return asking.wish_url(Viewer(household_id=household.id, profile_id=asks.id), episode_at(slug, 1, 1))


def taken(walk: Walk, own: str, hides: hidden.Hides = hidden.from_smallest) -> Iterator[str]:
    """What is given of what is hidden to whoever asks as a script does, or with a token of an `own` title."""
    browser, mine = walk.browser, hidden.film_of(own)
    film = re.search(rf"/hls/[^/]+/{mine}/master.m3u8", browser.get(f"/watch/{own}/1/1").text)
    assert browser.get(film[0]).status_code == 200
    for title in hidden.titles(hides):
        place = f"/watch/{title.slug}/1/1"
        asked = {f"{place}/grants": BEAT, f"{place}/beats": BEAT, f"/titles/{title.slug}/trailer/grants": {}}
        answers = {each: browser.open(each, method="POST", json=body, headers=SCRIPT) for each, body in asked.items()}
        answers |= {each: browser.post(each) for each in (f"/my-list/{title.slug}", f"{place}/screens")}
        answers |= {
            each: browser.get(each)
            for each in (film[0].replace(f"{mine}/master.m3u8", hidden.film_of(title.slug) + end) for end in ENDS)
        }
        yield from (each for each, answer in answers.items() if answer.status_code not in REFUSED and not leads(answer))
        yield from (leak for each, answer in answers.items() for leak in walk.leaks_in(each, said(answer)))


def leads(answer) -> bool:
    """Whether an answer only leads to a page, where the decision is made again."""
    return answer.status_code == 303 and not answer.get_json(silent=True)
