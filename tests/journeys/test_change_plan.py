"""Changing the plan: less is planned, undone, planned again and then there; more begins at once with its credit."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tbo.db import db
from tbo.orders.renewals.sweep import look_after
from tbo.subscriptions.models import Subscription

from ..support.axe import assert_usable
from ..support.days_ahead import bring_planned_day, row_of, tell_long_ago
from ..support.inside import inside
from .test_sign_in_joins import sign_in
from .test_subscribe import agree

A_QUARTER = timedelta(days=92)
UNUSED = re.compile("没用的 [0-9]+ 天抵扣")


def change_to(page: Page, name: str) -> None:
    """Open what can be changed to, choose a plan, and be at its question."""
    page.goto("/account")
    page.locator("#membership").get_by_role("link", name="换方案").click()
    expect(page.locator("h1")).to_have_text("换成哪一种？")
    assert_usable(page)
    page.locator(".plan-ways li", has_text=name).get_by_role("link", name="看看明细").click()
    expect(page.locator("h1")).to_contain_text(name)
    assert_usable(page)


def confirm(page: Page) -> None:
    """Agree to the change, here and at Alipay."""
    page.get_by_role("button", name="同意更换").click()
    agree(page)


def test_less_begins_with_the_next_period_and_more_at_once(new_browser, running):
    page = new_browser(phone=True)
    sign_in(page, running, "13800138104")
    page.goto("/plans/quarterly/subscriptions/new")
    page.get_by_role("button", name="同意自动续费").click()
    agree(page)
    expect(page.locator("h1")).to_have_text("灯亮了")
    panel = page.locator("#membership")

    change_to(page, "月卡")
    expect(page.locator(".renewal-terms")).to_contain_text("今天不付钱")
    confirm(page)
    expect(page.locator("h1")).to_have_text("排好了")
    assert_usable(page)
    page.get_by_role("link", name="看看我的会员").click()
    expect(panel).to_contain_text("19.00")
    assert_usable(page)
    panel.get_by_role("button", name="不换了").click()
    expect(panel).to_contain_text("52.00")

    change_to(page, "月卡")
    confirm(page)
    expect(page.locator("h1")).to_have_text("排好了")
    let_the_day_come(running, page.url.split("?")[0].rsplit("/", 1)[1])
    page.goto("/account")
    expect(panel.locator("h2")).to_contain_text("月卡")
    expect(panel).to_contain_text("用支付宝续")

    change_to(page, "季卡")
    lines = page.locator(".lines > div")
    expect(lines.nth(0)).to_contain_text("52.00")
    expect(lines.nth(1)).to_contain_text(UNUSED)
    expect(lines.nth(2)).to_contain_text(UNUSED)
    expect(lines.nth(2)).to_contain_text("19.00")
    today = lines.nth(3).locator("dd").inner_text()
    confirm(page)
    expect(page.locator("h1")).to_have_text("灯亮了")
    page.get_by_role("link", name="查看或打印").click()
    expect(page.locator(".lines .sum dd")).to_have_text(today)
    expect(page.locator(".lines")).to_contain_text(UNUSED)
    page.goto("/account")
    expect(panel.locator("h2")).to_contain_text("季卡")
    expect(panel).to_contain_text("52.00")


def let_the_day_come(running, number: str) -> None:
    """Make a planned change as old as one whose day has come, at both sides, and look after it as the worker does."""
    with inside(running):
        old_number = db.session.get_one(Subscription, row_of(number).follows_id).number
        bring_planned_day(running, number, old_number, lasts=A_QUARTER)
        tell_long_ago(number)
        look_after(number)
        look_after(old_number)
