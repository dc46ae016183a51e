"""What every page's script does, alone in a browser: rows that follow the keyboard, codes that go off by themselves,
a page that htmx looks through part by part."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.once
STATIC = Path(__file__).parents[2] / "static"
PAGE = """<!doctype html><meta charset="utf-8"><title>x</title><link rel="stylesheet" href="/css/site.css">
<p id="network-toast" hidden></p>{body}<script src="/js/site.js"></script>"""
# Until whatever was begun by now has been done and drawn.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
CARD = '<li><a class="card{wide}" href="/x"><span class="art"></span><span class="card-name">x</span></a></li>'
CODE = """<form method="post" action="/sent"><div class="digits"><input name="code" maxlength="6" pattern="[0-9]{6}"
 required></div><button type="submit" data-busy="…">go</button></form>"""


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
    if name.startswith(("css/", "js/", "vendor/")):
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
            page.evaluate(DRAWN)
            card, row = (page.locator(each).bounding_box() for each in (":focus", ".row"))
            assert card["x"] >= max(0, row["x"]) - 1
            assert card["x"] + card["width"] <= viewport["width"] + 1


def sent(page: Page) -> list[str]:
    """Collect what forms send; what was sent by now is there when the browser itself has answered something else."""
    said: list[str] = []
    page.on("request", lambda asked: said.append(asked.post_data) if asked.method == "POST" else None)
    return said


def test_the_sixth_digit_sends_the_code_once(shown):
    page = shown(CODE)
    said, field = sent(page), page.locator("[name=code]")
    field.press_sequentially("12345")
    assert said == []
    with page.expect_request("**/sent"):
        page.keyboard.press("6")
    for key in ("Backspace", "6", "Enter"):
        page.keyboard.press(key)
    page.context.cookies()
    assert said == ["code=123456"]


def test_a_pasted_code_is_sent_and_what_is_none_is_not(shown):
    page = shown(CODE)
    said, field = sent(page), page.locator("[name=code]")
    field.fill("12345x")
    page.context.cookies()
    assert said == []
    field.fill("")
    with page.expect_request("**/sent"):
        page.keyboard.insert_text("654321")
    assert said == ["code=654321"]


def test_without_a_script_the_button_sends_the_code(shown):
    page = shown(CODE, script=False)
    said = sent(page)
    page.locator("[name=code]").fill("123456")
    assert said == []
    with page.expect_request("**/sent"):
        page.keyboard.press("Enter")
    assert said == ["code=123456"]


def test_htmx_looks_a_page_through_part_by_part_and_finds_all_of_it(shown):
    asks = '<button id="{0}" hx-get="/{0}" hx-trigger="click" hx-swap="none">x</button>'
    sections = "".join(f"<section>{asks.format(name)}</section>" for name in ("one", "two"))
    page = shown(
        """<script src="/vendor/htmx.org-4.0.1/htmx.min.js" defer></script><script>
        looked = [];
        addEventListener("htmx:after:process", (event) => looked.push(event.target.tagName));
        </script>"""
        f'<header>{asks.format("top")}</header><main id="main">{sections}</main><footer>{asks.format("foot")}</footer>'
    )
    expect(page.locator("[data-htmx-powered]")).to_have_count(4)
    looked = page.evaluate("looked")
    assert "BODY" not in looked
    assert [tag for tag in looked if tag != "P" and tag != "SCRIPT"] == ["HEADER", "SECTION", "SECTION", "FOOTER"]
    for name in ("top", "one", "two", "foot"):
        with page.expect_request(f"**/{name}"):
            page.locator(f"#{name}").click()
