"""Renewing: a month goes by and is on the account page; one that fails is grace, and paid by hand it goes on."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tbo.orders.renewals.sweep import look_after

from ..support.axe import assert_usable
from ..support.buying import AT_CASHIER, LIN, log_in, pay
from ..support.days_ahead import bring_planned_day, row_of, tell_long_ago
from ..support.inside import inside
from .test_sign_in_joins import sign_in
from .test_subscribe import agree, choose_renewing

A_MONTH = timedelta(days=31)
GRETA, GRETAS_ID = "Greta Vogel", "2088722000000103"


def subscribe(page: Page, buyer: str = LIN) -> str:
    """Agree to the month that renews, paid from today; return the subscription's number."""
    choose_renewing(page)
    page.get_by_role("button", name="同意自动续费").click()
    agree(page, buyer)
    expect(page.locator("h1")).to_have_text("灯亮了")
    return page.url.split("?")[0].removesuffix("/return").rsplit("/", 1)[1]


def let_the_day_come(running, number: str) -> str:
    """Let the next deduction be due and told of, and look after it as the worker does; return its state after that."""
    with inside(running):
        bring_planned_day(running, number, lasts=A_MONTH)
        tell_long_ago(number)
        look_after(number)
        return row_of(number).state


def turn_purse(wallet: Page, then: str) -> None:
    """Empty the purse or fill it; return when the wallet says so."""
    wallet.locator(".purse button").click()
    expect(wallet.locator(".purse h2")).to_have_text(then)


def test_a_month_that_is_renewed_is_on_the_account_page(new_browser, running):
    page = new_browser(phone=True)
    sign_in(page, running, "13800138106")
    number = subscribe(page)
    page.goto("/account")
    panel, receipts = page.locator("#membership"), page.locator("#receipts li")
    expect(receipts).to_have_count(1)
    assert let_the_day_come(running, number) == "active"
    page.reload()
    expect(receipts).to_have_count(2)
    expect(panel.locator(".lamp")).to_have_text("会员中")
    expect(panel).to_contain_text("用支付宝续")
    assert_usable(page)


def test_a_deduction_that_fails_is_grace_and_paid_by_hand_it_goes_on(new_browser, running):
    page, wallet = new_browser(phone=True), new_browser(phone=False)
    sign_in(page, running, "13800138107")
    number = subscribe(page, GRETA)
    wallet.goto(f"{running.sandbox_url}/wallet/{GRETAS_ID}")
    turn_purse(wallet, "余额不足")
    assert let_the_day_come(running, number) == "grace"
    turn_purse(wallet, "余额充足")

    page.goto("/account")
    panel = page.locator("#membership")
    expect(panel.locator(".lamp")).to_have_text("这次没扣成，照常看")
    assert_usable(page)
    panel.get_by_role("link", name="现在付").click()
    page.get_by_role("button", name="支付宝").click()
    page.wait_for_url(AT_CASHIER)
    log_in(page, GRETA)
    pay(page)
    expect(page.locator("h1")).to_have_text("灯亮了")
    page.goto("/account")
    expect(panel.locator(".lamp")).to_have_text("会员中")
