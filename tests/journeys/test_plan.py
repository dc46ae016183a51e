"""A plan bought opens another episode of the plan."""

import re
from datetime import datetime

from babel.dates import format_date
from playwright.sync_api import Locator, Page, expect

from tbo.rules.billing_periods import months_later
from tbo.rules.order_states import CHINA

from ..support.axe import assert_usable_as_it_is
from ..support.buying import assert_face, go_to_cashier, log_in, pay
from ..support.watching import assert_plays

BY_MONTH = re.compile("开通月卡")


def test_a_plan_from_the_plans_page_opens_one_episode_and_another(page, running):
    page.goto(running.examples["plans"])
    page.get_by_role("link", name=BY_MONTH).click()
    expect(page.locator(".bought h2")).to_have_text("TBO 会员 月卡")
    assert_usable_as_it_is(page)
    go_to_cashier(page)
    log_in(page)
    pay(page)
    assert_face(page, "灯亮了", "lit")
    expect(page.locator(".face .lead")).to_contain_text("到期自动结束，不续费")
    assert_usable_as_it_is(page)
    ends = last_day(page)

    page.get_by_role("link", name="去片库").click()
    expect(page.locator(".card .says-in-plan").first).to_have_text("会员可看")
    page.goto(running.examples["series"])
    expect(members_rows(page).first.locator(".lamp")).to_have_text("会员可看")
    one = members_rows(page).first.get_by_role("link")
    episode = one.get_attribute("href")
    one.click()
    assert_plays(page, episode)
    another = page.locator(".tile.lit:not(.current)", has_text="会员可看").first
    episode = another.get_attribute("href")
    another.click()
    assert_plays(page, episode)

    page.goto("/account")
    expect(page.locator("#membership-name")).to_have_text("TBO 会员 月卡")
    expect(page.locator("#membership .lamp")).to_have_text("会员中")
    expect(page.locator("#membership")).to_contain_text(f"看到 {ends}")


def members_rows(page: Page) -> Locator:
    """The episodes of a series that a member may watch because of the plan."""
    return page.locator("article.episode", has=page.locator(".says-in-plan"))


def last_day(page: Page) -> str:
    """The day on which a month ends that was paid when the page says, as the shop's pages write it."""
    paid_at = datetime.fromisoformat(page.locator(".face-facts time").get_attribute("datetime"))
    return format_date(months_later(paid_at, 1, CHINA).astimezone(CHINA), "y 年 M 月 d 日", "zh")
