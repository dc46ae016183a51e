"""The page of today: sums of a real day against a week ago, and what waits for a person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.backoffice.figures import charts
from tbo.backoffice.today import sales_between
from tbo.db import db
from tbo.jobs import Job
from tbo.orders.models import Order, Payment, Refund
from tbo.rules.money import Money
from tbo.rules.order_states import OrderState
from tbo.rules.staff_rights import Role


@pytest.fixture
def payment(shop) -> Payment:
    """A payment of the demo that nothing of has gone back, paid an hour ago."""
    whole = Payment.state == "paid", Payment.refunded_fen == 0
    found = db.session.scalars(select(Payment).where(*whole).order_by(Payment.id.desc())).first()
    found.paid_at = found.order.paid_at = clock.now() - timedelta(hours=1)
    db.session.commit()
    return found


def refund_of(payment: Payment, state: str, fen: int, age: timedelta) -> None:
    at = clock.now() - age
    refund = Refund(number=f"{payment.number}R1", amount_fen=fen, reason="-", state=state, requested_at=at)
    refund.done_at = at if state == "done" else None
    payment.refunds.append(refund)
    db.session.commit()


def numbers(page) -> list[str]:
    return [number.get_text() for number in page.select(".numbers b")]


def test_what_came_today_less_what_went_back_is_the_day(desk, payment):
    before = numbers(desk(Role.OWNER).page("/staff"))[0]
    refund_of(payment, "done", 100, timedelta(minutes=5))
    after = numbers(desk(Role.OWNER).page("/staff"))[0]
    assert Money.from_yuan_text(before.strip("¥")) - Money.from_yuan_text(after.strip("¥")) == Money(100)


def test_the_first_instant_of_a_span_counts_and_its_end_does_not(payment):
    at = payment.paid_at
    tick = timedelta(microseconds=1)
    inside = sales_between(at, at + tick)
    assert inside.paid.fen >= payment.amount_fen
    assert sales_between(at + tick, at + 2 * tick).paid == Money(0)
    assert sales_between(at - tick, at).paid == Money(0)


def test_an_order_paid_twice_counts_once_and_one_that_credit_paid_counts_too(payment):
    at, tick = payment.paid_at, timedelta(microseconds=1)
    before = sales_between(at, at + tick)
    told = {"amount_fen": payment.amount_fen, "created_at": at, "expires_at": at, "paid_at": at}
    db.session.add(Payment(number=f"{payment.number}X", order=payment.order, product="page", state="paid", **told))
    db.session.flush()
    twice = sales_between(at, at + tick)
    assert (twice.orders, twice.paid) == (before.orders, before.paid + Money(payment.amount_fen))
    others = Order.state == OrderState.FULFILLED, Order.id != payment.order_id
    db.session.scalars(select(Order).where(*others).order_by(Order.id).limit(1)).one().paid_at = at
    db.session.flush()
    assert sales_between(at, at + tick).orders == before.orders + 1


@pytest.mark.parametrize(
    ("state", "age", "words"), [("refused", 1, "被支付宝拒绝"), ("requested", 61, "还在路上"), ("requested", 59, None)]
)
def test_a_refund_that_is_stuck_is_to_be_looked_at(desk, payment, state, age, words):
    refund_of(payment, state, 100, timedelta(minutes=age))
    page = desk(Role.SUPPORT).page("/staff")
    told = page.select(".columns .rows a.button")
    assert bool(told) == (words is not None)
    if words:
        assert words in page.get_text()
        assert desk(Role.SUPPORT).page(told[0]["href"]).select("#orders tbody tr")


def test_a_refused_refund_whose_money_went_back_all_the_same_is_nothing_to_do(desk, payment):
    refund_of(payment, "refused", 100, timedelta(minutes=1))
    payment.refunded_fen = payment.amount_fen
    db.session.commit()
    assert "被支付宝拒绝" not in desk(Role.SUPPORT).page("/staff").get_text()


def test_a_worker_that_sleeps_is_said_to(desk):
    assert "worker" not in desk(Role.MARKETING).page("/staff").get_text()
    db.session.add(Job(key="late", name="x", arguments={}, due_at=clock.now() - timedelta(minutes=6)))
    db.session.commit()
    assert "worker" in desk(Role.MARKETING).page("/staff").get_text()


def test_what_was_given_up_is_told_to_those_who_see_orders(desk):
    at = clock.now() - timedelta(days=1)
    gone = Job(key="gone", name="x", arguments={}, due_at=at, finished_at=at, error="KeyError: x")
    db.session.add(gone)
    db.session.commit()
    for role in Role:
        is_told = "个后台任务放弃了" in desk(role).page("/staff").get_text()
        assert is_told == (role in {Role.OWNER, Role.SUPPORT, Role.FINANCE}), role
    gone.finished_at = clock.now() - timedelta(days=7)
    db.session.commit()
    assert "个后台任务放弃了" not in desk(Role.OWNER).page("/staff").get_text()


def test_whoever_may_not_see_money_sees_none(desk, payment):
    page = desk(Role.MARKETING).page("/staff")
    assert "¥" not in page.main.get_text()
    assert page.select_one("table tbody tr") or page.select_one(".empty")


def test_a_chart_draws_what_its_table_says(shop):
    now, before = [0] * 24, [0] * 24
    now[9], before[9], before[20] = 1500, 300, 900
    bars = charts.by_hour(now, before, until=10)
    assert (len(bars.now), len(bars.before)) == (1, 2)
    assert [hour for hour, _now, _before in bars.table] == ["09:00", "20:00"]
    assert bars.now[0].height > bars.before[1].height > bars.before[0].height
    assert bars.now[0].y + bars.now[0].height == pytest.approx(bars.base, abs=0.2)
    assert all(fen % 100 == 0 for fen in (amount.fen for _y, amount in bars.lines))


def test_hours_that_have_not_come_are_not_drawn(shop):
    assert charts.by_hour([100] * 24, [0] * 24, until=3).now[-1].x < charts.by_hour([100] * 24, [0] * 24, 4).now[-1].x
