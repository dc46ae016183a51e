"""Links that stand for themselves are as large as a thumb on a telephone, wherever they stand."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from ..playback.screens import NEXT, Screen, address, signed_in
from ..storefront.renewers import renews
from .conftest import PHONE

pytestmark = pytest.mark.once
THUMB = 44
STATIC = Path(__file__).parents[2] / "static"
STYLES = re.compile(r'href="/static/(css/[a-z-]+?)(?:-[0-9a-f]{16})?\.css"')
PAGES = {
    "/titles/west-of-orion": ".title-facts dd a",
    "/": ".one-title h2 a",
    "/account/receipts": ".page > .lead a",
    "/subscription/cancellation": ".face-aside a",
    address(NEXT): ".paywall-sheet > .small a",
}


def opened(browser: Browser, screen: Screen, path: str):
    """Show a page as this process makes it, with the shop's styles, at a telephone's width."""
    body = screen.open(path).text
    styles = "".join((STATIC / f"{name}.css").read_text() for name in STYLES.findall(body))

    def serve(route: Route) -> None:
        is_page = route.request.url == "https://shop.test" + path
        route.fulfill(body=body.replace("</head>", f"<style>{styles}</style></head>") if is_page else "")

    page = browser.new_page(viewport=PHONE, java_script_enabled=False)
    page.route("**/*", serve)
    page.goto("https://shop.test" + path)
    return page


@pytest.mark.parametrize("path", PAGES)
def test_a_link_is_as_large_as_a_thumb(browser, shop, path):
    screen = signed_in(shop) if path.startswith(("/account", "/subscription")) else Screen(shop)
    if screen.household is not None:
        renews(screen.household.id)
    page = opened(browser, screen, path)
    boxes = [link.bounding_box() for link in page.locator(PAGES[path]).all()]
    page.close()
    assert boxes
    assert [box["height"] >= THUMB for box in boxes] == [True] * len(boxes), boxes
