"""The ledger: written once, never changed, whoever asks the database."""

import flask_migrate
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tbo.db import db, is_sqlite, use_migrations
from tbo.orders.books.ledger import LedgerEntry, entries_of, record
from tbo.rules.ledger import LedgerKind
from tbo.rules.money import Money

from ..conftest import new_app
from ..support.selling import buying, household, order_of, sell_series

CHANGES = (
    "UPDATE ledger_entry SET fen = 1",
    "UPDATE ledger_entry SET reason = reason",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_entry WHERE key = 'written'",
)


def refuses(statement: str) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(text(statement))
    except DBAPIError as refusal:
        return "append-only" in str(refusal)
    return False


def written(key: str = "written", **said) -> LedgerEntry:
    record(LedgerKind.WRITTEN_OFF, key=key, **said)
    return db.session.scalars(select(LedgerEntry).where(LedgerEntry.key == key)).one()


@pytest.fixture(scope="module")
def migrated(empty_app, server):
    """A shop whose tables were made by the migrations."""
    app = new_app(empty_app, server.new())
    use_migrations(app)
    with app.app_context():
        flask_migrate.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_an_entry(app, change):
    written(amount=Money(300))
    assert refuses(change)


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_that_migrations_made_refuses_it_too(migrated, change):
    written(amount=Money(300))
    assert refuses(change)
    db.session.rollback()


def test_an_entry_cannot_be_replaced_or_the_table_emptied(app, migrated):
    for shop in (app, migrated):
        with shop.app_context():
            before = written(amount=Money(300))
            if is_sqlite():
                replace = "INSERT OR REPLACE INTO ledger_entry (id, key, kind, fen, actor, reason, at)"
                for taken in (f"{before.id}, 'other'", "NULL, 'written'"):
                    db.session.execute(text(f"{replace} VALUES ({taken}, 'paid', 1, 'x', 'x', '2026-01-01 00:00:00')"))
                kept = db.session.execute(text("SELECT id, key, fen FROM ledger_entry")).all()
                assert kept == [(before.id, "written", 300)]
            else:
                assert refuses("TRUNCATE ledger_entry")
            db.session.rollback()


def test_the_same_key_is_written_once(app):
    first = written(amount=Money(300), reason="first")
    second = written(amount=Money(500), reason="second")
    assert (first.id, second.fen, second.reason) == (second.id, 300, "first")


def test_an_entry_of_a_payment_knows_its_order_and_leaves_the_household_to_it(app):
    order = order_of(buying(sell_series().episode(1)))
    entry = written(payment=order.payments[0], household_id=order.household_id, actor="staff:3", amount=Money(0))
    assert (entry.order_id, entry.payment_number) == (order.id, order.payments[0].number)
    assert (entry.household_id, entry.actor, entry.fen) == (None, "staff:3", 0)
    assert entry in list(entries_of(order))


def test_an_entry_without_an_order_names_the_household(app):
    somebody = household()
    assert written(household_id=somebody).household_id == somebody


def test_what_is_undone_leaves_no_entry(app):
    written(key="kept")
    undone = db.session.begin_nested()
    written(key="undone")
    undone.rollback()
    assert list(db.session.scalars(select(LedgerEntry.key))) == ["kept"]
