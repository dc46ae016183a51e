"""A marketer tries two headlines: compared beforehand, dealt to shoppers out of memory, counted in yuan, then ended."""

import pytest
from playwright.sync_api import Page, expect

from ..support.axe import assert_usable
from ..support.buying import buy
from ..support.coming_in import sign_in
from ..support.watching import assert_plays
from .test_landing_page import assert_saved, assert_seen, field, publish

SLUG, A, B = "two-lamps", "一盏灯", "两盏灯"
HEADLINE = "b1.headline.zh-Hans"


def headline(shopper: Page) -> str:
    answer = shopper.goto(f"/l/{SLUG}")
    assert answer.status == 200
    return shopper.locator("h1").text_content()


@pytest.mark.once
def test_two_headlines_are_tried_and_the_better_one_stays(new_browser, running):
    marketer = new_browser(phone=False)
    sign_in(marketer, running, "marketing")
    marketer.goto("/staff/pages")
    marketer.fill("#title", "两个标题")
    marketer.fill("#slug", SLUG)
    marketer.get_by_role("button", name="建一页").click()
    marketer.locator("#outline").get_by_role("link", name="大图").click()
    for words in (A, B):
        field(marketer, HEADLINE).fill(words)
        assert_saved(marketer)
        if words == A:
            publish(marketer)
            assert_seen(new_browser(), A, SLUG)
            marketer.goto(f"/staff/pages/{SLUG}?block=b1")

    # What differs stands framed in both previews, and word by word beside them.
    marketer.goto(f"/staff/pages/{SLUG}/differences")
    expect(marketer.locator("#differences del")).to_have_text("一")
    expect(marketer.frame_locator("iframe >> nth=1").locator("[data-change=changed] h1")).to_have_text(B)
    assert_usable(marketer)

    marketer.get_by_role("link", name="发布", exact=True).click()
    expect(marketer.get_by_label("访客付的钱")).to_be_visible()
    assert_usable(marketer)
    marketer.get_by_label("访客付的钱").check()
    marketer.get_by_role("button", name="开始实验").click()
    expect(marketer.locator(".verdict")).to_contain_text("还太早")
    assert_usable(marketer)

    # Shoppers are dealt one of both, and see the same again.
    seen = {}
    for number in range(40):
        shopper = new_browser()
        with shopper.expect_response("**/figures"):
            seen[number] = headline(shopper)
        assert headline(shopper) == seen[number]
        if {A, B} <= set(seen.values()) and len(seen) > 3:
            break
    assert set(seen.values()) == {A, B}
    # One of them buys something, somewhere in the shop: a goal in yuan.
    buy(shopper, running.examples["paid_episode"])
    assert_plays(shopper, running.examples["paid_episode"])
    # Whoever works here looks, and is not counted.
    assert headline(marketer) == A
    marketer.goto(f"/staff/pages/{SLUG}/experiment")
    counted = [int(text) for text in marketer.locator("td[data-label=访客]").all_text_contents()]
    assert counted == [list(seen.values()).count(words) for words in (A, B)]
    paid = [seen[number] == words for words in (A, B)]
    assert marketer.locator("td[data-label=到了目标]").all_text_contents() == [str(int(each)) for each in paid]
    brought = marketer.locator("td[data-label=平均]").all_text_contents()
    assert ["¥" in text and "¥0.00" not in text for text in brought] == paid

    marketer.get_by_role("button", name="结束，B 上线").click()
    expect(marketer.locator("main")).to_contain_text("B 上线")
    for shopper in (new_browser(), new_browser()):
        assert_seen(shopper, B, SLUG)
    marketer.goto("/staff/calendar")
    expect(marketer.locator("[aria-current=date]")).to_contain_text("两个标题")
    assert_usable(marketer)
