"""Changing the plan: less is planned, undone, planned again and then there; more begins at once with its credit."""

import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from tbo import clock
from tbo.db import db, writing
from tbo.entitlements.models import Entitlement
from tbo.messages.delivery import deliver
from tbo.messages.models import Message
from tbo.orders.renewal_sweep import look_after
from tbo.rules.renewal_schedule import LAST_DAY_OF_MONTH, day_in_china, end_of
from tbo.subscriptions.models import RenewalNotice, Subscription

from ..support.axe import assert_usable
from ..support.inside import inside
from .test_sign_in_joins import sign_in
from .test_subscribe import agree

LONG_TOLD, A_QUARTER = timedelta(days=9), timedelta(days=92)
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
    planned = _planned(day_in_china(clock.now()))
    begun = end_of(planned) - A_QUARTER
    with inside(running):
        new = db.session.scalars(select(Subscription).where(Subscription.number == number)).one()
        old_number = db.session.get_one(Subscription, new.follows_id).number
        with writing():
            both = Subscription.number.in_((number, old_number))
            held = Entitlement.household_id == new.household_id, Entitlement.given_up_at.is_(None)
            db.session.execute(update(Subscription).where(both).values(planned_on=planned))
            db.session.execute(update(Entitlement).where(*held).values(starts_at=begun, ends_at=end_of(planned)))
            mine = Subscription.number == old_number
            db.session.execute(update(Subscription).where(mine).values(period_ends_at=end_of(planned)))
        with sqlite3.connect(Path(running.environ["TBO_INSTANCE"]) / "sandbox" / "sandbox.sqlite3") as theirs:
            named = planned.isoformat(), number, old_number
            theirs.execute("UPDATE agreements SET next_day = ? WHERE number IN (?, ?)", named)
        look_after(number)
        told = db.session.scalars(select(Message).join(RenewalNotice).where(RenewalNotice.subscription_id == new.id))
        message = told.one()
        deliver(message.id)
        with writing():
            db.session.execute(update(Message).where(Message.id == message.id).values(sent_at=clock.now() - LONG_TOLD))
        look_after(number)
        look_after(old_number)


def _planned(today: date) -> date:
    """Return a planned day whose window is open, and which months have."""
    days = [today + timedelta(days=ahead) for ahead in (1, 2, 0, 3)]
    return next((day for day in days if day.day <= LAST_DAY_OF_MONTH), days[0])
