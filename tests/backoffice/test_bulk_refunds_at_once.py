"""Several hands at one bulk refund: workers, clicks, a stop; no order's money goes back twice on any engine."""

import pytest
from sqlalchemy import func, select

from tbo.backoffice.refunds import running
from tbo.backoffice.refunds.form import Chosen, plan_of
from tbo.backoffice.refunds.models import BulkRefund, BulkRefundRow
from tbo.backoffice.refunds.refusals import PlanChanged
from tbo.backoffice.staff.sessions import Clerk
from tbo.db import db
from tbo.orders.models import Payment, Refund
from tbo.rules.staff_rights import Role

from ..support.at_once import at_once
from .bulk import paid_orders, rows
from .desk import staff_of

HANDS = 6


@pytest.fixture
def shop(committed_shop):
    """The demo shop on a database of its own."""
    with committed_shop.app_context():
        yield committed_shop


@pytest.fixture
def clerk(shop) -> Clerk:
    """Somebody of finance, as behind a request."""
    staff = staff_of(Role.FINANCE)
    who = {"staff_id": staff.id, "session_id": 0, "name": staff.name, "email": staff.email}
    facts = {"has_factor": True, "has_passed": True, "is_confirmed": True}
    return Clerk(**who, roles=frozenset({Role.FINANCE}), **facts)


def begin(clerk: Clerk, numbers: list[str], key: str) -> str:
    chosen = Chosen(numbers=tuple(numbers))
    return running.begin(clerk, chosen, plan_of(chosen), "片子提前下架", key)


def asked_of_each() -> list[int]:
    """How many refunds each payment has that has any."""
    db.session.rollback()
    return list(db.session.scalars(select(func.count(Refund.id)).join(Payment).group_by(Payment.id)))


def test_many_workers_ask_each_order_once(shop, clerk):
    before = sum(asked_of_each())
    begin(clerk, paid_orders(12), "one")
    bulk_id = db.session.scalars(select(BulkRefund.id)).one()
    assert at_once(shop, *[lambda: running.carry_on(bulk_id)] * HANDS) == [None] * HANDS
    assert [state for _number, state, _why in rows()] == ["asked"] * 12
    assert sum(asked_of_each()) == before + 12


def test_one_form_in_many_clicks_begins_one(shop, clerk):
    numbers = paid_orders(3)
    keys = at_once(shop, *[lambda: begin(clerk, numbers, "one")] * HANDS)
    assert len(set(keys)) == 1
    assert len(rows()) == 3


def test_the_same_orders_in_many_forms_wait_in_one(shop, clerk):
    numbers = paid_orders(3)
    chosen = Chosen(numbers=tuple(numbers))
    plan = plan_of(chosen)
    forms = [lambda nth=nth: running.begin(clerk, chosen, plan, "片子提前下架", f"key {nth}") for nth in range(HANDS)]
    answers = at_once(shop, *forms)
    assert sorted(type(answer).__name__ for answer in answers) == [PlanChanged.__name__] * (HANDS - 1) + ["str"]
    assert len(rows()) == 3


def test_a_stop_among_workers_lets_no_order_begin_after_it(shop, clerk):
    key = begin(clerk, paid_orders(12), "one")
    bulk_id = db.session.scalars(select(BulkRefund.id)).one()

    def stop() -> int:
        running.stop(clerk, key)
        left = BulkRefundRow.bulk_refund_id == bulk_id, BulkRefundRow.state == "left"
        return db.session.scalar(select(func.count(BulkRefundRow.id)).where(*left)) or 0

    *workers, left = at_once(shop, *[lambda: running.carry_on(bulk_id)] * 3, stop)
    states = [state for _number, state, _why in rows()]
    if isinstance(left, int):
        assert (states.count("left"), states.count("asked")) == (left, 12 - left)
    else:
        assert states == ["asked"] * 12
    assert workers == [None] * 3
