"""One look for what is chosen of several, whichever form it stands in."""

import pytest
from playwright.sync_api import Browser

from tbo import clock
from tbo.db import db

from ..playback.screens import PAID, Screen, address, signed_in
from .test_targets import opened

pytestmark = pytest.mark.once
LOOK = """([selector, pseudo]) => {
  const look = getComputedStyle(document.querySelector(selector), pseudo);
  return ["width", "borderTopWidth", "borderTopColor", "borderTopLeftRadius"].map((name) => look[name]);
}"""
CHOSEN = {
    "/plans": (".pick:checked + .offer", "::before"),
    address(PAID): (".choice-radio:checked + .offer-row", "::before"),
    "/profiles/new": (".choice input:checked", None),
}


def manager(shop) -> Screen:
    """A grown-up who may add profiles."""
    screen = signed_in(shop)
    screen.household.became_account_at, screen.device.came_by = clock.now(), "code"
    db.session.commit()
    return screen


def test_what_is_chosen_looks_the_same_everywhere(browser: Browser, shop):
    looks = set()
    for path, (selector, pseudo) in CHOSEN.items():
        page = opened(browser, manager(shop) if path == "/profiles/new" else Screen(shop), path)
        if pseudo is None:
            page.locator(".choice input").first.check()
        looks.add(tuple(page.evaluate(LOOK, [selector, pseudo])))
        page.close()
    assert looks == {("18px", "6px", "rgb(244, 237, 227)", "50%")}
