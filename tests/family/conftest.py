"""A household of the demo shop's kind with a parent, a teen and a child, and a browser signed in to it."""

from collections.abc import Iterator

import pytest

from tbo.accounts.models import Profile
from tbo.catalog import version
from tbo.db import db

from ..support.browser import Browser, household_of
from . import hidden

PHONE, PIN = "+8613800138000", "2468"


@pytest.fixture(autouse=True)
def fresh_version(request):
    """Read the catalogue's version anew: an earlier test's transaction was undone."""
    if "shop" in request.fixturenames:
        request.getfixturevalue("shop")
        version.forget()


@pytest.fixture(scope="module")
def marked_films(settings) -> Iterator[None]:
    """Films and pictures by which a walk knows whose they are."""
    with hidden.marked_files(settings.media_folder, settings.instance_folder / "pictures"):
        yield


@pytest.fixture
def parent(shop) -> Browser:
    """A grown-up's browser, just signed in with a code; the household has one profile and no PIN."""
    browser = Browser(shop)
    browser.sign_in(PHONE)
    return browser


@pytest.fixture
def family(parent) -> Browser:
    """The same with a child's profile, a teen's, and a PIN."""
    told = {"kind": "child", "rating_cap": "8", "avatar": "moon", "pin": PIN}
    assert parent.post("/profiles", name="糖糖", **told).status_code == 303
    limits = {"at_once": "50", "on_a_day": "60"}
    assert parent.post("/profiles", name="阿哲", kind="teen", rating_cap="12", **limits).status_code == 303
    return parent


def profile_called(browser: Browser, name: str) -> Profile:
    """One of the household's profiles."""
    return next(each for each in household_of(browser).profiles if each.name == name)


def watches_as(browser: Browser, name: str, **form):
    """Choose a profile as the page does; return the answer."""
    return browser.post("/profile-choice", profile=str(profile_called(browser, name).id), **form)


def closed(browser: Browser) -> None:
    """Let the minutes pass that the PIN had opened."""
    for device in household_of(browser).devices:
        device.unlocked_until = None
    db.session.commit()
