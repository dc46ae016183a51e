"""What stands around the editor's form keeps up with what is saved, without a reload."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from ..support.coming_in import sign_in

HEADLINE = '[name="f:b1.headline.zh-Hans"]'
pytestmark = pytest.mark.once


def new_page(marketer: Page, slug: str) -> None:
    """Make a page of two blocks and open its editor."""
    marketer.goto("/staff/pages")
    marketer.fill("#title", "一页新的")
    marketer.fill("#slug", slug)
    marketer.get_by_role("button", name="建一页").click()
    expect(marketer.locator("#outline [data-code]")).to_have_count(2)


def test_the_outline_and_the_mark_of_changes_follow_what_is_saved(new_browser, running):
    marketer = new_browser(phone=False)
    sign_in(marketer, running, "marketing")
    marketer.goto("/staff/pages/shuang11?block=b1")
    line, mark = marketer.locator('#outline [data-code="b1"] small').first, marketer.locator("#changed-mark")
    marketer.evaluate("window.isTheSamePage = true")
    before = marketer.locator(HEADLINE).input_value()
    expect(mark).to_be_hidden()
    marketer.locator(HEADLINE).fill("灯都亮着")
    expect(line).to_have_text("灯都亮着")
    expect(mark).to_be_visible()
    expect(marketer.locator(HEADLINE)).to_be_focused()
    marketer.locator(HEADLINE).fill(before)
    expect(line).to_have_text(before[:40])
    expect(mark).to_be_hidden()
    assert marketer.evaluate("window.isTheSamePage")


def test_a_box_that_is_not_saved_yet_is_shown_as_it_was_left(new_browser, running):
    marketer = new_browser(phone=False)
    sign_in(marketer, running, "marketing")
    marketer.goto("/staff/pages/shuang11")
    code = marketer.locator("#outline li", has_text="片单").first.get_attribute("data-code")
    marketer.goto(f"/staff/pages/shuang11?block={code}")
    box = marketer.locator(f'[type=checkbox][name="f:{code}.at_once"]')
    was = box.is_checked()
    # The settings come anew while what was chosen is not saved yet.
    marketer.evaluate(
        """async ([key, text]) => {
          const address = performance.getEntriesByType("resource").find(({ name }) => name.includes("editor-saving"));
          const saving = await import(address.name);
          saving.changed.set(key, text);
          saving.exchange(document.querySelector(".settings").cloneNode(true));
        }""",
        [f"{code}.at_once", "" if was else "yes"],
    )
    expect(box).to_be_checked(checked=not was)


def test_the_next_item_comes_when_the_last_one_is_saved(new_browser, running):
    marketer = new_browser(phone=False)
    sign_in(marketer, running, "marketing")
    new_page(marketer, "items")
    marketer.locator(".gallery > summary").click()
    with marketer.expect_navigation():
        marketer.locator(".gallery").get_by_role("button", name="问答", exact=True).click()
    marketer.evaluate("window.isTheSamePage = true")

    def question(number: int) -> Locator:
        return marketer.locator(f'[name="f:b3.items.{number}.question.zh-Hans"]')

    expect(question(1)).to_have_count(0)
    question(0).press_sequentially("要多少钱，怎么付，什么时候到，可以退吗？", delay=60)
    expect(question(1)).to_be_visible()
    expect(question(0)).to_be_focused()
    expect(question(0)).to_have_value("要多少钱，怎么付，什么时候到，可以退吗？")
    expect(marketer.locator(".settings h3")).to_have_text(["第 1 项", "第 2 项"])
    question(1).fill("在哪里看？")
    expect(question(2)).to_be_visible()
    assert (
        marketer.locator("#f-b3-from")
        .evaluate("(field) => field.closest('.field').previousElementSibling.dataset.key")
        .startswith("b3.items.2.answer")
    ), "what follows the list still does"
    expect(marketer.locator("#saved-mark")).to_have_text("已保存")
    assert marketer.evaluate("window.isTheSamePage")
    marketer.reload()
    expect(question(1)).to_have_value("在哪里看？")


def test_whoever_was_signed_out_signs_in_beside_it_and_saving_goes_on(new_browser, running):
    marketer = new_browser(phone=False)
    sign_in(marketer, running, "marketing")
    new_page(marketer, "signed-out")
    marketer.goto("/staff/pages/signed-out?block=b1")
    mark, link = marketer.locator("#saved-mark"), marketer.locator("#sign-in")
    marketer.locator(HEADLINE).fill("写了一半")
    expect(mark).to_have_text("已保存")
    expect(link).to_be_hidden()
    marketer.context.clear_cookies()
    marketer.locator(HEADLINE).fill("写了一半，还在写")
    expect(mark).to_contain_text("退出登录")
    with marketer.context.expect_page() as opened:
        link.click()
    expect(opened.value.locator("#email")).to_be_visible()
    # Another session, with another token.
    sign_in(opened.value, running, "owner")
    opened.value.close()
    expect(mark).to_have_text("已保存")
    expect(link).to_be_hidden()
    expect(marketer.locator(HEADLINE)).to_have_value("写了一半，还在写")
    # The other forms of the page go on too.
    with marketer.expect_navigation():
        marketer.get_by_role("button", name="藏起来").click()
    expect(marketer.locator("#outline")).to_contain_text("藏着")
    expect(marketer.locator(HEADLINE)).to_have_value("写了一半，还在写")


def test_the_gallery_opens_inside_the_window_and_closes_by_escape(new_browser, running):
    marketer = new_browser(phone=False)
    sign_in(marketer, running, "marketing")
    new_page(marketer, "gallery")
    summary, form = marketer.locator(".gallery > summary"), marketer.locator(".gallery form")
    for width, height in ((1280, 800), (768, 1024), (390, 844)):
        marketer.set_viewport_size({"width": width, "height": height})
        summary.click()
        box = form.bounding_box()
        assert box["x"] >= 0, width
        assert box["y"] >= 0, width
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        for tile in (form.locator(".tile").last, form.locator(".tile").first):
            tile.scroll_into_view_if_needed()
            expect(tile).to_be_in_viewport(ratio=1)
        form.locator(".tile").first.focus()
        marketer.keyboard.press("Escape")
        expect(form).to_be_hidden()
        expect(summary).to_be_focused()
    summary.click()
    summary.click()
    expect(form).to_be_hidden()


def test_a_refusal_leaves_an_editor_that_goes_on(new_browser, running):
    marketer = new_browser(phone=False)
    sign_in(marketer, running, "marketing")
    marketer.goto("/staff/pages/shuang11")
    full = marketer.locator('.gallery [value="hero:"]')
    marketer.locator(".gallery > summary").click()
    expect(full).to_be_disabled()
    # Somebody else added the last one since this page was drawn.
    full.evaluate("(button) => { button.disabled = false; }")
    full.click()
    expect(marketer.locator("#refused")).to_contain_text("最多 1 个")
    marketer.frame_locator("#preview").locator('[data-words="b1.headline.zh-Hans"]').first.click()
    expect(marketer.locator("#settings-name")).to_have_text("大图")
    expect(marketer).to_have_url(re.compile(r"/staff/pages/shuang11\?block=b1$"))
