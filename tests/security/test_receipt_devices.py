"""A receipt's link is for watching: every door behind which money or others' access is decided stays shut."""

import pytest

from ..support.browser import Browser
from .conftest import Cast
from .routes import ROUTES, ask

# Whoever came by a receipt buys and pays with their own money; the notice is Alipay's.
MAY = {
    *(f"orders.place_for_{what} POST" for what in ("episode", "season", "plan")),
    "orders.pay POST",
    "orders.receive_notice POST",
}
SHUT = {name for name in ROUTES if name.startswith("orders.") and name.endswith("POST")} - MAY
SHUT |= {
    *("orders.new_refund GET", "orders.fapiao GET", "orders.new_subscription GET", "orders.cancellation GET"),
    *("orders.new_pause GET", "orders.plan_changes GET", "orders.plan_change GET", "accounts.revoke_device POST"),
    *("accounts.new_contact GET", "accounts.ask_for_contact_code POST", "accounts.week GET"),
    *(name for name in ROUTES if name.startswith("family.") and ROUTES[name].statuses["guest"] == 403),
}


@pytest.fixture
def opened(cast: Cast) -> Browser:
    """Somebody who opened the link of a receipt of the account."""
    browser = Browser(cast.account.app, address="203.0.113.50")
    assert browser.post(f"/restore/{cast.things['token']}").status_code == 303
    return browser


def test_whoever_came_by_a_receipt_decides_nothing(cast, opened):
    assert opened.get(f"/orders/{cast.things['paid']}").status_code == 200
    wrong = {name: ask(opened, name, cast.things).status_code for name in sorted(SHUT)}
    assert {name: status for name, status in wrong.items() if status != 403} == {}


def test_signing_in_opens_them(cast, opened):
    refund = "orders.new_refund GET"
    assert ask(opened, refund, cast.things).status_code == 403
    assert "请先用手机号或邮箱登录" in ask(opened, refund, cast.things).text
    assert ask(cast.account, refund, cast.things).status_code == 200
