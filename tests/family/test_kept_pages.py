"""Pages that are kept for a household never outlive a change of who watches, of the PIN, or of a profile's time."""

from itertools import pairwise

import pytest

from tbo import _keep_pages
from tbo.accounts.models import Profile
from tbo.db import db
from tbo.storefront.standing import standing_or_none

from ..support.browser import Browser, household_of
from .conftest import PHONE, PIN, profile_called, watches_as
from .test_no_leak import PRICE


@pytest.fixture
def family(committed_shop) -> Browser:
    """A parent's browser before a shop that keeps pages and commits for real; the household has a child."""
    before = committed_shop.wsgi_app
    _keep_pages(committed_shop)
    with committed_shop.app_context():
        browser = Browser(committed_shop)
        browser.sign_in(PHONE)
        browser.post("/profiles", name="糖糖", kind="child", rating_cap="8", pin=PIN)
        yield browser
        db.session.remove()
    committed_shop.wsgi_app = before


def test_a_kept_page_of_a_parent_is_not_shown_to_the_child(family):
    assert all(PRICE.search(family.get("/plans").text) for _ in range(3))
    for address in ("/", "/library"):
        assert len({family.get(address).status_code for _ in range(3)}) == 1
    watches_as(family, "糖糖")
    for address in ("/", "/library", "/search", "/plans"):
        assert not PRICE.search(family.get(address).get_data(as_text=True)), address


def test_a_kept_page_has_the_look_of_who_watches_and_of_nobody_else(family):
    def looks() -> set[bool]:
        return {"/css/child" in family.get(address).text for address in ("/", "/library") for _again in range(3)}

    assert looks() == {False}
    watches_as(family, "糖糖")
    assert looks() == {True}
    family.post(f"/profiles/{profile_called(family, '我').id}/door", pin=PIN)
    assert looks() == {False}


def test_a_household_stands_otherwise_after_each_change(family):
    child = profile_called(family, "糖糖").id
    seen = [standing_or_none(family.secret)]

    def changed(**values) -> None:
        for name, value in values.items():
            row = household_of(family) if name == "pin_hash" else db.session.get_one(Profile, child)
            setattr(row, name, value)
        db.session.commit()
        seen.append(standing_or_none(family.secret))

    watches_as(family, "糖糖")
    changed()
    changed(watched_s=60)
    changed(weekday_minutes=40)
    changed(rating_cap=3)
    changed(blocked_titles=["mr-ges-hat"])
    changed(pin_hash=None)
    assert all(one != other for one, other in pairwise(seen))
