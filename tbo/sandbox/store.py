"""The sandbox's own SQLite file: its tables, how a transaction begins and ends, and how instants are kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS tickets (
    ticket TEXT PRIMARY KEY, kind TEXT NOT NULL, out_trade_no TEXT NOT NULL, total INTEGER NOT NULL,
    subject TEXT NOT NULL, body TEXT NOT NULL, passback_params TEXT NOT NULL, notify_url TEXT NOT NULL,
    return_url TEXT NOT NULL, quit_url TEXT NOT NULL, time_expire TEXT, timeout_express TEXT NOT NULL,
    dead INTEGER NOT NULL DEFAULT 0, asked_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS tickets_number ON tickets (out_trade_no);
CREATE TABLE IF NOT EXISTS trades (
    out_trade_no TEXT PRIMARY KEY, trade_no TEXT NOT NULL UNIQUE, ticket TEXT NOT NULL, kind TEXT NOT NULL,
    state TEXT NOT NULL, total INTEGER NOT NULL, refunded INTEGER NOT NULL DEFAULT 0, subject TEXT NOT NULL,
    body TEXT NOT NULL, passback_params TEXT NOT NULL, notify_url TEXT NOT NULL, buyer_id TEXT NOT NULL,
    created_at TEXT NOT NULL, expires_at TEXT NOT NULL, pays_at TEXT, paid_at TEXT, closed_at TEXT, finished_at TEXT);
CREATE TABLE IF NOT EXISTS refunds (
    out_trade_no TEXT NOT NULL, out_request_no TEXT NOT NULL, amount INTEGER NOT NULL, reason TEXT NOT NULL,
    refunded_at TEXT NOT NULL, PRIMARY KEY (out_trade_no, out_request_no));
CREATE TABLE IF NOT EXISTS notices (
    id INTEGER PRIMARY KEY, notify_id TEXT NOT NULL UNIQUE, out_trade_no TEXT NOT NULL, url TEXT NOT NULL,
    fields TEXT NOT NULL, wrong_key INTEGER NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    copies INTEGER NOT NULL DEFAULT 0, newest_first INTEGER NOT NULL DEFAULT 0,
    queued_at TEXT NOT NULL, due_at TEXT, leased_until TEXT);
CREATE INDEX IF NOT EXISTS notices_due ON notices (due_at);
CREATE INDEX IF NOT EXISTS notices_trade ON notices (out_trade_no);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY, notice_id INTEGER NOT NULL REFERENCES notices, sent_at TEXT NOT NULL,
    milliseconds INTEGER NOT NULL, status INTEGER, answer TEXT NOT NULL, accepted INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_notice ON deliveries (notice_id);
CREATE INDEX IF NOT EXISTS trades_waiting ON trades (state, expires_at);
CREATE INDEX IF NOT EXISTS trades_promised ON trades (pays_at) WHERE pays_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS trades_paid ON trades (paid_at);
CREATE INDEX IF NOT EXISTS refunds_done ON refunds (refunded_at);
CREATE TABLE IF NOT EXISTS agreements (
    number TEXT PRIMARY KEY, agreement_no TEXT NOT NULL UNIQUE, ticket TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
    buyer_id TEXT NOT NULL DEFAULT '', subject TEXT NOT NULL, cap INTEGER NOT NULL, total_cap INTEGER,
    most_times INTEGER, period_type TEXT NOT NULL, period INTEGER NOT NULL, next_day TEXT NOT NULL,
    paid_total INTEGER NOT NULL DEFAULT 0, paid_times INTEGER NOT NULL DEFAULT 0, paid_at TEXT,
    product_code TEXT NOT NULL, personal_product_code TEXT NOT NULL, sign_scene TEXT NOT NULL,
    notify_url TEXT NOT NULL, return_url TEXT NOT NULL, asked_at TEXT NOT NULL, signed_at TEXT, ended_at TEXT,
    ended_by TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS agreements_buyer ON agreements (buyer_id, state);
CREATE TABLE IF NOT EXISTS deductions (
    out_trade_no TEXT PRIMARY KEY, number TEXT NOT NULL, planned_day TEXT NOT NULL, settles_at TEXT);
CREATE INDEX IF NOT EXISTS deductions_agreement ON deductions (number);
CREATE INDEX IF NOT EXISTS deductions_due ON deductions (settles_at) WHERE settles_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS purses (buyer_id TEXT PRIMARY KEY, has_money INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS inbox (
    id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, channel TEXT NOT NULL, subject TEXT NOT NULL,
    body TEXT NOT NULL, code TEXT NOT NULL, received_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tmall_orders (
    number TEXT PRIMARY KEY, token TEXT NOT NULL, item_id TEXT NOT NULL, title TEXT NOT NULL, sku TEXT NOT NULL,
    price INTEGER NOT NULL, count INTEGER NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL,
    ends_at TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tmall_codes (
    number TEXT NOT NULL REFERENCES tmall_orders, code TEXT NOT NULL, state TEXT NOT NULL, serial TEXT NOT NULL,
    UNIQUE (number, code));
CREATE TABLE IF NOT EXISTS tmall_tellings (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL, method TEXT NOT NULL, fields TEXT NOT NULL, status INTEGER,
    answer TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS tmall_tellings_order ON tmall_tellings (number);
CREATE TABLE IF NOT EXISTS tmall_calls (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL, method TEXT NOT NULL, said TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS tmall_calls_order ON tmall_calls (number);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """Opens one connection per transaction: threads share nothing, and a killed process leaves a whole file."""

    def __init__(self, folder: Path) -> None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.file = Path(folder) / "sandbox.sqlite3"
        with closing(self._connection()) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(f"BEGIN;{SCHEMA}COMMIT;")
        # Closing a file's last connection writes its whole log back; one that stays open spares every call that.
        self._keeper = self._connection()
        self._keeper.execute("SELECT 1 FROM facts").fetchone()

    def close(self) -> None:
        """Let the file go."""
        self._keeper.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the write lock from its first statement, so decisions see the present."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent look that never waits for a writer."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with closing(self._connection()) as connection:
            connection.execute(begin)
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection


def kept(moment: datetime) -> str:
    """An instant as kept in the file: UTC, fixed width, so that text order is time order."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def instant(text: str) -> datetime:
    """The aware instant that `kept` wrote."""
    return datetime.fromisoformat(text)


def insert(connection: sqlite3.Connection, table: str, **values: object) -> int:
    """Add one row; `table` and the names come from our source, never from a request. Returns the row id."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    done = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
    return done.lastrowid or 0
