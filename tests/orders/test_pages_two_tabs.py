"""The same thing ordered in two tabs and paid in one: the other tab asks for no money any more."""

from datetime import timedelta

import pytest

from tbo import clock
from tbo.orders.closing import expire_order
from tbo.orders.models import Order, Payment

from ..support.browser import WINDOWS, Browser
from ..support.parsing import page_of
from ..support.queries import recorded_queries
from .shopper import PART, arrives, buy, change, elsewhere, face, orders, path_of


@pytest.fixture
def two_tabs(app, series, alipay) -> tuple[Browser, str, str]:
    """The same episode in two tabs at a computer: the page that waits, where it asks, and what pays the other tab."""
    desk = Browser(app, agent=WINDOWS)
    address = f"/episodes/{series.episodes[1]}/orders/new?offer=episode"
    waiting = path_of(buy(desk, address).location)
    buy(desk, address)
    return desk, waiting, orders()[1].payments[0].number


def test_an_order_left_in_another_tab_turns_to_what_is_owned_by_its_poll(two_tabs, alipay):
    desk, waiting, paid_elsewhere = two_tabs
    again = desk.page(waiting).select_one("#order-status")["hx-get"]
    arrives(alipay.pays(paid_elsewhere, 300))
    part = page_of(desk.get(again, headers=PART))
    assert face(part) == ("lit", "这个已经是你的了")
    assert "不用付" in part.select_one(".face .lead").get_text()
    assert part.select_one(".dock a.watch")["href"].endswith("/1/2")
    assert part.select_one("form, .scan, .countdown, #order-status") is None, "nothing is left to pay or to wait for"


@pytest.mark.parametrize("query", ["", "?back=left"])
def test_an_order_left_in_another_tab_is_said_to_be_owned_on_reload(two_tabs, alipay, query):
    desk, waiting, paid_elsewhere = two_tabs
    arrives(alipay.pays(paid_elsewhere, 300))
    page = desk.page(f"{waiting}{query}")
    assert face(page) == ("lit", "这个已经是你的了")
    assert page.select_one("form, .scan, .countdown, .lines") is None, "nothing is owed"
    assert "为你保留到" not in page.select_one(".till-number").get_text()


def test_a_button_of_a_tab_that_was_left_begins_no_payment(two_tabs, alipay):
    desk, waiting, paid_elsewhere = two_tabs
    arrives(alipay.pays(paid_elsewhere, 300))
    assert path_of(desk.post(f"{waiting}/payments", product="page").location) == waiting
    assert [len(order.payments) for order in orders()] == [1, 1]


def test_who_says_to_have_paid_both_tabs_still_waits_for_the_second_answer(two_tabs, alipay):
    desk, waiting, paid_elsewhere = two_tabs
    arrives(alipay.pays(paid_elsewhere, 300))
    assert face(desk.page(f"{waiting}?back=paid")) == ("warm", "等支付宝的回音")
    arrives(alipay.pays(orders()[0].payments[0].number, 300))
    page = desk.page(waiting)
    assert "原路退回" in page.select_one(".face .lead").get_text()
    assert page.select_one(".bought .sum dd").get_text() == "¥3.00", "the sum that goes back is said"


def test_an_order_that_ran_out_in_another_tab_is_not_placed_again(two_tabs, alipay):
    desk, waiting, paid_elsewhere = two_tabs
    arrives(alipay.pays(paid_elsewhere, 300))
    change(Order, expires_at=clock.now() - timedelta(minutes=6))
    change(Payment, expires_at=clock.now() - timedelta(minutes=6), state="closed", closed_at=clock.now())
    with elsewhere():
        expire_order(waiting.split("/")[-1])
    page = desk.page(waiting)
    assert face(page) == ("lit", "这个已经是你的了")
    assert "再下一次单" not in page.select_one(".dock").get_text()


def test_the_same_episode_as_a_gift_is_still_to_be_paid(two_tabs, alipay):
    desk, waiting, paid_elsewhere = two_tabs
    arrives(alipay.pays(paid_elsewhere, 300))
    change(Order, is_gift=True)
    assert desk.page(waiting).select_one(".scan")


def test_asking_again_beside_other_things_costs_the_catalogue_too(two_tabs, series, alipay):
    desk, waiting, _ = two_tabs
    buy(desk, f"/episodes/{series.episodes[2]}/orders/new?offer=episode")
    arrives(alipay.pays(orders()[2].payments[0].number, 300))
    again = desk.page(waiting).select_one("#order-status")["hx-get"]
    with recorded_queries() as queries:
        desk.get(again, headers=PART)
    assert len(queries) <= 5
