"""Fills in how the demo shop's orders were paid and refunded, with what was told about each payment."""

from datetime import datetime, timedelta

from ..orders.models import Order, Payment, PaymentEvent, Refund
from ..orders.payments import Product
from ..rules.order_states import CHINA, OrderState, PaymentState, RefundState, payment_number, refund_number
from .content import Anchor
from .rows import ids_by, insert_all
from .sales import Sale, sales
from .stable import token

REFUNDABLE_FOR = timedelta(days=180)
# A deduction by agreement is told as a payment in the wallet, see households.py.
PRODUCTS = {"wap": Product.WAP, "page": Product.PAGE, "precreate": Product.PRECREATE, "agreement": Product.WAP}
STATES = {
    OrderState.FULFILLED: PaymentState.PAID,
    OrderState.REFUNDED: PaymentState.REFUNDED,
    OrderState.CLOSED: PaymentState.CLOSED,
}


def add_payments(at: Anchor) -> None:
    """Insert payments, refunds and the events of both; orders must be there. A total of zero has none."""
    orders, sold = ids_by(Order, "number"), [sale for sale in sales(at) if sale.order["total_fen"]]
    insert_all(Payment, [_payment(sale, orders[sale.number], nth, at) for nth, sale in enumerate(sold, 1)])
    refunded = [sale for sale in sold if sale.state is OrderState.REFUNDED]
    payments = ids_by(Payment, "number")
    insert_all(Refund, [_refund(sale, payments[payment_number(sale.number, 1)], at) for sale in refunded])
    events = [_paid_event(sale) for sale in sold if sale.is_paid] + [_refunded_event(sale, at) for sale in refunded]
    insert_all(PaymentEvent, sorted(events, key=lambda event: event["at"]))


def refunded_at(sale: Sale, at: Anchor) -> datetime | None:
    """Return when an order's money was back; None while it is not."""
    return at.moment(sale.order["refund"]["at"]) if "refund" in sale.order else None


def refunded_because(sale: Sale) -> str | None:
    """Return the reason that was given for a refund, in the household's language."""
    refund = sale.order.get("refund")
    return refund["reason"][sale.household["locale"]] if refund else None


def _payment(sale: Sale, order_id: int, nth: int, at: Anchor) -> dict:
    account, total = sale.household["account"] or {}, sale.order["total_fen"]
    refunded = total if sale.state is OrderState.REFUNDED else 0
    return {
        "number": payment_number(sale.number, 1),
        "order_id": order_id,
        "product": PRODUCTS[sale.order["pay_by"]],
        "state": _state(sale, at),
        "amount_fen": total,
        "refunded_fen": refunded,
        "told_refunded_fen": refunded,
        "trade_no": _trade_no(sale.paid_at, nth) if sale.paid_at else None,
        "buyer_id": account.get("alipay_user_id") if sale.is_paid else None,
        "created_at": sale.placed_at,
        "expires_at": sale.expires_at,
        "paid_at": sale.paid_at,
        "closed_at": sale.closed_at,
    }


def _state(sale: Sale, at: Anchor) -> PaymentState:
    """Return a payment's state; one that is old can no longer be refunded."""
    is_old = sale.paid_at is not None and sale.paid_at < at.instant - REFUNDABLE_FOR
    if is_old and sale.state is OrderState.FULFILLED:
        return PaymentState.FINISHED
    return STATES[sale.state]


def _trade_no(paid_at: datetime, nth: int) -> str:
    """Return a number like the provider's: day, kind, and a count."""
    return f"{paid_at.astimezone(CHINA):%Y%m%d}2200{nth:016d}"


def _refund(sale: Sale, payment_id: int, at: Anchor) -> dict:
    return {
        "number": refund_number(payment_number(sale.number, 1), 1),
        "payment_id": payment_id,
        "amount_fen": sale.order["refund"]["amount_fen"],
        "reason": refunded_because(sale),
        "state": RefundState.DONE,
        "requested_at": refunded_at(sale, at),
        "done_at": refunded_at(sale, at),
    }


def _paid_event(sale: Sale) -> dict:
    return {
        "key": f"notice:{token('notice', sale.order['ref'])}",
        "payment_number": payment_number(sale.number, 1),
        "told_by": "notice",
        "what": "paid: settle",
        "amount_fen": sale.order["total_fen"],
        "detail": "paid",
        "at": sale.paid_at,
    }


def _refunded_event(sale: Sale, at: Anchor) -> dict:
    number = payment_number(sale.number, 1)
    return {
        "key": f"refund:{refund_number(number, 1)}",
        "payment_number": number,
        "told_by": "refund",
        "what": "refunded",
        "amount_fen": sale.order["refund"]["amount_fen"],
        "detail": refunded_because(sale),
        "at": refunded_at(sale, at),
    }
