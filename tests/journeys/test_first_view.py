"""What a page weighs before anybody scrolls, as Chromium counts it on the wire: bytes and requests, not seconds."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, PATIENCE_MS, PHONE

MOST_BYTES = 120_000
MOST_REQUESTS = 20
MOST_ELEMENTS = 580
SCREENS = {"phone": (PHONE, 2), "desktop": (DESKTOP, 1)}
pytestmark = pytest.mark.once


@pytest.fixture(params=SCREENS)
def screen(request, browser, running) -> Page:
    """A newcomer's screen with as many dots as such screens have."""
    viewport, dots = SCREENS[request.param]
    context = browser.new_context(
        base_url=running.base_url,
        viewport=viewport,
        device_scale_factor=dots,
        is_mobile=request.param == "phone",
        locale="zh-CN",
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", ["/", "/l/shuang11", "/titles/west-of-orion"])
def test_the_first_view_of_a_page_with_a_hero_is_light(screen, address):
    wire, sizes = screen.context.new_cdp_session(screen), {}
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    screen.goto(address, wait_until="networkidle")
    shown = screen.locator(".hero .hero-art img").first
    assert shown.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    assert len(sizes) <= MOST_REQUESTS
    assert sum(sizes.values()) <= MOST_BYTES


def test_a_row_goes_on_where_it_is_scrolled_to_or_the_keyboard_comes(screen):
    for how in ("scroll", "keyboard"):
        screen.goto("/", wait_until="networkidle")
        cards = screen.locator("#shelf-free-now .row .card[href]")
        expect(screen.locator("#shelf-free-now .rest")).to_have_count(1)
        before = cards.evaluate_all("cards => cards.map(card => card.href)")
        if how == "scroll":
            row = screen.locator("#shelf-free-now .row")
            row.scroll_into_view_if_needed()
            row.evaluate("row => row.scrollTo(row.scrollWidth, 0)")
        else:
            cards.first.focus()
        expect(screen.locator("#shelf-free-now .rest")).to_have_count(0)
        after = cards.evaluate_all("cards => cards.map(card => card.href)")
        assert after[: len(before)] == before
        assert len(before) < len(set(after)) == len(after)


def test_home_is_small_and_a_row_that_waits_is_as_wide_as_the_screen(screen):
    screen.goto("/")
    assert screen.locator("*").count() <= MOST_ELEMENTS
    rows = screen.locator(".shelf[hx-get] > .row").evaluate_all(
        """rows => rows.map((row) => [parseFloat(getComputedStyle(row).columnGap), [...row.children]
          .filter((card) => card.checkVisibility()).map((card) => card.getBoundingClientRect())
          .map((card) => [card.left, card.right])])"""
    )
    assert rows
    width = screen.viewport_size["width"]
    for gap, cards in rows:
        assert cards[-1][1] + gap >= width
        assert sum(left >= width for left, _right in cards) <= 1
