"""What both sides have written down at one instant, as plain rows, for the account to be compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select

from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.offers.coupon_models import Coupon
from tbo.orders.gift_models import Gift
from tbo.orders.ledger import LedgerEntry
from tbo.orders.models import Order, Payment, Refund
from tbo.sandbox.sandbox import Sandbox
from tbo.subscriptions.models import RenewalAttempt, Subscription

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
    *(LedgerEntry.refund_number,),
)


@dataclass(frozen=True)
class Here:
    """The shop's tables."""

    orders: dict[str, Row]
    payments: dict[str, Row]
    refunds: dict[str, Row]
    rights: list[Row]
    gifts: dict[int, Row]
    subscriptions: dict[str, Row]
    tries: list[Row]
    told: list[Row]
    coupon_used: int


@dataclass(frozen=True)
class There:
    """Alipay's books: trades by number, refunds by number and request, agreements by our number."""

    trades: Mapping[str, Any]
    refunds: Mapping[tuple[str, str], int]
    agreements: Mapping[str, Any]

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


def here(after: int) -> Here:
    """Read the shop's tables as of one instant; of the ledger what came `after` an entry."""
    db.session.rollback()
    read = Here(
        orders=_by("number", _ORDERS.order_by(Order.id)),
        payments=_by("number", _PAYMENTS.order_by(Payment.id)),
        refunds=_by("number", _REFUNDS),
        rights=_rows(_RIGHTS),
        gifts=_by("order_id", _GIFTS),
        subscriptions=_by("number", _SUBSCRIPTIONS.order_by(Subscription.id)),
        tries=_rows(_TRIES.order_by(RenewalAttempt.id)),
        told=_rows(_TOLD.where(LedgerEntry.id > after).order_by(LedgerEntry.id)),
        coupon_used=db.session.scalars(select(Coupon.used_count)).one(),
    )
    db.session.rollback()
    return read


def there(alipay: Sandbox) -> There:
    """Read Alipay's books."""
    with alipay.store.reading() as far:
        trades = far.execute("SELECT * FROM trades").fetchall()
        refunds = far.execute("SELECT * FROM refunds").fetchall()
        agreements = far.execute("SELECT * FROM agreements").fetchall()
    return There(
        {row["out_trade_no"]: row for row in trades},
        {(row["out_trade_no"], row["out_request_no"]): row["amount"] for row in refunds},
        {row["number"]: row for row in agreements},
    )


def _by(name: str, question: Select) -> dict[Any, Row]:
    return {getattr(row, name): row for row in _rows(question)}


def _rows(question: Select) -> list[Row]:
    return list(db.session.execute(question).all())
