"""Everything up to the player, without a script."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from ..support.buying import assert_face, choose_at_paywall, log_in, pay, press_order

NEEDS_SCRIPT = "播放需要打开浏览器的 JavaScript。其余页面不用它也能看。"


@pytest.fixture
def plain(new_browser) -> Page:
    """A telephone whose browser runs no script."""
    return new_browser(script=False)


@pytest.mark.once
def test_films_are_found_by_a_form_and_by_links(plain):
    plain.goto("/")
    plain.get_by_role("link", name="搜索").click()
    plain.get_by_role("searchbox").fill("huandeng")
    plain.get_by_role("searchbox").press("Enter")
    expect(plain).to_have_url(re.compile(r"/search\?q=huandeng$"))
    expect(plain.locator(".best-name")).to_have_text("还灯")
    plain.locator("a.best").click()
    expect(plain.locator("#name")).to_have_text("还灯")
    rows = plain.locator(".episode-rows article")
    expect(rows.nth(0)).to_contain_text("第 1 集")
    first = rows.nth(0).get_attribute("id")
    plain.get_by_role("link", name="河灯上行").click()
    expect(plain).to_have_url(re.compile(r"/seasons/2$"))
    expect(plain.locator(".seasons [aria-current]")).to_have_text("第 2 季 · 河灯上行")
    expect(plain.locator(f"#{first}")).to_have_count(0)


@pytest.mark.once
def test_the_library_is_narrowed_and_gone_through_by_links(plain, running):
    plain.goto(running.examples["browse"])
    seen = cards(plain)
    plain.get_by_role("link", name="再看一些").click()
    expect(plain).to_have_url(re.compile("after="))
    assert cards(plain), "there are more"
    assert not set(cards(plain)) & set(seen), "and only such as were not seen yet"

    plain.goto(running.examples["browse"])
    plain.get_by_role("button", name="筛选").click()
    facet = plain.locator("#facets a.facet", has_text="日本")
    count, name = facet.locator(".count").inner_text(), facet.locator("span").nth(1).inner_text()
    facet.click()
    expect(plain.locator(".library-head .count")).to_have_text(count)
    expect(plain.locator(".library-head .chip.chosen")).to_contain_text(name)
    assert len(cards(plain)) == int(count)
    plain.locator(".library-head .chip.chosen").click()
    expect(plain.locator(".library-head .chip.chosen")).to_have_count(0)


def test_a_guest_comes_from_tmall_and_buys_up_to_the_player(plain, running):
    plain.goto(running.examples["tmall_link"])
    plain.locator(".hero-acts a.watch").click()
    expect(plain).to_have_url(re.compile(r"/watch/return-the-lantern/1/1$"))
    expect(plain.locator(".player-noscript")).to_have_text(NEEDS_SCRIPT)
    plain.locator(".tile", has_text="¥").first.click()
    expect(plain.locator("#paywall-title")).to_be_visible()
    wanted = plain.url
    plain.locator(".choices a.pay:visible").click()
    press_order(plain)
    log_in(plain)
    pay(plain)
    assert_face(plain, "灯亮了", "lit")
    expect(plain.get_by_role("button", name="先不看")).to_have_count(0)
    plain.get_by_role("link", name="看第").click()
    expect(plain).to_have_url(wanted)
    expect(plain.locator(".player-noscript")).to_have_text(NEEDS_SCRIPT)
    expect(plain.locator(".tile.current.lit")).to_contain_text("已购")


@pytest.mark.once
def test_a_code_on_the_screen_turns_to_paid_when_one_looks_again(new_browser, running):
    desk, phone = new_browser(phone=False, script=False), new_browser()
    choose_at_paywall(desk, running.examples["paid_episode"])
    press_order(desk)
    expect(desk.locator("#order-status")).to_contain_text("等待扫码")
    phone.goto(desk.get_by_role("link", name="打开这个码的链接").get_attribute("href"))
    pay(phone)
    expect(phone.locator("#paid h2")).to_have_text("付款成功")
    desk.get_by_role("link", name="我再看看").click()
    assert_face(desk, "灯亮了", "lit")


@pytest.mark.once
def test_a_code_from_the_inbox_signs_in(plain, running):
    address = f"guest-{secrets.token_hex(4)}@example.com"
    plain.goto("/")
    plain.get_by_role("link", name="我的").click()
    plain.get_by_label("手机号或邮箱").fill(address)
    plain.get_by_role("button", name="发验证码").click()
    digits = plain.get_by_label("六位验证码")
    expect(digits).to_be_visible()
    inbox = plain.context.new_page()
    inbox.goto(f"{running.sandbox_url}/inbox?to={address}")
    digits.fill(inbox.locator(".code").inner_text())
    plain.get_by_role("button", name="继续").click()
    expect(plain).to_have_url(re.compile("/account$"))
    expect(plain.locator("#contacts .rows b")).to_be_visible()
    expect(plain.get_by_role("button", name="退出登录")).to_be_visible()


def cards(page: Page) -> list[str]:
    """Where the cards on the wall lead."""
    return page.locator("#wall a.card").evaluate_all("cards => cards.map(card => card.pathname)")
