"""Changing the plan on the pages: every other plan with its day and its price, one question, and a way back."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.db import db, writing
from tbo.entitlements.grants import Given, grant
from tbo.entitlements.models import Entitlement
from tbo.rules.money import Money

from ..support.browser import Browser
from ..support.selling import sell_plan
from .shopper import face, path_of, press
from .subscribers import MORNING, hears, live, subscription
from .test_pages_subscribe import buttons, panel, said, subscribes

LATER = datetime(2026, 11, 28, 4, 0, tzinfo=MORNING.tzinfo)
PLANS = "/subscription/plans"


@pytest.fixture
def lin(app, side) -> Browser:
    """Somebody at a desktop who has signed in; three months, and half a year that does not renew, are sold too."""
    sell_plan("quarterly", 5200, 3)
    sell_plan("half-year", 9800, 6)
    browser = Browser(app)
    browser.sign_in("lin@example.com")
    return browser


def signs(browser: Browser, side, address: str) -> str:
    """Agree to what a page asks, with another device; return the new agreement's address."""
    asked = path_of(press(browser, browser.page(address)).location)
    hears(side.signs(browser.page(asked).select_one(".scan a.scan-other")["href"]))
    live(clock.now(), clock.now())
    return asked


def test_more_shows_its_credit_line_by_line_and_begins_at_once(lin, side):
    old = subscribes(lin, side)
    with clock.standing_at(LATER):
        ways = [said(way) for way in lin.page(PLANS).select(".plan-ways li")]
        assert "马上换，今天付 ¥39.12" in ways[0]
        assert "只买一次" in ways[1]
        page = lin.page(f"{PLANS}/quarterly")
        lines = [said(line) for line in page.select(".lines > div")]
        assert lines == ["3 个月 ¥ 52.00", "没用的 21 天抵扣（共 31 天） − ¥ 12.88", "今天付 ¥ 39.12"]
        assert "下一次是 2027 年 2 月 25 日" in said(page.select_one(".renewal-terms"))
        asked = signs(lin, side, f"{PLANS}/quarterly")
        assert face(lin.page(asked)) == ("lit", "灯亮了")
        receipt = lin.page(asked).select_one(".face-facts a")["href"]
        assert [said(line) for line in lin.page(receipt).select(".lines > div")][1] == lines[1]
        assert "2027 年 2 月 25 日用支付宝续 ¥ 52.00" in said(panel(lin))
    assert subscription(old).state == "lapsed"


def test_less_is_planned_shown_and_undone(lin, side):
    address = path_of(press(lin, lin.page("/plans/quarterly/subscriptions/new")).location)
    hears(side.signs(lin.page(address).select_one(".scan a.scan-other")["href"]))
    live(MORNING)
    page = lin.page(f"{PLANS}/monthly")
    assert [said(line) for line in page.select(".lines > div")] == ["1 个月 ¥ 19.00", "2027 年 2 月 15 日付 ¥ 19.00"]
    asked = signs(lin, side, f"{PLANS}/monthly")
    assert face(lin.page(asked)) == ("lit", "排好了")
    assert "2027 年 2 月 15 日换成" in said(panel(lin))
    assert buttons(panel(lin)) == ["不换了", "取消续费"]
    assert "已经排好了一次更换" in lin.page(PLANS).main.get_text()
    assert lin.post(f"{PLANS}/monthly", form_key="k" * 24, shown="1900", begins="next").status_code == 409
    press(lin, panel(lin), ".membership-acts form")
    assert buttons(panel(lin)) == ["换方案", "暂停", "取消续费"]
    assert "2027 年 2 月 15 日用支付宝续 ¥ 52.00" in said(panel(lin))


def test_who_has_paid_for_longer_is_told_when_the_other_plan_begins_in_truth(lin, side):
    old = subscribes(lin, side)
    row = subscription(old)
    until = row.period_ends_at + timedelta(days=200)
    with writing():
        # Twenty-eight weeks bought beside, which are worth more than the dearer plan costs: nothing of them is lost.
        prepaid = Given(
            kind="plan", plan_key="half-year", starts_at=row.period_ends_at, ends_at=until, paid=Money(9800)
        )
        grant(row.household_id, prepaid, "order", "TBO20261118-PREPAID2")
    assert "2027 年 7 月 7 日起换，今天不付钱" in said(lin.page(PLANS).select_one(".plan-ways li"))
    page = lin.page(f"{PLANS}/quarterly")
    assert "看到 7 月 6 日；TBO 会员 月卡接在后面，2027 年 7 月 7 日起" in said(page.select_one(".renewal-terms"))
    assert "2027 年 7 月 7 日起" in said(page.select_one(".button.pay"))
    assert "2026 年 12 月 15 日付" in said(page.select_one(".lines"))
    asked = signs(lin, side, f"{PLANS}/quarterly")
    assert "2026 年 12 月 15 日扣 ¥52.00；付过的看完以后，2027 年 7 月 7 日起换成" in said(lin.page(asked).main)
    assert "2027 年 7 月 7 日换成" in said(panel(lin))
    live(datetime(2026, 12, 16, tzinfo=MORNING.tzinfo))
    begun = select(Entitlement.starts_at).where(Entitlement.plan_key == "quarterly")
    assert list(db.session.scalars(begun)) == [until]


def test_what_was_shown_otherwise_is_shown_again(lin, side):
    subscribes(lin, side)
    answer = press(lin, lin.page(f"{PLANS}/quarterly"), shown="1")
    assert answer.status_code == 409
    assert "换方案的价格刚刚变了" in answer.text


@pytest.mark.parametrize("key", ["half-year", "monthly", "none"])
def test_a_plan_that_does_not_renew_or_runs_already_is_not_there(lin, side, key):
    subscribes(lin, side)
    assert lin.get(f"{PLANS}/{key}").status_code == 404
    assert lin.post(f"{PLANS}/{key}", form_key="k" * 24, shown="1", begins="now").status_code == 404


def test_who_has_cancelled_is_told_what_to_do_first(lin, side):
    subscribes(lin, side)
    press(lin, lin.page("/subscription/cancellation"), ".twin-acts form")
    assert "先恢复续费" in said(lin.page(PLANS).main)
    page = lin.page(f"{PLANS}/quarterly")
    assert page.select_one(".till-pay form") is None
    assert "先恢复续费" in said(page.select_one(".till-pay"))


def test_without_a_subscription_there_is_nothing_to_change(lin):
    for answer in (lin.get(PLANS), lin.get(f"{PLANS}/quarterly"), lin.post("/subscription/plan-change/removal")):
        assert answer.status_code == 409
