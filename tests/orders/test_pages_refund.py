"""Taking an order back on its own pages: offered, told in words, pressed once, and refused with a reason."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.db import db
from tbo.jobs import run_due_jobs
from tbo.orders.models import Refund
from tbo.playback.models import PlaybackSession

from ..support.browser import Browser
from .shopper import arrives, buy, elsewhere, on_phone, press, the_order


@pytest.fixture
def phone(app) -> Browser:
    return on_phone(app)


@pytest.fixture
def paid(phone, series, alipay) -> str:
    """An episode that was bought; its order's page."""
    buy(phone, f"/episodes/{series.episodes[1]}/orders/new?offer=episode")
    arrives(alipay.pays(the_order().payments[0].number, 300))
    return f"/orders/{the_order().number}"


def begin_playing(series) -> None:
    with elsewhere():
        at = clock.now()
        row = {"household_id": the_order().household_id, "episode_id": series.episodes[1]}
        db.session.add(PlaybackSession(id=secrets.token_urlsafe(16), started_at=at, last_beat_at=at, **row))
        db.session.commit()


def heading(page) -> str:
    return page.select_one("h1").get_text(strip=True)


def refunds() -> int:
    with elsewhere():
        return db.session.scalar(select(func.count(Refund.id)))


def test_an_order_is_taken_back_with_one_tap_after_words(phone, paid, alipay):
    link = phone.page(paid).select_one(f'a[href="{paid}/refunds/new"]')
    assert "退款" in link.get_text()
    asked = phone.page(link["href"])
    assert heading(asked) == "退¥3.00？"
    assert "收回" in asked.select_one(".lead").get_text()
    answer = press(phone, asked)
    assert (answer.status_code, answer.location) == (303, paid)
    page = phone.page(paid)
    assert heading(page) == "正在退款"
    assert "¥3.00" in page.select_one(".lead").get_text()
    assert page.select_one("[data-plays]") is None
    assert page.select_one("[hx-get]") is not None
    with elsewhere():
        run_due_jobs()
    assert heading(phone.page(paid)) == "钱退回去了"


def test_two_tabs_take_it_back_once(phone, paid, alipay):
    tabs = [phone.page(f"{paid}/refunds/new") for _ in range(2)]
    assert [press(phone, tab).status_code for tab in tabs] == [303, 303]
    assert refunds() == 1
    with elsewhere():
        run_due_jobs()
    assert press(phone, tabs[0]).status_code == 303
    assert refunds() == 1


def test_a_receipt_leads_there_while_it_is_possible(phone, paid, series, alipay):
    receipt = paid.replace("orders", "receipts")
    assert phone.page(receipt).select_one(f'a[href="{paid}/refunds/new"]') is not None
    begin_playing(series)
    assert phone.page(receipt).select_one(f'a[href="{paid}/refunds/new"]') is None


def test_what_was_played_says_why_and_has_no_button(phone, paid, series, alipay):
    before = phone.page(f"{paid}/refunds/new")
    begin_playing(series)
    page = phone.page(f"{paid}/refunds/new")
    assert page.select_one("form") is None
    assert "已经看过" in page.select_one(".lead").get_text()
    assert phone.page(paid).select_one(f'a[href="{paid}/refunds/new"]').get_text() == "为什么不能退"
    assert press(phone, before).status_code == 409
    assert refunds() == 0


def test_after_seven_days_the_page_says_so(phone, paid, alipay):
    with clock.standing_at(clock.now() + timedelta(days=8)):
        assert "7 天" in phone.page(f"{paid}/refunds/new").select_one(".lead").get_text()


def test_an_order_on_its_way_or_done_says_so_where_it_was_asked(phone, paid, alipay):
    press(phone, phone.page(f"{paid}/refunds/new"))
    assert heading(phone.page(f"{paid}/refunds/new")) == "正在退款"
    with elsewhere():
        run_due_jobs()
    assert heading(phone.page(f"{paid}/refunds/new")) == "已经退好了"


def test_somebody_else_finds_nothing(app, phone, paid, alipay):
    stranger = Browser(app, "198.51.100.9")
    assert stranger.get(f"{paid}/refunds/new").status_code == 404
    assert stranger.post(f"{paid}/refunds").status_code == 404
    assert phone.bare_post(f"{paid}/refunds").status_code == 400
    assert phone.get(f"{paid}/refunds").status_code == 405
    assert refunds() == 0
