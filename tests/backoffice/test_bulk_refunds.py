"""Bulk refunds at the desk: a dry run without a trace, confirmed by its number, and what junk is told."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.backoffice.refunds import form as bulk_form
from tbo.backoffice.refunds import pages as bulk_pages
from tbo.backoffice.refunds.form import Chosen, plan_of
from tbo.db import db
from tbo.orders.models import Order, Refund
from tbo.orders.refunds.sending import refund_order
from tbo.rules.money import Money
from tbo.rules.staff_rights import Role

from ..support.parsing import page_of
from ..support.queries import recorded_queries
from .bulk import ADDRESS, NEW, PLANS, REASON, begin, bulks, confirm, fields_of, look, paid_orders, refunded, rows
from .desk import code_of, deeds


@pytest.fixture
def finance(desk):
    """Somebody of finance at a browser without script."""
    return desk(Role.FINANCE)


@pytest.fixture
def orders(shop) -> list[str]:
    return paid_orders(3)


def texts(answer, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ", strip=True).split()) for found in page_of(answer).select(selector)]


def refunds() -> int:
    return db.session.scalar(select(func.count(Refund.id))) or 0


def total_of(numbers: list[str]) -> int:
    return sum(db.session.scalars(select(Order.total_fen).where(Order.number.in_(numbers))))


def test_a_dry_run_shows_each_order_and_writes_nothing(finance, orders):
    refund_order(orders[2], "earlier", Money(1))
    unpaid = db.session.scalars(select(Order.number).where(Order.paid_at.is_(None))).first()
    before = refunds()
    answer = look(finance, orders=f"{', '.join(orders)}\n{unpaid}\nTBO20260101-22222222")
    assert answer.status_code == 200
    seen = texts(answer, "#plan tbody tr")
    assert [line.split()[0] for line in seen] == [*orders, unpaid, "TBO20260101-22222222"]
    assert "观看：" in seen[0] or "礼物" in seen[0]
    assert "••••" in " ".join(seen) or "游客" in " ".join(seen)
    assert "¥0.01 早先退过" in seen[2]
    assert "跳过" in seen[3]
    assert "没有付过款" in seen[3]
    assert "没有这张订单" in seen[4]
    facts = texts(answer, "dl.facts div")
    assert f"退回 ¥{(total_of(orders) - 1) / 100:.2f}" in facts
    assert "要退的订单 3" in facts
    assert "跳过：没有这张订单 1" in facts
    assert (refunds(), bulks(), deeds("bulk-refund-begun")) == (before, [], [])


def test_a_title_is_taken_with_the_days_its_orders_were_paid_on(finance, shop):
    slug = "return-the-lantern"
    every = texts(look(finance, title=slug), "#plan h2")
    named = texts(look(finance, title="还灯"), "#plan h2")
    assert every == named
    whole = plan_of(Chosen(title=slug))
    numbers = [one.number for one in whole.refunds]
    day = clock.now().astimezone(clock.shop_zone()).date()
    paid = dict(db.session.execute(select(Order.number, Order.paid_at).where(Order.number.in_(numbers))).all())
    today = [number for number in numbers if paid[number].astimezone(clock.shop_zone()).date() == day]
    answer = look(finance, title=slug, first=day.isoformat(), last=day.isoformat())
    shown = [link["href"].split("/")[-1] for link in page_of(answer).select("#plan td.number a")]
    assert [number for number in shown if number in numbers] == today


def test_what_is_shown_is_confirmed_by_its_number_and_written_down_with_who_and_why(finance, orders):
    answer = look(finance, orders="\n".join(orders))
    begun = confirm(finance, answer, count="3")
    assert begun.status_code == 303
    (bulk,) = bulks()
    assert begun.location == f"{ADDRESS}/{bulk.key}"
    assert (bulk.orders, bulk.fen, bulk.reason) == (3, total_of(orders), REASON)
    assert rows() == [(number, "waiting", None) for number in orders]
    (deed,) = deeds("bulk-refund-begun")
    assert (deed.subject, deed.reason, deed.after) == (bulk.key, REASON, {"orders": 3, "fen": bulk.fen})
    assert texts(finance.get(ADDRESS), "#bulks tbody tr td:nth-child(3)") == [REASON]


@pytest.mark.parametrize("typed", ["", "2", "4", "03 ", "-3", "3.0", "三", "9" * 20])
def test_another_number_than_the_one_shown_begins_nothing(finance, orders, typed):
    answer = confirm(finance, look(finance, orders="\n".join(orders)), count=typed)
    if typed.strip() == "03":
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    assert "现在要退的是 3 张" in texts(answer, ".note.bad")[0]
    assert fields_of(answer)["orders"].split() == orders
    assert (bulks(), rows()) == ([], [])


def test_when_the_world_changed_meanwhile_it_is_shown_anew(finance, orders):
    answer = look(finance, orders="\n".join(orders))
    refund_order(orders[0], "meanwhile", Money(1))
    again = confirm(finance, answer, count="3")
    assert again.status_code == 409
    assert "不一样了" in texts(again, ".note.bad")[0]
    assert bulks() == []
    refund_order(orders[1], "meanwhile")
    fewer = confirm(finance, again, count="3")
    assert fewer.status_code == 422
    assert "现在要退的是 2 张" in texts(fewer, ".note.bad")[0]
    assert confirm(finance, fewer, count="2").status_code == 303
    assert [number for number, _state, _why in rows()] == [orders[0], orders[2]]


def test_a_form_sent_twice_begins_once(finance, orders):
    answer = look(finance, orders="\n".join(orders))
    first, second = (confirm(finance, answer, count="3") for _ in range(2))
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    assert len(bulks()) == 1
    assert len(rows()) == 3


def test_an_order_that_waits_in_another_one_is_left_out(finance, orders):
    begin(finance, orders[:2])
    answer = look(finance, orders="\n".join(orders))
    assert [line for line in texts(answer, "dl.facts div") if "另一批" in line] == ["跳过：已经在另一批里等着退 2"]
    assert confirm(finance, answer, count="1").status_code == 303
    assert [number for number, _state, _why in rows()] == orders


def test_ten_minutes_after_the_last_code_another_one_is_asked_for(finance, orders):
    with clock.standing_at(clock.now() + timedelta(minutes=10)):
        answer = look(finance, orders="\n".join(orders))
        without = confirm(finance, answer, count="3", code="123")
        assert without.status_code == 422
        assert bulks() == []
        assert confirm(finance, without, count="3", code=code_of(Role.FINANCE)).status_code == 303


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "请选一部片子"),
        ({"title": "nothing-like-this"}, "没有找到"),
        ({"title": "还灯", "orders": "TBO20261118-2345ABCD"}, "只写一样"),
        ({"title": "还灯", "first": "2026-13-01"}, "日期写成"),
        ({"title": "还灯", "last": "9999-12-31"}, "日期写成"),
        ({"title": "还灯", "first": "2026-11-02", "last": "2026-11-01"}, "不能在第一天之前"),
        ({"orders": "# nothing"}, "没有订单号"),
        ({"orders": "TBO20261118-2345ABCD\nhello <b>\n' OR 1=1"}, "第 2 行“hello”、第 2 行“<b>”、第 3 行“'”"),
        ({"orders": "TBO20261118-2345ABCD", "reason": " x "}, "请写下原因"),
        ({"orders": " ".join(f"TBO20261118-{number:08}" for number in range(5001))}, "一次最多退 5000 张"),
        ({"orders": "# long\n" * 72_000}, "太多了"),
    ],
)
def test_junk_is_refused_with_the_form_as_it_was_typed(finance, typed, says):
    answer = look(finance, **typed)
    assert answer.status_code == 422
    page = page_of(answer)
    assert says in page.select_one(".field.wrong .hint").get_text()
    if len(typed.get("orders", "")) < 100_000:
        assert page.select_one("#orders").get_text().strip() == typed.get("orders", "").strip()
    for name in ("first", "last", "reason"):
        if name in typed:
            assert page.select_one(f"#{name}")["value"] == typed[name]
    assert bulks() == []


def test_too_many_orders_of_a_title_are_to_be_taken_in_parts(finance, shop, monkeypatch):
    monkeypatch.setattr(bulk_form, "MOST_ORDERS", 1)
    answer = look(finance, title="还灯")
    assert answer.status_code == 422
    assert "天数选少一些" in texts(answer, ".field.wrong .hint")[0]


def test_a_long_dry_run_has_pages_and_sums_of_all(finance, orders, monkeypatch):
    monkeypatch.setattr(bulk_pages, "ROWS", 2)
    first = look(finance, orders="\n".join(orders))
    assert [line.split()[0] for line in texts(first, "#plan tbody tr")] == orders[:2]
    form = page_of(first).select_one("#plan form")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    second = finance.bare_post(PLANS, **fields, page="2")
    assert [line.split()[0] for line in texts(second, "#plan tbody tr")] == orders[2:]
    assert texts(first, "dl.facts div") == texts(second, "dl.facts div")
    for junk in ("0", "-1", "x", "99999999999"):
        assert finance.bare_post(PLANS, **fields, page=junk).status_code == 200
    edited = finance.bare_post(PLANS, **fields, edit="1")
    assert page_of(edited).select_one("#orders").get_text().split() == orders


def test_a_dry_run_of_many_asks_no_more_often_than_one_of_few(finance, shop):
    asked = []
    for count in (12, 12, 24):
        form = {"orders": "\n".join(paid_orders(count)), "reason": REASON, "csrf_token": finance.token()}
        with recorded_queries() as statements:
            assert finance.bare_post(PLANS, **form).status_code == 200
        asked.append(len(statements))
    assert asked[1] == asked[2] <= 25


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.MARKETING, Role.CATALOGUE])
def test_others_neither_see_nor_begin_one(desk, orders, role):
    browser = desk(role)
    assert browser.get(NEW).status_code == 403
    assert browser.get(ADDRESS).status_code == 403
    sent = {"orders": "\n".join(orders), "reason": REASON, "count": "3", "form_key": "k" * 24}
    assert browser.post(ADDRESS, **sent).status_code == 403
    assert bulks() == []


def test_nothing_that_can_go_back_offers_nothing_to_confirm(finance, orders):
    refund_order(orders[0], "earlier")
    answer = look(finance, orders=orders[0])
    assert page_of(answer).select_one("#confirmation") is None
    sent = {"orders": orders[0], "reason": REASON, "count": "0", "form_key": "k" * 24, "shown": "x"}
    assert finance.post(ADDRESS, **sent).status_code == 422
    assert len(refunded(orders[0])) == 1
