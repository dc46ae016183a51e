"""Subscribing: a phone agrees at Alipay, a desktop shows a code; the account tells what comes, two clicks leave."""

import re

import pytest
from playwright.sync_api import Page, expect

from ..support.axe import assert_usable
from ..support.buying import LIN, log_in
from ..support.inbox import newest_code
from .test_sign_in_joins import sign_in

ACCOUNT = re.compile(r"/account(#membership)?$")


def choose_renewing(page: Page) -> None:
    """Open the plans page and choose the month that renews, paid from its first day."""
    page.goto("/plans")
    page.locator(".buys a.line:visible").click()
    page.get_by_role("link", name="不试用，现在就付").click()
    expect(page.get_by_role("button", name="今天付 ¥19.00")).to_be_visible()
    expect(page.locator("h1")).to_have_text("只差一步")


def agree(page: Page, buyer: str = LIN) -> None:
    """At Alipay: log in, and agree."""
    log_in(page, buyer)
    page.get_by_role("button", name="同意协议并开通").click()


def assert_renews(page: Page) -> None:
    """The account page tells the next charge, and how to leave."""
    page.goto("/account")
    panel = page.locator("#membership")
    expect(panel.locator(".lamp")).to_have_text("会员中")
    expect(panel).to_contain_text("用支付宝续")
    expect(panel).to_contain_text("19.00")
    expect(panel.get_by_role("link", name="取消续费")).to_be_visible()


def test_a_phone_subscribes_sees_it_and_leaves_in_two_clicks(new_browser, running):
    page = new_browser(phone=True)
    sign_in(page, running, "13800138101")
    choose_renewing(page)
    assert_usable(page)
    page.get_by_role("button", name="同意自动续费").click()
    agree(page)
    expect(page.locator("h1")).to_have_text("灯亮了")
    assert_usable(page)
    assert_renews(page)
    assert_usable(page)
    page.get_by_role("link", name="取消续费").click()
    expect(page.locator("h1")).to_have_text("取消续费？")
    stay, leave = page.locator(".twin-acts .button").all()
    assert stay.bounding_box()["width"] == leave.bounding_box()["width"]
    assert stay.bounding_box()["height"] == leave.bounding_box()["height"]
    assert_usable(page)
    leave.click()
    page.wait_for_url(ACCOUNT)
    expect(page.locator("#membership .lamp")).to_have_text("已取消续费")
    page.get_by_role("button", name="恢复续费").click()
    expect(page.locator("#membership .lamp")).to_have_text("会员中")


@pytest.mark.once
def test_a_desktop_shows_a_code_that_a_phone_agrees_to(new_browser, running):
    desk, phone = new_browser(phone=False), new_browser(phone=True)
    sign_in(desk, running, "13800138102")
    choose_renewing(desk)
    desk.get_by_role("button", name="同意自动续费").click()
    expect(desk.locator("#agreement-status")).to_contain_text("等待扫码")
    assert_usable(desk)
    desk.evaluate("() => { window.wasNeverLeft = true; }")
    phone.goto(desk.get_by_role("link", name="打开这个码的链接").get_attribute("href"))
    agree(phone)
    expect(desk.locator("h1")).to_have_text("灯亮了")
    assert desk.evaluate("() => window.wasNeverLeft"), "the page changed by itself and was not loaded again"
    assert_renews(desk)


@pytest.mark.once
def test_without_a_script_one_subscribes_and_cancels(new_browser, running):
    page = new_browser(phone=True, script=False)
    sign_in_plainly(page, running, "13800138103")
    choose_renewing(page)
    page.get_by_role("button", name="同意自动续费").click()
    agree(page)
    expect(page.locator("h1")).to_have_text("灯亮了")
    page.goto("/subscription/cancellation")
    page.get_by_role("button", name="取消续费").click()
    expect(page.locator("#membership .lamp")).to_have_text("已取消续费")


def sign_in_plainly(page: Page, running, contact: str) -> None:
    """Sign in as a browser without script does; nothing inspects its pages."""
    page.goto("/sign-in")
    page.get_by_label("手机号或邮箱").fill(contact)
    page.get_by_role("button", name="发验证码").click()
    page.get_by_label("六位验证码").fill(newest_code(running, "+86" + contact))
    page.get_by_role("button", name="继续").click()
