"""The order's page: a face for each way an order can stand, for its own household only."""

from datetime import timedelta

import pytest

from tbo import clock
from tbo.db import db, writing
from tbo.orders.closing import expire_order
from tbo.orders.models import Order, Payment
from tbo.orders.refunds.sending import refund_order
from tbo.rules.money import Money

from ..support.browser import WINDOWS, Browser
from ..support.parsing import page_of
from ..support.queries import recorded_queries
from ..support.selling import sell_plan
from .shopper import (
    IN_WECHAT,
    PART,
    arrives,
    buy,
    change,
    elsewhere,
    face,
    on_phone,
    orders,
    path_of,
    press,
    the_order,
)


@pytest.fixture
def phone(app) -> Browser:
    """A newcomer with a telephone."""
    return on_phone(app)


@pytest.fixture
def ordered(phone, series) -> str:
    """An order of the second episode, left for the cashier; its page's address."""
    buy(phone, f"/episodes/{series.episodes[1]}/orders/new?offer=episode")
    return f"/orders/{the_order().number}"


@pytest.fixture
def paid(phone, ordered, alipay) -> str:
    """The same, paid."""
    arrives(alipay.pays(the_order().payments[0].number, 300))
    return ordered


def facts(page) -> dict[str, str]:
    """The short list below a face."""
    return {row.dt.get_text(strip=True): row.dd.get_text(strip=True) for row in page.select(".face-facts > div")}


def test_a_waiting_order_is_warm_and_leads_back_to_the_cashier(phone, ordered):
    page = phone.page(ordered)
    assert face(page) == ("warm", "等支付宝的回音")
    assert page.select_one("#order-status[hx-get]")
    assert "alipay.trade.wap.pay" in press(phone, page, ".dock form").location
    assert len(the_order().payments) == 1, "an attempt that waits is used again"


def test_a_paid_order_is_lit_and_plays_the_episode_that_was_wanted(phone, paid):
    page = phone.page(paid)
    assert face(page) == ("lit", "灯亮了")
    play = page.select_one(".dock a.watch")
    assert play["href"].endswith("/1/2")
    assert play["data-plays"] == the_order().number
    assert page.select_one("[data-plays-words]").has_attr("hidden"), "without script nothing is announced"
    assert facts(page)["实付"] == "¥3.00"
    assert page.select_one(f"a[href='/receipts/{the_order().number}']")
    assert page.select_one("#order-status") is None, "there is nothing to wait for"


def test_an_order_paid_long_ago_does_not_begin_to_play(phone, paid):
    change(Order, paid_at=clock.now() - timedelta(hours=1))
    assert not phone.page(paid).select_one(".dock a.watch").has_attr("data-plays")


def test_who_left_the_cashier_reads_that_nothing_was_charged(phone, ordered):
    page = phone.page(f"{ordered}?back=left")
    assert face(page) == ("unlit", "这笔没有付成")
    assert "没有扣款" in page.select_one(".face .lead").get_text()
    assert page.select_one(".dock button.pay .price").get_text() == "¥3.00"
    assert the_order().state == "pending", "a page never sets anything"


def test_whoever_says_to_have_paid_only_reads_other_words(phone, ordered):
    page = phone.page(f"{ordered}?back=paid")
    assert face(page)[0] == "warm"
    assert page.select_one("button.pay, .dock form") is None, "who has paid is not asked to pay again"
    assert the_order().state == "pending"


def test_an_order_past_its_end_says_that_late_money_counts(phone, ordered):
    change(Order, expires_at=clock.now())
    page = phone.page(ordered)
    assert face(page) == ("warm", "时间到了，再等一下")
    assert page.select_one("form") is None


def test_an_expired_order_can_be_placed_again(phone, ordered):
    _expire(ordered)
    page = phone.page(ordered)
    assert face(page) == ("unlit", "这个订单过期了")
    again = page.select_one(".dock a")["href"]
    assert buy(phone, again).status_code == 303
    assert len(orders()) == 2


def test_money_after_the_end_lights_the_bulb_all_the_same(phone, ordered, alipay):
    _expire(ordered)
    arrives(alipay.pays(the_order().payments[0].number, 300))
    page = phone.page(ordered)
    assert face(page) == ("lit", "钱到得晚了一点，都算数")
    assert {"到账", "不想要了", "收据"} <= set(facts(page))
    assert page.select_one(".dock a.watch")


def test_who_has_paid_an_expired_order_waits_for_the_money_and_is_asked_after_often(phone, ordered, alipay):
    change(Order, placed_at=clock.now() - timedelta(hours=1))
    _expire(ordered)
    change(Payment, asked_at=clock.now() - timedelta(seconds=6), created_at=clock.now() - timedelta(hours=1))
    page = phone.page(f"{ordered}?back=paid")
    assert face(page) == ("warm", "等支付宝的回音")
    assert page.select_one("form") is None, "who has paid is not asked to pay again"
    assert page.select_one(".dock-note a").get_text() == "再下一次单", "an order that ran out is not paid any more"
    assert "/orders/new" in page.select_one(".dock-note a")["href"]
    waiting = page.select_one("#order-status")
    assert "load delay:2s" in waiting["hx-trigger"]
    alipay.pays(the_order().payments[0].number, 300)
    assert face(page_of(phone.get(waiting["hx-get"], headers=PART))) == ("lit", "钱到得晚了一点，都算数")


def test_a_second_payment_is_said_to_go_back(phone, series, ordered, alipay):
    press(phone, phone.page(ordered), ".dock form", product="page")
    first, second = (payment.number for payment in the_order().payments)
    arrives(alipay.pays(first, 300))
    arrives(alipay.pays(second, 300))
    page = phone.page(ordered)
    assert face(page) == ("lit", "付了两次，退你一次")
    assert facts(page)["正在退回"] == "¥3.00"
    assert page.select_one("#order-status[hx-get]"), "the page waits for the money to be back"


def test_a_second_order_of_the_same_leads_to_what_is_owned(phone, series, ordered, alipay):
    address = f"/episodes/{series.episodes[1]}/orders/new?offer=episode"
    buy(phone, address)
    first, second = orders()
    arrives(alipay.pays(first.payments[0].number, 300))
    arrives(alipay.pays(second.payments[0].number, 300))
    page = phone.page(f"/orders/{second.number}")
    assert face(page) == ("lit", "这个已经是你的了")
    assert page.select_one(".dock a.watch")["href"].endswith("/1/2")
    assert "¥3.00" in page.select_one(".face .lead").get_text()


def test_money_for_what_is_gone_is_said_to_go_back(phone, paid):
    change(Order, state="closed", paid_by=None, paid_at=None, closed_at=clock.now())
    change(Payment, refunding_fen=300)
    with elsewhere(), writing():
        db.session.execute(db.text("DELETE FROM entitlement"))
    page = phone.page(paid)
    assert face(page) == ("unlit", "这笔钱退给你")
    assert page.select_one(".dock a.watch") is None


def test_another_amount_is_left_to_a_person(phone, ordered, alipay):
    number = the_order().payments[0].number
    phone.client.post(
        "/alipay/notices", data=alipay.notice(number, 299), content_type="application/x-www-form-urlencoded"
    )
    page = phone.page(ordered)
    assert face(page) == ("warm", "这笔钱我们要看一眼")
    assert facts(page)["订单"] == the_order().number
    assert page.select_one("form") is None


@pytest.mark.parametrize(("fen", "heading", "bulb"), [(100, "退了一部分", "lit"), (300, "钱退回去了", "unlit")])
def test_a_refund_is_said_with_its_sum(phone, paid, alipay, fen, heading, bulb):
    arrives(alipay.refunds(the_order().payments[0].number, fen))
    page = phone.page(paid)
    assert face(page) == (bulb, heading)
    assert facts(page)["已退回"] == f"¥{fen / 100:.2f}"
    assert bool(page.select_one(".dock a.watch")) is (bulb == "lit")


def test_a_refund_on_its_way_is_shown_and_waited_for(phone, paid):
    number = the_order().number
    with elsewhere():
        refund_order(number, "by hand", Money(100))
    page = phone.page(paid)
    assert facts(page)["正在退回"] == "¥1.00"
    assert page.select_one("#order-status[hx-get]")


def test_a_plan_without_a_wanted_episode_leads_to_the_library(phone, app, alipay):
    sell_plan()
    buy(phone, "/plans/monthly/orders/new")
    arrives(alipay.pays(the_order().payments[0].number, 1900))
    assert phone.page(f"/orders/{the_order().number}").select_one(".dock a.watch")["href"] == "/library"


def test_in_wechat_an_order_that_waits_leads_out(app, phone, ordered):
    phone.headers = {"User-Agent": IN_WECHAT}
    page = phone.page(ordered)
    link = page.select_one(".lead-out #copy-text")["value"]
    assert link.startswith("http://shop.test/episodes/")
    assert page.select_one("form") is None


def test_a_waiting_page_asks_again_and_stays_as_it_is(phone, ordered):
    again = phone.page(ordered).select_one("#order-status")["hx-get"]
    answer = phone.get(again, headers=PART)
    part = page_of(answer)
    assert part.select_one("#order-status[hx-get]")["hx-get"] == again
    assert part.select_one("h1") is None
    assert "HX-Retarget" not in answer.headers


def test_asking_again_costs_three_queries(phone, ordered):
    again = phone.page(ordered).select_one("#order-status")["hx-get"]
    with recorded_queries() as queries:
        phone.get(again, headers=PART)
    assert len(queries) <= 3


def test_a_waiting_page_turns_to_paid_by_itself(phone, ordered, alipay):
    again = phone.page(ordered).select_one("#order-status")["hx-get"]
    arrives(alipay.pays(the_order().payments[0].number, 300))
    answer = phone.get(again, headers=PART)
    assert answer.headers["HX-Retarget"] == "#order"
    assert answer.headers["HX-Reswap"] == "outerHTML"
    part = page_of(answer)
    assert face(part)[0] == "lit"
    assert part.select_one("#order-status") is None, "it stops by being rendered without its trigger"


def test_a_scanned_code_is_said_at_the_computer(app, series, alipay):
    desk = Browser(app, agent=WINDOWS)
    page = desk.page(path_of(buy(desk, f"/episodes/{series.episodes[1]}/orders/new").location))
    assert "等待扫码" in page.select_one("#order-status").get_text()
    again = page.select_one("#order-status")["hx-get"]
    alipay.opens(the_order().payments[0].number, 300)
    change(Payment, created_at=clock.now() - timedelta(seconds=6))
    part = page_of(desk.get(again, headers=PART))
    assert "已扫码" in part.select_one("#order-status").get_text()
    assert part.select_one(".steps [aria-current]").get_text() == "手机上确认"


def test_the_status_is_a_page_for_whoever_opens_it(phone, ordered):
    assert path_of(phone.get(f"{ordered}/status").location) == ordered


def test_nobody_else_sees_pays_or_asks_about_an_order(app, phone, ordered, series):
    stranger, newcomer = on_phone(app, "198.51.100.9"), on_phone(app, "198.51.100.10")
    buy(stranger, f"/episodes/{series.episodes[2]}/orders/new")
    for browser in (stranger, newcomer):
        assert browser.get(ordered).status_code == 404
        assert browser.get(f"{ordered}/status", headers=PART).status_code == 404
        assert browser.get(f"{ordered}?key=forged").status_code == 404
        assert browser.post(f"{ordered}/payments", product="wap").status_code == 404
    assert len(the_order_of(ordered).payments) == 1


@pytest.mark.parametrize("number", ["x", "TBO20261118-AAAAAAAA", "TBO", "%00", "'", "TBO20261118-" + "A" * 300])
def test_an_order_that_is_none_is_not_found(phone, ordered, number):
    assert phone.get(f"/orders/{number}").status_code in (400, 404)


@pytest.mark.parametrize("product", ["", "cash", "WAP"])
def test_a_way_to_pay_that_is_none_is_refused(phone, ordered, product):
    assert phone.post(f"{ordered}/payments", product=product).status_code == 400


def test_what_is_paid_cannot_be_paid_again(phone, paid):
    assert path_of(phone.post(f"{paid}/payments", product="wap").location) == paid
    assert len(the_order().payments) == 1


def test_paying_needs_a_press_of_our_own_button(phone, ordered):
    assert phone.get(f"{ordered}/payments").status_code == 405
    assert phone.bare_post(f"{ordered}/payments", product="wap").status_code == 400


def the_order_of(address: str) -> Order:
    """The order behind a page's address."""
    return next(order for order in orders() if address.endswith(order.number))


def _expire(address: str) -> None:
    past = clock.now() - timedelta(minutes=6)
    change(Order, expires_at=past)
    change(Payment, expires_at=past, state="closed", closed_at=clock.now())
    with elsewhere():
        expire_order(address.split("/")[-1])
