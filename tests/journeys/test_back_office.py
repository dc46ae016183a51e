"""Staff at work: an order found by its trade number and refunded in part, and the books with a planted difference."""

from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select

from tbo import clock
from tbo.alipay.bills import BillRow as Told
from tbo.db import db
from tbo.orders.books import bill_books
from tbo.orders.books.bill_models import BillDay
from tbo.orders.models import Order, Payment, Refund
from tbo.rules.money import Money

from ..support.axe import assert_usable
from ..support.buying import buy
from ..support.coming_in import sign_in
from ..support.inside import inside
from ..support.watching import assert_plays

EPISODE = "/watch/return-the-lantern/1/3"


def newest_payment(running) -> tuple[str, str]:
    """The order that was paid last, and the number that the buyer sees in their wallet."""
    with inside(running):
        paid = select(Order.number, Payment.trade_no).join(Order.payments).where(Payment.paid_at.is_not(None))
        return db.session.execute(paid.order_by(Payment.id.desc())).first()


def refunded(running) -> list[int]:
    with inside(running):
        return list(db.session.scalars(select(Refund.amount_fen).where(Refund.reason == "第 3 集没有声音")))


def test_support_finds_an_order_by_its_trade_number_and_gives_back_a_part(new_browser, running):
    shopper, page = new_browser(phone=True), new_browser(phone=False)
    buy(shopper, EPISODE)
    assert_plays(shopper, EPISODE)
    number, trade_number = newest_payment(running)
    sign_in(page, running, "support")
    page.fill("#find", trade_number)
    page.locator("#find").press("Enter")
    expect(page.locator("h1")).to_have_text(number)
    assert_usable(page)
    page.get_by_role("radio", name="一部分").check()
    page.get_by_label("退一部分时的金额（元）").fill("1")
    page.get_by_label("原因").fill("第 3 集没有声音")
    page.get_by_role("button", name="先看会怎样").click()
    expect(page.locator("#foreseen")).to_contain_text("观看保留")
    assert_usable(page)
    page.get_by_role("button", name="退款 ¥1.00").click()
    expect(page.locator("#refund")).to_contain_text("还能退")
    assert refunded(running) == [100]


def test_the_books_are_green_until_a_difference_is_planted_and_again_when_it_is_explained(new_browser, running):
    page = new_browser(phone=True)
    sign_in(page, running, "finance")
    page.goto("/staff/reconciliation")
    expect(page.locator(".books .sum b")).to_have_text("¥0.00")
    day = plant(running)
    page.goto("/staff")
    expect(page.locator("main")).to_contain_text("没有说明的 ¥18.00")
    page.goto(f"/staff/reconciliation/{day}")
    expect(page.locator(".books .sum b")).to_have_text("¥18.00")
    expect(page.locator(".places [aria-current]")).to_be_in_viewport(ratio=1)
    assert_usable(page)
    page.locator("summary").click()
    page.get_by_label("原因").fill("转账，没有订单，已退回")
    page.get_by_role("button", name="核销").click()
    expect(page.locator(".books .sum b")).to_have_text("¥0.00")
    page.goto("/staff/reconciliation")
    expect(page.locator(".books .sum b")).to_have_text("¥0.00")


def plant(running) -> str:
    """Let a bill have a row of nobody."""
    with inside(running):
        day = min(db.session.scalars(select(BillDay.day)).all(), default=clock.now().date()) - timedelta(days=1)
        rows = [Told("TBO20261111ZZZZZZZZ_1", "2026111122000000000000000018", Money(1800))]
        bill_books.keep(day, rows, bill_books.compare(day, rows, None))
        return day.isoformat()
