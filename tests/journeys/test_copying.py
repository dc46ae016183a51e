"""Words to send along are copied by a button, by mouse and by keyboard, and it is told to whoever listens."""

import pytest
from playwright.sync_api import expect

from ..support.axe import assert_usable
from ..support.coming_in import sign_in

SHARING = "/staff/pages/shuang11/sharing"
pytestmark = pytest.mark.once


@pytest.fixture
def marketer(new_browser, running):
    page = new_browser(phone=False)
    sign_in(page, running, "marketing")
    return page


def clipboard(page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def test_words_and_link_are_copied_and_it_is_said(marketer, running):
    marketer.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=running.base_url)
    marketer.goto(SHARING)
    told = marketer.locator("#copied")
    expect(told).to_have_text("")
    button = marketer.get_by_role("button", name="复制 · 中文")
    button.focus()
    marketer.keyboard.press("Enter")
    expect(told).to_have_text("复制好了")
    expect(button).to_be_focused()
    assert clipboard(marketer) == marketer.locator("#text-zh-Hans").input_value()
    marketer.get_by_role("button", name="复制 · 链接").click()
    expect(marketer.get_by_role("button", name="复制好了 · 链接")).to_be_visible()
    assert clipboard(marketer) == marketer.locator("#address").input_value() == f"{running.base_url}/l/shuang11"
    expect(marketer.get_by_role("button", name="复制 · 链接")).to_be_visible()
    assert_usable(marketer)


def test_where_the_browser_forbids_it_the_words_are_chosen(marketer):
    marketer.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error()); document.execCommand = () => false;"
    )
    marketer.goto(SHARING)
    marketer.get_by_role("button", name="复制 · 中文").click()
    expect(marketer.locator("#copied")).to_have_text("没复制成，字已选中")
    chosen = "field => field.value.slice(field.selectionStart, field.selectionEnd) === field.value"
    assert marketer.locator("#text-zh-Hans").evaluate(chosen)
    expect(marketer.locator("#text-zh-Hans")).to_be_focused()


def test_a_preview_link_that_is_shown_once_is_copied(marketer, running):
    marketer.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=running.base_url)
    marketer.goto("/staff/pages/shuang11/links")
    marketer.get_by_role("button", name="做一个链接").click()
    marketer.get_by_role("button", name="复制 · 链接").click()
    expect(marketer.locator("#copied")).to_have_text("复制好了")
    assert clipboard(marketer) == marketer.locator("#made").input_value()


def test_without_script_there_are_no_buttons_that_do_nothing(marketer, new_browser):
    page = new_browser(phone=False, script=False)
    page.context.add_cookies(marketer.context.cookies())
    page.goto(SHARING)
    expect(page.locator("#texts textarea").first).to_be_visible()
    expect(page.locator("[data-copies]").first).to_be_hidden()
