"""A trial: free days that begin with the signature, said on every page, once a person in whatever household."""

from playwright.sync_api import Page, expect

from ..support.axe import assert_usable
from .test_sign_in_joins import sign_in
from .test_subscribe import ACCOUNT, agree


def choose_trial(page: Page) -> None:
    """Open the plans page and choose the month that begins with free days."""
    page.goto("/plans")
    expect(page.locator(".buys div:visible")).to_contain_text("试用期内两下取消，一分不扣")
    page.locator(".buys a.line:visible").click()
    expect(page.locator(".renewal-terms")).to_contain_text("今天不付，免费看到")


def test_who_tries_pays_nothing_leaves_in_two_clicks_and_has_no_second_trial(new_browser, running):
    page = new_browser(phone=True)
    sign_in(page, running, "13800138111")
    choose_trial(page)
    assert_usable(page)
    page.get_by_role("button", name="先免费 7 天").click()
    agree(page)
    expect(page.locator("h1")).to_have_text("灯亮了")
    expect(page.locator(".lead")).to_contain_text("试用开始了")
    assert_usable(page)
    page.goto("/account")
    panel = page.locator("#membership")
    expect(panel.locator(".lamp")).to_have_text("试用中")
    expect(panel).to_contain_text("扣第一期 ¥19.00")
    assert_usable(page)
    page.get_by_role("link", name="取消续费").click()
    page.locator(".twin-acts form button").click()
    page.wait_for_url(ACCOUNT)
    expect(panel.locator(".lamp")).to_have_text("已取消续费")

    other = new_browser(phone=True)
    sign_in(other, running, "13800138112")
    choose_trial(other)
    other.get_by_role("button", name="先免费 7 天").click()
    agree(other)
    expect(other.locator("h1")).to_have_text("这个支付宝账号试用过了")
    assert_usable(other)
    other.get_by_role("link", name="现在付费开通").click()
    expect(other.get_by_role("button", name="今天付 ¥19.00")).to_be_visible()
