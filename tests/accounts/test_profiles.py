"""Who watches: chosen per browser, and only among one's own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Profile
from tbo.accounts.profiles import profiles_of
from tbo.db import db

from .conftest import OTHER_PHONE, PHONE, household_of


@pytest.fixture
def child(browser):
    """A second profile of the browser's household."""
    browser.sign_in(PHONE)
    household_id = household_of(browser).id
    profile = Profile(household_id=household_id, name="小满", kind="child", rating_cap=8)
    profile.blocked_titles, profile.player_choices = [], {}
    db.session.add(profile)
    db.session.commit()
    return profile


def chosen(browser) -> str:
    return browser.page("/account").find(class_="face", attrs={"aria-current": "true"}).b.get_text()


def test_the_first_profile_watches_until_another_is_chosen(browser, child):
    assert chosen(browser) == "我"
    response = browser.post("/profile-choice", profile=str(child.id))
    assert (response.status_code, response.location) == (303, "/account")
    assert chosen(browser) == "小满"


def test_the_choice_is_this_browsers_own(browser, another, child):
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        another.sign_in(PHONE)
        browser.post("/profile-choice", profile=str(child.id))
        assert chosen(another) == "我"


def test_a_choice_leads_back_to_a_page_of_ours(browser, child):
    assert browser.post("/profile-choice", profile=str(child.id), next="/library").location == "/library"
    assert browser.post("/profile-choice", profile=str(child.id), next="//evil.example").location == "/account"


@pytest.mark.parametrize(
    ("language", "asked", "led"),
    [
        ("de", "/library", "/de/library"),
        ("de", "/en/library?kind=film", "/de/library?kind=film"),
        ("de", "/en", "/de/"),
        ("zh-Hans", "/en/library", "/en/library"),
        (None, "/en/library", "/en/library"),
    ],
)
def test_a_profile_goes_on_in_its_own_language(browser, child, language, asked, led):
    """The language of the household is everybody's: it leads nobody away from the one that is read just now."""
    child.language = language
    assert browser.post("/profile-choice", profile=str(child.id), next=asked).location == led


@pytest.mark.parametrize("typed", ["", "0", "-1", "x", "9" * 9, "2147483648", "9" * 30, "１", "1e3", "\x00"])
def test_what_is_no_profile_of_ours_is_not_found(browser, child, typed):
    assert browser.post("/profile-choice", profile=typed).status_code in (404, 400)
    assert chosen(browser) == "我"


def test_another_households_profile_is_not_found(browser, another, child):
    another.sign_in(OTHER_PHONE)
    assert another.post("/profile-choice", profile=str(child.id)).status_code == 404


def test_nobody_has_no_profiles(browser):
    assert browser.post("/profile-choice", profile="1").status_code == 401


def test_profiles_stand_in_the_order_they_were_made(browser, child):
    names = [profile.name for profile in profiles_of(household_of(browser).id)]
    assert names == ["我", "小满"]
    assert db.session.scalar(select(Profile.household_id).where(Profile.id == child.id)) == household_of(browser).id
