"""Settling: the one way by which news of a payment reaches an order, however often and in whatever order it comes."""

from enum import StrEnum

import structlog
from sqlalchemy import select

from .. import clock
from ..db import commits, db
from ..entitlements.grants import reduce_paid
from ..jobs import enqueue
from ..rules.money import Money
from ..rules.order_states import (
    MONEY_TOLD,
    UNPAID,
    Decision,
    Effect,
    Goods,
    OrderState,
    PaymentFacts,
    PaymentState,
    apply_payment,
    late_look_at,
)
from .closing import close_at_gateway
from .fulfilment import fulfil, goods_now
from .locks import locked_payment
from .models import Order, Payment, PaymentEvent
from .news import Telling
from .refunds import SOURCE, ask_back, record_told

log = structlog.get_logger()


class Settled(StrEnum):
    """What became of a piece of news."""

    UNKNOWN = "unknown"
    AGAIN = "again"
    DONE = "done"
    FLAGGED = "flagged"
    TO_BE_ASKED = "to be asked"


@commits
def settle(telling: Telling) -> Settled:
    """Let news reach its order. Any number of calls, at once and in any order, have one effect.

    Notices, the return page's poll, the sweeper, the bill and staff all come through here. What is not to be believed
    as it stands changes nothing: ask (asking.look), and let the answer settle.
    """
    payment = locked_payment(telling.payment_number)
    if payment is None:
        return _unknown(telling)
    if telling.must_query:
        return Settled.TO_BE_ASKED
    before = _told_before(telling)
    if before is not None:
        return Settled.FLAGGED if before.endswith(Effect.FLAG.value) else Settled.AGAIN
    order = payment.order
    decision = apply_payment(OrderState(order.state), _facts(payment), telling.news, _goods(order, payment, telling))
    _record(telling, decision)
    _learn(payment, telling, decision)
    _EFFECTS[decision.effect](order, payment, telling, decision)
    log.info(
        "payment.told",
        order_number=order.number,
        payment=payment.number,
        told_by=telling.told_by,
        told=telling.news.told.value,
        effect=decision.effect.value,
        because=decision.because,
    )
    return Settled.FLAGGED if decision.effect is Effect.FLAG else Settled.DONE


def _goods(order: Order, payment: Payment, telling: Telling) -> Goods:
    """Look whether the goods can be given, only when money might have arrived."""
    if payment.state not in UNPAID or telling.news.told not in MONEY_TOLD:
        return Goods.GIVABLE
    return goods_now(order)


def _facts(payment: Payment) -> PaymentFacts:
    return PaymentFacts(PaymentState(payment.state), Money(payment.amount_fen), Money(payment.refunded_fen))


def _told_before(telling: Telling) -> str | None:
    """Return what was kept when the same thing was told before."""
    return db.session.scalar(select(PaymentEvent.what).where(PaymentEvent.key == telling.key))


def _unknown(telling: Telling) -> Settled:
    """Keep what nobody can place, under a key of its own: the payment may still turn up."""
    seen = f"unknown:{telling.key}"
    log.error("payment.unknown", payment=telling.payment_number, told_by=telling.told_by)
    if db.session.scalar(select(PaymentEvent.id).where(PaymentEvent.key == seen)) is None:
        _event(telling, seen, "unknown payment", None)
    return Settled.UNKNOWN


def _record(telling: Telling, decision: Decision) -> None:
    if telling.news.asked and decision.effect is Effect.IGNORE:
        return
    _event(telling, telling.key, f"{telling.news.told.value}: {decision.effect.value}", decision.because)


def _event(telling: Telling, key: str, what: str, detail: str | None) -> None:
    amount = telling.news.refunded or telling.news.amount
    db.session.add(
        PaymentEvent(
            key=key,
            payment_number=telling.payment_number,
            told_by=telling.told_by,
            what=what,
            amount_fen=amount.fen if amount else None,
            detail=detail,
            at=clock.now(),
        )
    )


def _learn(payment: Payment, telling: Telling, decision: Decision) -> None:
    """Keep what was learnt besides: numbers, buyer, times."""
    if decision.effect is Effect.FLAG:
        return
    payment.trade_no = payment.trade_no or telling.trade_no
    payment.buyer_id = payment.buyer_id or telling.buyer_id
    if payment.state in UNPAID and decision.payment not in UNPAID:
        payment.paid_at = telling.paid_at or clock.now()
        payment.next_query_at = None
    if decision.effect is not Effect.RECORD_REFUND:
        payment.state = decision.payment


def _settle(order: Order, payment: Payment, _telling: Telling, _decision: Decision) -> None:
    order.paid_late = order.state == OrderState.CLOSED
    order.state, order.paid_at, order.paid_by = OrderState.PAID, payment.paid_at, payment.number
    fulfil(order, payment)
    if payment.refunded_fen:
        order.state = OrderState.PARTLY_REFUNDED
        reduce_paid(SOURCE, order.number, Money(payment.refunded_fen))
    _close_others(order, payment)


def _give_back(order: Order, payment: Payment, _telling: Telling, decision: Decision) -> None:
    left = Money(payment.amount_fen - payment.refunded_fen - payment.refunding_fen)
    if order.state == OrderState.PENDING:
        order.state, order.closed_at = OrderState.CLOSED, clock.now()
        _close_others(order, payment)
    if left:
        ask_back(payment, left, decision.because)


def _close_others(order: Order, payment: Payment) -> None:
    """Let nobody pay again what was just decided; a close may happen twice without harm."""
    for other in order.payments:
        if other.state == PaymentState.WAITING and other is not payment:
            enqueue(close_at_gateway, payment_number=other.number)


def _close(order: Order, payment: Payment, _telling: Telling, _decision: Decision) -> None:
    payment.closed_at = clock.now()
    payment.next_query_at = late_look_at(payment.closed_at, payment.closed_at)


def _record_refund(order: Order, payment: Payment, telling: Telling, decision: Decision) -> None:
    record_told(payment, telling.news.refunded, telling.refund_number)
    if payment.state in UNPAID:
        payment.next_query_at = clock.now()


def _flag(order: Order, payment: Payment, telling: Telling, decision: Decision) -> None:
    payment.flagged_because = decision.because[:200]
    if telling.news.asked:
        payment.next_query_at = None
    log.error("payment.flagged", order_number=order.number, payment=payment.number, because=decision.because)


def _ignore(*_anything) -> None:
    """Nothing follows; the event is kept."""


_EFFECTS = {
    Effect.SETTLE: _settle,
    Effect.GIVE_BACK: _give_back,
    Effect.CLOSE: _close,
    Effect.RECORD_REFUND: _record_refund,
    Effect.FLAG: _flag,
    Effect.IGNORE: _ignore,
}
