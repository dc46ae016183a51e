"""Somebody narrows the library down: what is left stays in view, however far they had scrolled."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.once
LAST_OF = ".facets section:nth-last-of-type({}) .facet:not(.none):not([aria-current])"


def is_seen(page: Page, selector: str) -> bool:
    """Whether all of an element stands within the window."""
    box, window = page.locator(selector).bounding_box(), page.viewport_size
    return box["y"] >= 0 and box["y"] + box["height"] <= window["height"]


def test_what_two_facets_leave_is_in_view_beside_them(new_browser):
    page = new_browser(phone=False)
    page.goto("/library")
    page.evaluate("scrollTo(0, 1019)")
    for nth in (1, 2):
        page.locator(LAST_OF.format(nth)).last.click()
        expect(page.locator(".library-head .chip")).to_have_count(nth)
        assert page.locator(".facets").evaluate("facets => facets.scrollTop") > 0, "the facets stay where they were"
    assert is_seen(page, ".library-head")
    assert is_seen(page, ".wall li:first-child .art")
