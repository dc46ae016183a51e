"""A marketer's campaign: built from nothing, seen on the way, refused while untrue, mended, published, brought back."""

import re

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from ..support.alipay_side import eventually
from ..support.axe import assert_usable
from ..support.coming_in import sign_in

HEADLINE = "b1.headline.zh-Hans"


def field(page: Page, key: str):
    return page.locator(f'[name="f:{key}"]')


def assert_saved(page: Page) -> None:
    expect(page.locator("#saved-mark")).to_have_text("已保存")


def assert_seen(shopper: Page, words: str, slug: str = "winter-lamps") -> None:
    """Each process looks once a second whether something changed: whoever asks again sees it."""
    eventually(lambda: words in shopper.request.get(f"/l/{slug}").text(), f"{words} is seen")
    # The page may come from another process, which has not looked yet.
    for _ in range(20):
        shopper.goto(f"/l/{slug}")
        if shopper.locator("h1").text_content() == words:
            return
    raise AssertionError(f"{words} was never seen")


def words(page: Page, key: str) -> Locator:
    """Words of the preview, where they stand."""
    return page.frame_locator("#preview").locator(f'[data-words="{key}"]').first


def compose(page: Page, *stages: str) -> CDPSession:
    """Type letters as an input method does, which are no text yet; what is returned inserts what was chosen."""
    method = page.context.new_cdp_session(page)
    for letters in stages:
        end = len(letters)
        method.send("Input.imeSetComposition", {"text": letters, "selectionStart": end, "selectionEnd": end})
    return method


def publish(page: Page) -> None:
    page.get_by_role("link", name="发布").click()
    page.locator("#publish button[value=publish]").click()


def add(page: Page, kind: str) -> None:
    """Take a block out of the gallery; it stands behind the chosen one, with its settings open."""
    page.get_by_text("加一块").click()
    page.locator(".gallery").get_by_role("button", name=kind, exact=True).click()
    expect(page.locator("#settings-name")).not_to_have_text("大图")


def type_where_they_stand(marketer: Page) -> None:
    """The line below the headline by mouse, the one below the quote by the keyboard."""
    # By mouse; the settings come along, and Escape gives back what stood there.
    words(marketer, "b1.line.zh-Hans").click()
    expect(marketer.locator("#settings-name")).to_have_text("大图")
    marketer.keyboard.press("Control+A")
    marketer.keyboard.type("写错了")
    expect(field(marketer, "b1.line.zh-Hans")).to_have_value("写错了")
    marketer.keyboard.press("Escape")
    expect(field(marketer, "b1.line.zh-Hans")).to_have_value("一整年")
    # By keyboard, with characters that are composed; Enter ends the line, and the preview is drawn anew.
    words(marketer, "b3.who.zh-Hans").focus()
    expect(marketer.locator("#settings-name")).to_have_text("引语")
    marketer.keyboard.press("End")
    method = compose(marketer, "j", "jie", "jie'wei")
    expect(words(marketer, "b3.who.zh-Hans")).to_have_text("第一季jie'wei")
    expect(field(marketer, "b3.who.zh-Hans")).to_have_value("第一季")
    method.send("Input.insertText", {"text": "结尾"})
    assert_saved(marketer)
    expect(words(marketer, "b3.who.zh-Hans")).to_be_focused()
    expect(field(marketer, "b3.who.zh-Hans")).to_have_value("第一季结尾")
    step = marketer.frame_locator("#preview").locator("meta[name=draft-revision]")
    before = step.get_attribute("content")
    marketer.keyboard.press("Enter")
    expect(step).not_to_have_attribute("content", before)
    expect(words(marketer, "b3.who.zh-Hans")).not_to_be_focused()
    marketer.keyboard.press("Shift+Tab")
    expect(words(marketer, "b3.text.zh-Hans")).to_be_focused()
    assert_saved(marketer)
    assert_usable(marketer)


def test_a_campaign_from_nothing_to_the_shopper_and_back(new_browser, running):
    marketer, shopper = new_browser(phone=False), new_browser(phone=True)
    sign_in(marketer, running, "marketing")
    marketer.goto("/staff/pages")
    marketer.fill("#title", "冬天的灯")
    marketer.fill("#slug", "winter-lamps")
    marketer.get_by_role("button", name="建一页").click()
    marketer.locator("#outline").get_by_role("link", name="大图").click()

    # What is typed is saved by itself, and the preview shows it.
    field(marketer, HEADLINE).press_sequentially("年卡只要 ¥9.90", delay=20)
    assert_saved(marketer)
    expect(field(marketer, HEADLINE)).to_be_focused()
    field(marketer, "b1.picture").fill("qius-kitchen")
    field(marketer, "b1.alt.zh-Hans").fill("一口大锅")
    field(marketer, "b1.line.zh-Hans").fill("一整年")
    field(marketer, "b1.offer").fill("plan:yearly")
    assert_saved(marketer)
    expect(marketer.frame_locator("#preview").locator(".campaign-price").first).to_contain_text("198.00")
    assert_usable(marketer)
    add(marketer, "引语")
    field(marketer, "b3.text.zh-Hans").fill("灯是借来的")
    field(marketer, "b3.who.zh-Hans").fill("第一季")
    assert_saved(marketer)

    type_where_they_stand(marketer)

    # A price in typed words is refused; the offer's own is true.
    publish(marketer)
    expect(marketer.locator("#checks .stop")).to_contain_text("手写了")
    assert shopper.goto("/l/winter-lamps").status == 404
    marketer.locator("#checks .stop a").click()
    field(marketer, HEADLINE).fill("每扇窗都亮着")
    assert_saved(marketer)
    publish(marketer)
    expect(marketer.locator("#versions")).to_contain_text("版本 1")
    assert_seen(shopper, "每扇窗都亮着")
    expect(shopper.get_by_text("灯是借来的")).to_be_visible()
    assert_usable(shopper)

    # A second version, by the keyboard alone; then the first one again.
    marketer.goto("/staff/pages/winter-lamps?block=b1")
    field(marketer, HEADLINE).focus()
    marketer.keyboard.press("Control+A")
    marketer.keyboard.type("第二版")
    marketer.locator("#outline").get_by_role("link", name=re.compile("引语")).focus()
    marketer.keyboard.press("Alt+ArrowUp")
    expect(marketer.locator("#outline li").nth(1)).to_contain_text("引语")
    publish(marketer)
    expect(marketer.locator("#versions")).to_contain_text("版本 2")
    assert_seen(shopper, "第二版")
    marketer.get_by_role("button", name="换回这一版").click()
    expect(marketer.locator("#versions li", has_text="版本 1")).to_contain_text("在线")
    assert_seen(shopper, "每扇窗都亮着")


def test_two_marketers_in_one_field_lose_nothing(new_browser, running):
    first, second = new_browser(phone=False), new_browser(phone=False)
    for page, role in ((first, "marketing"), (second, "owner")):
        sign_in(page, running, role)
        page.goto("/staff/pages/documentary-month?block=b1")
    field(first, HEADLINE).fill("营销写的")
    assert_saved(first)
    field(second, HEADLINE).fill("店主写的")
    field(second, "b1.line.zh-Hans").fill("别的一行")
    box = second.locator(f'[data-key="{HEADLINE}"]')
    expect(box).to_contain_text("营销写的")
    expect(field(second, HEADLINE)).to_have_value("店主写的")
    expect(second.locator("#saved-mark")).to_have_text("有一项要你决定")
    box.get_by_role("button", name="用我的").click()
    assert_saved(second)
    first.reload()
    expect(field(first, HEADLINE)).to_have_value("店主写的")
    expect(field(first, "b1.line.zh-Hans")).to_have_value("别的一行")

    # In the preview it is the same: the box asks, and what is chosen stands in both places.
    field(first, HEADLINE).fill("又是营销")
    assert_saved(first)
    words(second, HEADLINE).click()
    second.keyboard.press("End")
    second.keyboard.type("改过")
    expect(box).to_contain_text("又是营销")
    expect(words(second, HEADLINE)).to_have_text("店主写的改过")
    box.get_by_role("button", name="用对方的").click()
    expect(field(second, HEADLINE)).to_have_value("又是营销")
    expect(words(second, HEADLINE)).to_have_text("又是营销")
    assert_saved(second)


@pytest.mark.once
def test_a_block_is_moved_by_hand_and_on_by_the_keyboard(new_browser, running):
    marketer = new_browser(phone=False)
    sign_in(marketer, running, "marketing")
    marketer.goto("/staff/pages/documentary-month")
    lines = marketer.locator("#outline [data-code]")
    first = lines.nth(0).get_attribute("data-code")
    with marketer.expect_navigation():
        lines.nth(0).locator(".grip").drag_to(lines.nth(2).locator(".grip"))
    expect(lines.nth(2)).to_have_attribute("data-code", first)
    expect(lines.nth(2).locator("a")).to_be_focused()
    for place in (1, 0):
        with marketer.expect_navigation():
            marketer.keyboard.press("Alt+ArrowUp")
        expect(lines.nth(place)).to_have_attribute("data-code", first)
    assert_usable(marketer)


def test_whoever_writes_in_a_block_that_was_taken_off_is_told_and_may_leave(new_browser, running):
    first, second = new_browser(phone=False), new_browser(phone=False)
    for page, role in ((first, "marketing"), (second, "owner")):
        sign_in(page, running, role)
        page.goto("/staff/pages/gift-cards?block=b2")
    with second.expect_navigation():
        second.get_by_role("button", name="拿掉").click()
    words = first.locator('.settings [lang="zh-Hans"]').first
    words.fill("写了半天")
    expect(first.locator(".settings .said").filter(has_text="删掉了")).to_be_visible()
    asked = []
    first.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    first.locator("#outline a").first.click()
    expect(first.locator("#settings-name")).to_have_text("页面本身")
    assert asked == ["beforeunload"]
