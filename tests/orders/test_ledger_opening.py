"""A shop that has sold before it had a ledger finds its past in it after the migration."""

from datetime import timedelta

import flask_migrate
import pytest
import sqlalchemy as sa

from tbo import clock
from tbo.db import db, is_sqlite, use_migrations
from tbo.orders.books.check import Checked, differences
from tbo.orders.books.ledger import LedgerEntry

from ..conftest import new_app

BEFORE = "5f6fd0704011"
HOUR = timedelta(hours=1)
# Read once: two looks at the clock may fall into two seconds.
BEGAN = clock.now().replace(microsecond=0) - 100 * HOUR


def moment(hours: int):
    at = BEGAN + hours * HOUR
    return at.replace(tzinfo=None) if is_sqlite() else at


def insert(table: str, **values) -> int:
    """Write a row into a table as it was then."""
    found = sa.Table(table, sa.MetaData(), autoload_with=db.engine)
    return db.session.execute(sa.insert(found).values(**values)).inserted_primary_key[0]


def order(household: int, nth: int, state: str, **times) -> tuple[int, str]:
    number = f"TBO20261118-7F3K9QR{nth}"
    row = {"number": number, "household_id": household, "state": state, "offer_kind": "plan", "plan_key": "monthly"}
    row |= {"subject": f"月卡 {nth}", "lines": [], "total_fen": 1900, "idempotency_key": f"k{nth}", "paid_late": False}
    row |= {"placed_at": moment(10 * nth), "expires_at": moment(10 * nth + 1), "months": 1}
    row["paid_by"] = f"P{nth}" if "paid_at" in times else None
    return insert("order", **row, **times), number


def payment(order_id: int, nth: int, state: str, refunded: int = 0, paid_at=None) -> int:
    row = {"number": f"P{nth}", "order_id": order_id, "product": "wap", "state": state, "amount_fen": 1900}
    row |= {"refunded_fen": refunded, "refunding_fen": 0, "told_refunded_fen": refunded, "queries": 0}
    return insert("payment", **row, created_at=moment(10 * nth), expires_at=moment(10 * nth + 1), paid_at=paid_at)


def right(household: int, number: str, nth: int, revoked_at=None) -> None:
    row = {"household_id": household, "kind": "plan", "plan_key": "monthly", "paid_fen": 1900, "source": number}
    because = "a wish" if revoked_at else None
    times = {"starts_at": moment(10 * nth), "revoked_at": revoked_at, "revoked_because": because}
    insert("entitlement", **row, **times, source_kind="order")


def sell_as_before() -> None:
    """One order each: paid, given back, waiting, closed, closed and paid late."""
    household = insert("household", public_id="h", locale="zh-Hans", created_at=moment(0))
    for nth, state in ((1, "fulfilled"), (2, "refunded"), (5, "fulfilled")):
        paid_at = moment(10 * nth + 2)
        closed = {"closed_at": moment(10 * nth + 1)} if nth == 5 else {}
        order_id, number = order(household, nth, state, paid_at=paid_at, fulfilled_at=paid_at, **closed)
        is_back = state == "refunded"
        paid = payment(order_id, nth, "refunded" if is_back else "paid", 1900 if is_back else 0, paid_at)
        right(household, number, nth, moment(10 * nth + 4) if is_back else None)
        if is_back:
            row = {"number": "P2R1", "payment_id": paid, "amount_fen": 1900, "reason": "a wish", "takes_back": True}
            times = {"requested_at": moment(10 * nth + 3), "done_at": moment(10 * nth + 4)}
            insert("refund", **row, **times, state="done", tries=1)
    payment(order(household, 3, "pending")[0], 3, "waiting")
    payment(order(household, 4, "closed", closed_at=moment(41))[0], 4, "closed")
    db.session.commit()


@pytest.fixture
def sold_before(empty_app, server):
    app = new_app(empty_app, server.new())
    use_migrations(app)
    with app.app_context():
        flask_migrate.upgrade(revision=BEFORE)
        sell_as_before()
        db.engine.dispose()
        flask_migrate.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_ledger_begins_with_what_is_known(sold_before):
    told = db.session.execute(sa.select(LedgerEntry.key, LedgerEntry.fen).order_by(LedgerEntry.id))
    assert [tuple(row) for row in told] == [
        ("ordered:TBO20261118-7F3K9QR1", 1900),
        ("paid:P1", 1900),
        ("granted:TBO20261118-7F3K9QR1", 1900),
        ("ordered:TBO20261118-7F3K9QR2", 1900),
        ("paid:P2", 1900),
        ("granted:TBO20261118-7F3K9QR2", 1900),
        ("refund-requested:P2R1", 1900),
        ("refunded:P2R1", 1900),
        ("taken-back:TBO20261118-7F3K9QR2", None),
        ("ordered:TBO20261118-7F3K9QR3", 1900),
        ("ordered:TBO20261118-7F3K9QR4", 1900),
        ("closed:TBO20261118-7F3K9QR4", 1900),
        ("ordered:TBO20261118-7F3K9QR5", 1900),
        ("closed:TBO20261118-7F3K9QR5", 1900),
        ("paid:P5", 1900),
        ("granted:TBO20261118-7F3K9QR5", 1900),
    ]


def test_and_agrees_with_everything_else(sold_before):
    checked = Checked()
    assert list(differences(checked)) == []
    assert (checked.orders, checked.entries) == (5, 16)
