"""Two people in one editor: what one writes arrives at the other, and nothing moves under anybody's hands."""

from functools import partial

import pytest
from playwright.sync_api import Page, Route, expect

from ..support.axe import assert_usable
from ..support.coming_in import sign_in
from .test_editor_around import new_page

HEADLINE, LINE = "b1.headline.zh-Hans", "b1.line.zh-Hans"
# No engine changes what a script does.
pytestmark = pytest.mark.once


def field(page: Page, key: str):
    return page.locator(f'[name="f:{key}"]')


def note(page: Page, key: str):
    return page.locator(f'[data-key="{key}"] .came')


def words(page: Page, key: str):
    return page.frame_locator("#preview").locator(f'[data-words="{key}"]').first


def open_editor(page: Page, slug: str) -> None:
    """Open the first block, and wait until its page has asked who else is here."""
    with page.expect_response(lambda answer: "/presence?" in answer.url):
        page.goto(f"/staff/pages/{slug}?block=b1")
    page.evaluate("window.isTheSamePage = true")


def come_back(page: Page) -> None:
    """Look at a tab again, as after a while in another one: it asks at once."""
    with page.expect_response(lambda answer: "/presence?" in answer.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def write(page: Page, key: str, text: str) -> None:
    field(page, key).fill(text)
    expect(page.locator("#saved-mark")).to_have_text("已保存")


@pytest.fixture
def both(new_browser, running, request) -> tuple[Page, Page]:
    """Marketing and the owner, each with the first block of a new page open."""
    first, second = new_browser(phone=False), new_browser(phone=False)
    sign_in(first, running, "marketing")
    sign_in(second, running, "owner")
    slug = request.node.name.replace("_", "-")[-50:].strip("-")
    new_page(first, slug)
    open_editor(first, slug)
    write(first, HEADLINE, "一页新的")
    open_editor(second, slug)
    return first, second


def test_words_arrive_where_nobody_is_and_are_noted_where_somebody_is(both):
    first, second = both
    write(second, LINE, "下面一行")
    come_back(first)
    expect(first.locator("#here")).to_contain_text("沈雨 在「大图」")
    expect(field(first, LINE)).to_have_value("下面一行")
    expect(words(first, LINE)).to_have_text("下面一行")

    # One field is written in, the other is not: only that one is filled.
    field(first, LINE).focus()
    first.keyboard.press("Home")
    first.keyboard.press("ArrowRight")
    write(second, HEADLINE, "店主的标题")
    write(second, LINE, "店主的一行")
    come_back(first)
    expect(field(first, HEADLINE)).to_have_value("店主的标题")
    expect(first.locator('#outline [data-code="b1"] small').first).to_have_text("店主的标题")
    expect(note(first, LINE)).to_contain_text("店主的一行")
    expect(first.locator("#heard")).to_contain_text("店主的一行")
    expect(field(first, LINE)).to_have_value("下面一行")
    expect(field(first, LINE)).to_be_focused()
    assert field(first, LINE).evaluate("field => [field.selectionStart, field.selectionEnd]") == [1, 1]
    assert_usable(first)

    # What was filled is known: going on from it is no conflict. What was only noted is one.
    field(first, LINE).press_sequentially("我")
    box = first.locator(f'[data-key="{LINE}"]')
    expect(box.get_by_role("button", name="用我的")).to_be_visible()
    expect(note(first, LINE)).to_be_hidden()
    # What acts on the page waits for the decision and leads there; a way out of it asks whether to leave that here.
    first.get_by_role("button", name="拿掉").click()
    expect(field(first, LINE)).to_be_focused()
    with first.expect_event("dialog") as leaving:
        first.once("dialog", lambda dialog: dialog.dismiss())
        first.get_by_role("button", name="退出").click()
    assert leaving.value.type == "beforeunload"
    expect(box.get_by_role("button", name="用对方的")).to_be_visible()
    # A finger stays down for longer than a saving takes: the field it leaves must not open the same question again.
    box.get_by_role("button", name="用对方的").click(delay=1000)
    write(first, HEADLINE, "店主的标题，接着写")
    assert first.evaluate("window.isTheSamePage")
    come_back(second)
    expect(field(second, HEADLINE)).to_have_value("店主的标题，接着写")


def test_who_leaves_a_field_untouched_gets_what_came_meanwhile(both):
    first, second = both
    field(first, LINE).focus()
    write(second, LINE, "先来的")
    come_back(first)
    expect(note(first, LINE)).to_contain_text("先来的")
    field(first, HEADLINE).focus()
    expect(field(first, LINE)).to_have_value("先来的")
    expect(note(first, LINE)).to_have_count(0)

    # The same in the preview, where the line stands.
    expect(words(first, LINE)).to_have_text("先来的")
    words(first, LINE).click()
    write(second, LINE, "后来的")
    come_back(first)
    expect(note(first, LINE)).to_contain_text("后来的")
    expect(words(first, LINE)).to_have_text("先来的")
    expect(words(first, LINE)).to_be_focused()
    first.keyboard.press("Enter")
    expect(field(first, LINE)).to_have_value("后来的")
    expect(words(first, LINE)).to_have_text("后来的")


def test_blocks_of_others_come_into_the_outline_and_whose_is_gone_keeps_the_words(both):
    first, second = both
    lines = first.locator("#outline [data-code]")
    write(first, HEADLINE, "写了半天")
    lines.nth(1).locator("a").focus()
    second.locator(".gallery > summary").click()
    with second.expect_navigation():
        second.locator(".gallery").get_by_role("button", name="引语", exact=True).click()
    # The outline does not come at first: it is asked for again by the next look, though nothing is new then.
    first.route("**/*?block=b1", lambda route: route.abort())
    come_back(first)
    expect(first.locator("#here")).to_contain_text("沈雨 加了「引语」")
    expect(lines).to_have_count(2)
    first.unroute("**/*?block=b1")
    come_back(first)
    expect(lines).to_have_count(3)
    expect(lines.nth(1)).to_contain_text("引语")
    expect(lines.nth(2).locator("a")).to_be_focused()
    expect(lines.nth(2).locator(".grip")).to_be_visible()

    second.locator("#outline a", has_text="大图").click()
    expect(second.locator("#settings-name")).to_have_text("大图")
    with second.expect_navigation():
        second.get_by_role("button", name="拿掉").click()
    come_back(first)
    expect(lines).to_have_count(2)
    expect(first.locator("#removed")).to_contain_text("沈雨")
    expect(field(first, HEADLINE)).to_have_value("写了半天")
    assert first.evaluate("window.isTheSamePage")
    with second.expect_navigation():
        second.locator("#undoing [value=undo]").click()
    come_back(first)
    expect(first.locator("#removed")).to_have_count(0)


def test_a_tab_that_is_signed_out_says_so_once_and_goes_on_where_it_was(both):
    first, _second = both
    cookies = first.context.cookies()
    field(first, HEADLINE).focus()
    first.context.clear_cookies()
    come_back(first)
    expect(first.locator("#saved-mark")).to_have_text("你已经退出登录")
    expect(first.locator("#sign-in")).to_be_visible()
    # The clock asks no more; who comes back does.
    asked: list[str] = []
    first.on("request", lambda request: asked.append(request.url))
    first.evaluate("document.getElementById('presence').dispatchEvent(new Event('look'))")
    first.context.add_cookies(cookies)
    assert asked == []
    come_back(first)
    expect(first.locator("#saved-mark")).to_have_text("已保存")
    expect(first.locator("#sign-in")).to_be_hidden()
    expect(field(first, HEADLINE)).to_be_focused()
    assert first.evaluate("window.isTheSamePage")


def test_a_page_that_is_gone_is_said_and_the_text_stays(both):
    first, _second = both
    write(first, HEADLINE, "留着")
    for status in (404, 403):
        first.route("**/presence?*", partial(Route.fulfill, status=status, body="<h1>-</h1>"))
        come_back(first)
        expect(first.locator("#saved-mark")).to_contain_text("你写的还在这里")
        expect(field(first, HEADLINE)).to_have_value("留着")
        first.unroute("**/presence?*")
    come_back(first)
    expect(first.locator("#saved-mark")).to_have_text("已保存")


def test_how_things_stand_is_seen_where_one_types_on_a_phone(new_browser, running):
    page = new_browser(phone=True)
    sign_in(page, running, "marketing")
    new_page(page, "seen-while-typing")
    page.goto("/staff/pages/seen-while-typing?block=b1")
    controls = page.locator("#settings").locator("input:visible, textarea:visible, select:visible")
    for control in (controls.last, controls.nth(1), field(page, HEADLINE)):
        control.focus()
        expect(page.locator("#saved-mark")).to_be_in_viewport(ratio=1)
        bar, box = page.locator(".standing").bounding_box(), control.bounding_box()
        assert bar["y"] + bar["height"] <= box["y"], "nothing of what has the focus is behind the bar"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
