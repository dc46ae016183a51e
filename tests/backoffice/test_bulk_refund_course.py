"""The course of a bulk refund: order by order, each once whoever dies or stops it, seen on its page."""

import pytest
from sqlalchemy import func, select, update

from tbo import clock
from tbo.backoffice.refunds import running
from tbo.backoffice.refunds.models import BulkRefund, BulkRefundRow
from tbo.db import db
from tbo.jobs import LEASE, Job, run_due_jobs
from tbo.orders.books.check import differences
from tbo.orders.models import Refund
from tbo.orders.refunds import bulk as bulk_rules
from tbo.orders.refunds.sending import refund_order
from tbo.rules.money import Money
from tbo.rules.staff_rights import Role

from ..support.parsing import page_of
from ..support.queries import recorded_queries
from .bulk import ADDRESS, REASON, begin, bulks, paid_orders, refunded, rows
from .desk import deeds, staff_of

WORKER = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Killed(BaseException):
    """A worker's end: nothing catches it."""


@pytest.fixture
def finance(desk):
    """Somebody of finance at a browser without script."""
    return desk(Role.FINANCE)


@pytest.fixture
def orders(shop) -> list[str]:
    """Six orders; two are asked back in one job, so that there are three."""
    return paid_orders(6)


@pytest.fixture
def short_jobs(monkeypatch):
    monkeypatch.setattr(running, "IN_ONE_JOB", 2)


@pytest.fixture
def alone(monkeypatch):
    """Let refunds be written and not sent, so that jobs are those of the bulk refund."""
    monkeypatch.setattr("tbo.orders.refunds.sending.enqueue", lambda *_args, **_more: None)


def states() -> list[str]:
    return [state for _number, state, _why in rows()]


def badges(page) -> list[str]:
    return [badge.get_text() for badge in page.select("#turns .badge")]


def test_each_order_is_asked_back_once_in_a_transaction_of_its_own(finance, orders, short_jobs, alone):
    address = begin(finance, orders)
    assert run_due_jobs(1) == 1
    assert states() == ["asked", "asked", *["waiting"] * 4]
    assert run_due_jobs() == 3, "two more with two each, and one that finds nothing left"
    assert states() == ["asked"] * 6
    assert [len(refunded(number)) for number in orders] == [1] * 6
    (bulk,) = bulks()
    assert bulk.finished_at is not None
    assert run_due_jobs() == 0
    asked = [deed for deed in deeds("refund") if deed.after["bulk"] == bulk.key]
    assert [(deed.subject, deed.reason, deed.staff_id) for deed in asked] == [
        (number, REASON, staff_of(Role.FINANCE).id) for number in orders
    ]
    actors = select(bulk_rules.Order.number).where(bulk_rules.Order.number.in_(orders))
    assert len(db.session.scalars(actors).all()) == 6
    assert finance.page(address).select_one("#course").get("hx-get") is None


@pytest.mark.parametrize("dies_at", range(1, 5))
def test_a_worker_that_dies_anywhere_leaves_each_order_asked_once(finance, orders, alone, monkeypatch, dies_at):
    begin(finance, orders[:3])
    whole, turns = bulk_rules.refund_order, iter(range(1, 9))

    def dies_after_asking(*arguments):
        number = whole(*arguments)
        if next(turns) == dies_at:
            raise Killed
        return number

    monkeypatch.setattr(bulk_rules, "refund_order", dies_after_asking)
    if dies_at <= 3:
        with pytest.raises(Killed):
            run_due_jobs()
        assert states().count("asked") == dies_at - 1, "what the dead one was at is undone"
    assert run_due_jobs() == (0 if dies_at <= 3 else 1), "its job is held until the lease is over"
    with clock.standing_at(clock.now() + LEASE):
        run_due_jobs()
    assert states() == ["asked"] * 3
    assert [len(refunded(number)) for number in orders[:3]] == [1] * 3
    assert list(differences()) == []


def test_a_job_that_runs_twice_asks_nothing_twice(finance, orders, alone):
    begin(finance, orders)
    (bulk,) = bulks()
    row = running.next_row_or_none(bulk.id)
    for _ in range(2):
        running.ask_back(bulk.id, row)
    for _ in range(2):
        running.carry_on(bulk.id)
    assert [len(refunded(number)) for number in orders] == [1] * 6
    assert len(deeds("refund")) == 6


def test_it_stops_between_two_orders_and_says_what_was_left(finance, orders, short_jobs, alone):
    address = begin(finance, orders)
    run_due_jobs(1)
    page = finance.page(address)
    assert page.select_one("#course")["hx-trigger"] == "every 2s"
    stop = page.select_one("#course form")
    assert finance.post(stop["action"]).status_code == 303
    assert states() == ["asked", "asked", *["left"] * 4]
    run_due_jobs()
    assert [len(refunded(number)) for number in orders] == [1, 1, 0, 0, 0, 0]
    (deed,) = deeds("bulk-refund-stopped")
    assert deed.after == {"orders": 6, "left": 4}
    again = finance.post(stop["action"])
    assert again.status_code == 409
    assert "没有可停的" in page_of(again).select_one(".note.bad").get_text()
    stopped = finance.page(address)
    assert stopped.select_one("#course").get("hx-get") is None
    assert badges(stopped) == ["在路上"] * 2 + ["停下了，没有退"] * 4
    begin(finance, orders[2:])
    run_due_jobs()
    assert [len(refunded(number)) for number in orders] == [1] * 6


def test_what_changed_meanwhile_is_not_asked_and_says_why(finance, orders, alone):
    address = begin(finance, orders[:3])
    refund_order(orders[0], "meanwhile")
    refund_order(orders[1], "meanwhile", Money(1))
    run_due_jobs()
    assert rows() == [
        (orders[0], "not-asked", "nothing-left"),
        (orders[1], "not-asked", "less-left"),
        (orders[2], "asked", None),
    ]
    assert [len(refunded(number)) for number in orders[:3]] == [1] * 3
    page = finance.page(f"{address}?show=failed")
    assert badges(page) == ["没有退"] * 2
    assert "没有可退的" in page.select_one("#turns small").get_text()
    assert [link["href"] for link in page.select("#turns td a")] == [f"/staff/orders/{one}" for one in orders[:2]]


def test_a_mistake_with_one_order_does_not_hold_the_others_up(finance, orders, alone, monkeypatch):
    begin(finance, orders[:3])
    whole = bulk_rules.refund_order

    def mistaken(number, *arguments):
        refund = whole(number, *arguments)
        if number == orders[1]:
            raise LookupError("a mistake of ours")
        return refund

    monkeypatch.setattr(bulk_rules, "refund_order", mistaken)
    run_due_jobs()
    assert rows() == [(orders[0], "asked", None), (orders[1], "not-asked", "broken"), (orders[2], "asked", None)]
    assert refunded(orders[1]) == [], "what was half done is undone"


def test_the_page_tells_what_came_of_each_refund(finance, orders):
    address = begin(finance, orders[:3])
    run_due_jobs(1)
    told = select(Refund).order_by(Refund.id.desc()).limit(3)
    newest = list(db.session.scalars(told))[::-1]
    newest[0].state, newest[0].next_try_at = "done", None
    newest[1].state, newest[1].refused_because = "refused", "ACQ.TRADE_HAS_FINISHED"
    db.session.commit()
    page = finance.page(address)
    assert badges(page) == ["已退回", "被支付宝拒绝", "在路上"]
    assert "ACQ.TRADE_HAS_FINISHED" in page.select_one("#turns").get_text()
    part = finance.open(address, headers=WORKER)
    assert b"<html" not in part.data
    assert page_of(part).select_one("#course")
    listed = finance.page(ADDRESS).select_one("#bulks tbody tr").get_text(" ", strip=True)
    assert "2 / 3" in listed
    assert "1 张没退成" in listed
    assert finance.get(f"{address}?show=nothing").status_code == 404
    assert finance.get(f"{ADDRESS}/nothing").status_code == 404


def test_many_orders_are_shown_a_page_at_a_time(finance, shop):
    numbers = paid_orders(23)
    address = begin(finance, numbers)
    first = finance.page(address)
    more = first.select_one("#turns .more a")["href"]
    second = finance.page(more)
    shown = [link.get_text() for page in (first, second) for link in page.select("#turns td a")]
    assert shown == numbers
    assert second.select_one("#turns .more") is None
    assert second.select_one("#course")["hx-get"] == more


@pytest.mark.parametrize("is_list", [False, True])
def test_many_orders_are_looked_at_no_more_often_than_few(finance, shop, alone, is_list):
    numbers, asked = paid_orders(20), []
    for some in (numbers[:4], numbers[4:]):
        address = begin(finance, some)
        run_due_jobs()
        with recorded_queries() as statements:
            finance.page(ADDRESS if is_list else address)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 16


def test_an_order_waits_in_one_bulk_refund_and_stands_in_each_once(finance, orders):
    begin(finance, orders[:1])
    row = db.session.scalars(select(BulkRefundRow)).one()
    again = {"order_id": row.order_id, "amount_fen": 1}
    other = BulkRefund(key="other", staff_id=staff_of(Role.OWNER).id, reason="x", orders=1, fen=1, begun_at=clock.now())
    db.session.add(other)
    db.session.flush()
    for bulk_id, state in ((row.bulk_refund_id, "left"), (other.id, "waiting")):
        with pytest.raises(db.exc.IntegrityError), db.session.begin_nested():
            db.session.execute(db.insert(BulkRefundRow).values(bulk_refund_id=bulk_id, state=state, **again))


def test_a_job_is_written_once_for_the_same_row(finance, orders, short_jobs, alone):
    begin(finance, orders)
    (bulk,) = bulks()
    for _ in range(2):
        running._go_on_later(bulk.id)
    named = select(func.count(Job.id)).where(Job.name == "tbo.backoffice.refunds.running.carry_on")
    assert db.session.scalar(named) == 2
    db.session.execute(update(Job).values(finished_at=clock.now()))
