"""Marketing's pages in a browser: only the dates that are asked for, and a preview that shows the chosen block."""

import pytest
from playwright.sync_api import Page, expect

from ..support.coming_in import sign_in

# No engine changes what a script does.
pytestmark = pytest.mark.once


def test_only_the_dates_that_are_asked_for_are_seen(new_browser, running):
    page: Page = new_browser(phone=False)
    sign_in(page, running, "marketing")
    page.goto("/staff/pages/home/publish")
    seen = []
    for way in ("now", "from", "span"):
        page.locator(f"[name=when][value={way}]").check()
        seen.append([page.locator(f"#{date}").is_visible() for date in ("from", "until")])
    assert seen == [[False, False], [True, False], [True, True]]


def test_the_preview_shows_the_block_that_is_chosen(new_browser, running):
    page: Page = new_browser(phone=False)
    sign_in(page, running, "marketing")
    page.goto("/staff/pages/home")
    last = page.locator("#outline li[data-code]").last
    code = last.get_attribute("data-code")
    last.locator("a").click()
    expect(page).to_have_url(f"{running.base_url}/staff/pages/home?block={code}")
    block = page.frame_locator("#preview").locator(f'[data-block="{code}"]')
    expect(block).to_be_attached()
    top = "element => element.getBoundingClientRect().top"
    page.wait_for_function(
        f"""() => {{
          const shown = document.getElementById("preview").contentDocument?.querySelector('[data-block="{code}"]');
          const top = ({top})(shown);
          return top >= 0 && top < 720;
        }}"""
    )
    assert page.evaluate("scrollY") == 0


def test_a_title_is_found_by_typing_its_name_and_a_list_takes_what_is_picked(new_browser, running):
    page: Page = new_browser(phone=False)
    sign_in(page, running, "marketing")
    page.goto("/staff/coupons/new")
    adder = page.locator(".adder")
    for name in ("Return the Lantern", "west-of-orion"):
        adder.locator("input").fill(name)
        adder.locator("input").press("Enter")
    expect(page.locator("#refs")).to_have_value("Return the Lantern, west-of-orion")
