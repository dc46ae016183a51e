"""A child asks for an episode: a grown-up opens the link on the phone, buys it there, and the child can go on."""

import re
from datetime import timedelta

import pytest

from tbo import clock
from tbo.db import db
from tbo.entitlements.grants import Given, grant
from tbo.playback.asking import GOOD_FOR

from ..conftest import ANCHOR
from ..family.conftest import PHONE, PIN, closed, family, parent, watches_as  # noqa: F401 - fixtures of a family
from ..support.browser import Browser, household_of
from .screens import episode

WANTED = ("undersea-garage", 1, 5)
WATCH = "/watch/{}/{}/{}".format(*WANTED)
PRICE = re.compile(r"[¥￥]\s?\d")


@pytest.fixture
def child(family) -> Browser:  # noqa: F811
    """The household's browser, on the child's profile, the PIN's minutes over."""
    watches_as(family, "糖糖")
    closed(family)
    return family


@pytest.fixture
def wish(child) -> str:
    """Where the child asks, as its page leads there."""
    links = [link["href"] for link in child.page(WATCH, 403).select("main a[href^='/title-wishes/']")]
    assert len(links) == 1
    return links[0]


@pytest.fixture
def phone(shop, child) -> Browser:
    """A grown-up's phone, signed in to the same household."""
    phone = Browser(shop, address="198.51.100.9")
    phone.sign_in(PHONE)
    return phone


def test_the_child_shows_a_code_and_no_price(child, wish):
    page = child.page(wish)
    assert page.select_one(".wish-code svg")
    assert page.select_one("#title-wish")["hx-get"] == wish
    assert not PRICE.search(page.get_text())
    assert not page.select('main a[href*="orders"], main a[href*="plans"]')


def test_a_grown_up_is_led_to_what_opens_it_and_the_child_goes_on(child, wish, phone):
    page = phone.page(wish)
    assert "糖糖 想看《" in page.h1.get_text()
    assert not page.select(".wish-code, [hx-get]")
    way = page.select_one("#title-wish a.watch")["href"]
    assert way == WATCH
    assert phone.page(way, 402).select(".choices .pay")
    buy(child)
    part = child.get(wish, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "<html" not in part.text
    assert "hx-get" not in part.text
    assert f'href="{WATCH}"' in part.text
    assert child.get(WATCH).status_code == 200
    assert "打开了" in phone.page(wish).h1.get_text()


def buy(browser: Browser) -> None:
    """Let the household have the episode."""
    right = Given(kind="episode", episode_id=episode(WANTED).id, starts_at=clock.now())
    assert grant(household_of(browser).id, right, "order", "wished-for")
    db.session.commit()


def test_a_grown_up_beside_the_child_types_the_pin_and_changes_places(child, wish):
    door = child.page(wish).select_one("a[href^='/pin']")["href"]
    assert child.post(door, pin=PIN).location == wish
    page = child.page(wish)
    assert "糖糖 想看《" in page.h1.get_text()
    assert page.select_one("#title-wish a.watch")["href"] == "/profiles"
    assert not PRICE.search(page.get_text())


def test_another_household_nobody_and_a_changed_link_learn_nothing(shop, child, wish):
    nobody = Browser(shop, address="198.51.100.7")
    assert nobody.get(wish).location == f"/sign-in?next={wish}"
    nobody.sign_in("+8613900139000")
    for address in (wish, wish[:-1], wish[:-3] + "xyz", "/title-wishes/", "/title-wishes/" + "a" * 300):
        answer = nobody.get(address)
        assert answer.status_code == 404, address
        assert "糖糖" not in answer.text
    assert child.get(wish[:-3] + "xyz").status_code == 404


@pytest.mark.parametrize(("age", "status"), [(GOOD_FOR - timedelta(seconds=1), 200), (GOOD_FOR, 404)])
def test_a_wish_is_good_for_an_evening(child, wish, age, status):
    with clock.standing_at(ANCHOR + age):
        assert child.get(wish).status_code == status


def test_when_the_time_is_up_the_wish_says_so(child, wish):
    profile = next(each for each in household_of(child).profiles if each.name == "糖糖")
    profile.weekday_minutes = 0
    db.session.commit()
    page = child.page(wish)
    assert "时间用完了" in page.select_one("#title-wish .lead").get_text()
    assert not page.select("[hx-get]")


def test_a_grown_up_is_not_asked_to_ask(phone):
    assert not phone.page(WATCH, 402).select("a[href^='/title-wishes/']")
