"""What every page's script does, alone in a browser: rows that follow the keyboard."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.once
STATIC = Path(__file__).parents[2] / "static"
PAGE = """<!doctype html><meta charset="utf-8"><title>x</title><link rel="stylesheet" href="/css/site.css">
<p id="network-toast" hidden></p>{body}<script src="/js/site.js"></script>"""
CARD = '<li><a class="card{wide}" href="/x"><span class="art"></span><span class="card-name">x</span></a></li>'


@pytest.fixture
def shown(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Shows a body with the shop's own style and script, and nothing of a shop behind it."""
    contexts = []

    def show(body: str, viewport: dict = DESKTOP, script: bool = True) -> Page:
        context = browser.new_context(viewport=viewport, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", lambda route: _serve(route, PAGE.replace("{body}", body)))
        page.goto("https://shop.test/")
        return page

    yield show
    for context in contexts:
        context.close()


def _serve(route: Route, body: str) -> None:
    name = route.request.url.removeprefix("https://shop.test/")
    if name.startswith(("css/", "js/")):
        route.fulfill(path=STATIC / name)
    elif name:
        return  # On its way: the page stays.
    else:
        route.fulfill(body=body, content_type="text/html")


@pytest.mark.parametrize(
    ("viewport", "section", "look"),
    [(PHONE, "shelf", "poster"), (PHONE, "band", "wide"), (DESKTOP, "shelf", "large"), (DESKTOP, "band", "wide")],
)
def test_a_card_that_the_keyboard_comes_to_is_wholly_to_be_seen(shown, viewport, section, look):
    cards = CARD.format(wide=" wide" if look == "wide" else "") * 14
    words = '<div class="band-words"></div>' if section == "band" else ""
    page = shown(f'<section class="{section}">{words}<ul class="row {look}">{cards}</ul></section>', viewport)
    for key, times in (("Tab", 14), ("Shift+Tab", 13)):
        for _nth in range(times):
            page.keyboard.press(key)
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            card, row = (page.locator(each).bounding_box() for each in (":focus", ".row"))
            assert card["x"] >= max(0, row["x"]) - 1
            assert card["x"] + card["width"] <= viewport["width"] + 1
