"""What both sides have written down at one instant, as plain rows, for the account to be compared with.

Both are looked at after every step, and most steps change one side or neither: each file, server and table that has not
changed since the last look is not read or made into rows again.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, bindparam, select

from tbo.db import db, is_sqlite
from tbo.entitlements.models import Entitlement
from tbo.offers.coupon_models import Coupon
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.gifts.models import Gift
from tbo.orders.models import Order, Payment, Refund
from tbo.sandbox.sandbox import Sandbox
from tbo.statements import Prepared
from tbo.subscriptions.models import RenewalAttempt, Subscription


@dataclass(frozen=True)
class Here:
    """The shop's tables; of the ledger what has come since the last look. A `version` is one state of all of them."""

    version: Any
    orders: Mapping[str, Any]
    payments: Mapping[str, Any]
    refunds: Mapping[str, Any]
    rights: Sequence[Any]
    gifts: Mapping[int, Any]
    subscriptions: Mapping[str, Any]
    tries: Sequence[Any]
    told: Sequence[Any]
    coupon_used: int


@dataclass(frozen=True)
class There:
    """Alipay's books: trades by number, refunds by number and request, agreements by our number, notices by id."""

    trades: Mapping[str, Any]
    refunds: Mapping[tuple[str, str], int]
    agreements: Mapping[str, Any]
    notices: Sequence[int]

    def came(self, number: str) -> int:
        """What came of a payment, in fen."""
        trade = self.trades.get(number)
        return trade["total"] if trade and trade["paid_at"] else 0

    def went_back(self, number: str) -> int:
        """What went back of it, in fen."""
        trade = self.trades.get(number)
        return trade["refunded"] if trade else 0

    def is_finished(self, number: str) -> bool:
        """Whether nothing of it can go back any more."""
        trade = self.trades.get(number)
        return bool(trade) and trade["state"] == "TRADE_FINISHED"


class Table:
    """A question to the shop, with its last answer; `by` names the column that rows are found by."""

    def __init__(self, question: Select, by: str = "") -> None:
        self._prepared, self._by = Prepared(question), by
        # Columns of a select are few and named by us: a row of them is read as the account reads one.
        self._row: Any = namedtuple("Row", self._prepared.columns)
        types = [column.type.dialect_impl(db.engine.dialect) for column in question.selected_columns]
        self._readers = [kind.result_processor(db.engine.dialect, None) for kind in types]
        self._lies: tuple[tuple, ...] | None = None
        self._read: Any = None

    def read(self, cursor: Any, **values: Any) -> Any:
        """The rows as the shop would have them."""
        lies = self._prepared.rows(cursor, **values)
        if lies != self._lies:
            rows = [self._made(row) for row in lies]
            self._read = {getattr(row, self._by): row for row in rows} if self._by else rows
            self._lies = lies
        return self._read

    def _made(self, lies: tuple) -> Any:
        pairs = zip(self._readers, lies, strict=True)
        return self._row(*(value if reader is None else reader(value) for reader, value in pairs))


class OurBooks:
    """The shop's side, read by a connection of its own. The shop's context is entered."""

    def __init__(self) -> None:
        self._connection = db.engine.raw_connection()
        driver: Any = self._connection.driver_connection
        self._connection.detach()
        if not is_sqlite():
            driver.autocommit = True
        self._cursor = driver.cursor()
        self._version = "PRAGMA data_version" if is_sqlite() else "SELECT pg_current_snapshot()::text"
        self._tables = {name: Table(*asked) for name, asked in _QUESTIONS.items()}
        self._told, self._coupon = Table(_TOLD), Table(select(Coupon.used_count))
        self._last: Here | None = None

    def close(self) -> None:
        """Read no more."""
        self._connection.close()

    def read(self, after: int) -> Here:
        """What the shop has now; of the ledger what came `after` an entry."""
        self._cursor.execute(self._version)
        version = self._cursor.fetchall()
        if self._last is None or self._last.version != version:
            tables = {name: table.read(self._cursor) for name, table in self._tables.items()}
            told, coupon = self._told.read(self._cursor, after=after), self._coupon.read(self._cursor)
            self._last = Here(version=version, told=told, coupon_used=coupon[0].used_count, **tables)
        return replace(self._last, told=[entry for entry in self._last.told if entry.id > after])


class TheirBooks:
    """Alipay's side, in the same way."""

    def __init__(self, alipay: Sandbox) -> None:
        self._connection = sqlite3.connect(alipay.store.file, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._version: int | None = None
        self._last = There({}, {}, {}, ())

    def close(self) -> None:
        """Read no more."""
        self._connection.close()

    def read(self) -> There:
        """What Alipay has now."""
        (version,) = self._rows("PRAGMA data_version")[0]
        if version != self._version:
            self._version = version
            self._last = There(
                {row["out_trade_no"]: row for row in self._rows("SELECT * FROM trades")},
                {(row["out_trade_no"], row["out_request_no"]): row["amount"] for row in self._rows(_BACK)},
                {row["number"]: row for row in self._rows("SELECT * FROM agreements")},
                [row["id"] for row in self._rows("SELECT id FROM notices ORDER BY id")],
            )
        return self._last

    def _rows(self, question: str) -> list[sqlite3.Row]:
        return self._connection.execute(question).fetchall()


def here(after: int) -> Here:
    """Read the shop's tables once."""
    with closing(OurBooks()) as ours:
        return ours.read(after)


def there(alipay: Sandbox) -> There:
    """Read Alipay's books once."""
    with closing(TheirBooks(alipay)) as theirs:
        return theirs.read()


_BACK = "SELECT out_trade_no, out_request_no, amount FROM refunds"
_ORDERS = select(
    *(Order.id, Order.number, Order.household_id, Order.state, Order.offer_kind, Order.is_gift, Order.episode_id),
    *(Order.total_fen, Order.paid_by, Order.expires_at, Order.idempotency_key),
)
_PAYMENTS = select(
    *(Payment.id, Payment.number, Payment.order_id, Payment.state, Payment.product, Payment.amount_fen),
    *(Payment.refunded_fen, Payment.refunding_fen, Payment.paid_at, Payment.flagged_because),
)
_REFUNDS = select(Refund.number, Refund.payment_id, Refund.amount_fen, Refund.state, Refund.takes_back)
_RIGHTS = select(
    *(Entitlement.source_kind, Entitlement.source, Entitlement.household_id, Entitlement.kind),
    *(Entitlement.starts_at, Entitlement.ends_at, Entitlement.revoked_at, Entitlement.paid_fen),
)
_GIFTS = select(Gift.order_id, Gift.household_id, Gift.revoked_at)
_SUBSCRIPTIONS = select(
    *(Subscription.id, Subscription.number, Subscription.household_id, Subscription.state, Subscription.period),
    *(Subscription.agreement_no, Subscription.period_ends_at, Subscription.created_at, Subscription.unsigned_at),
    *(Subscription.unsign_at, Subscription.planned_on, Subscription.ended_because),
)
_TRIES = select(
    *(RenewalAttempt.subscription_id, RenewalAttempt.period, RenewalAttempt.order_number),
    *(RenewalAttempt.payment_number, RenewalAttempt.state),
)
_TOLD = select(
    *(LedgerEntry.id, LedgerEntry.kind, LedgerEntry.fen, LedgerEntry.order_id, LedgerEntry.payment_number),
    *(LedgerEntry.refund_number, LedgerEntry.at),
)
_TOLD = _TOLD.where(LedgerEntry.id > bindparam("after")).order_by(LedgerEntry.id)
_QUESTIONS = {
    "orders": (_ORDERS.order_by(Order.id), "number"),
    "payments": (_PAYMENTS.order_by(Payment.id), "number"),
    "refunds": (_REFUNDS, "number"),
    "rights": (_RIGHTS,),
    "gifts": (_GIFTS, "order_id"),
    "subscriptions": (_SUBSCRIPTIONS.order_by(Subscription.id), "number"),
    "tries": (_TRIES.order_by(RenewalAttempt.id),),
}
