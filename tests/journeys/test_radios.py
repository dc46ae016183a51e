"""One look for what is chosen of several, whichever form it stands in."""

import pytest
from playwright.sync_api import Browser, Locator, expect

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


ROWS = {"/plans": ".plans", "/gifts": ".plans", address(PAID): ".choices"}
BUYS = ".button.pay:visible"


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


def height(rows: Locator) -> float:
    """From the first row to the last, measured in one moment: meanwhile a sheet comes up, a page is scrolled."""
    tops = rows.locator("label").evaluate_all("rows => rows.map((row) => row.getBoundingClientRect().top)")
    return tops[-1] - tops[0]


@pytest.mark.parametrize("path", ROWS)
def test_choosing_another_row_moves_nothing_and_leaves_one_button(browser: Browser, shop, path):
    page = opened(browser, Screen(shop), path)
    rows = page.locator(ROWS[path]).first
    radio = rows.locator("input[type=radio]").nth(1)
    before, tall = page.locator(BUYS).all_inner_texts(), height(rows)
    page.locator(f"label[for='{radio.get_attribute('id')}']").click()
    expect(radio).to_be_checked()
    expect(radio).to_be_focused()
    assert radio.bounding_box()["width"] <= 1
    assert abs(height(rows) - tall) < 1
    after = page.locator(BUYS).all_inner_texts()
    assert len(before) == len(after) == 1
    assert before != after
    page.close()
