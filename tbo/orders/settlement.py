"""Settling: the one way by which news of a payment reaches an order, however often and in whatever order it comes."""

from dataclasses import dataclass
from enum import StrEnum

import structlog
from sqlalchemy import bindparam, insert, select

from .. import clock
from ..db import commits
from ..entitlements.grants import reduce_paid
from ..jobs import enqueue
from ..rules.money import Money
from ..rules.order_states import (
    MONEY_TOLD,
    SETTLED,
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
from ..statements import run_beside
from .books.booking import book_closed, book_flagged, book_paid, book_paid_twice
from .closing import close_at_gateway
from .coupons.places import give_back, take_again
from .fulfilment import Sale, fulfil, goods_now, sale_of
from .locks import locked_payment
from .models import Order, Payment, PaymentEvent
from .news import Telling
from .refunds.goods import SOURCE
from .refunds.sending import ask_back, record_told

log = structlog.get_logger()

_EVENT = insert(PaymentEvent)
_TOLD = select(PaymentEvent.what).where(PaymentEvent.key == bindparam("key"))
_OTHERS = select(Payment.number).where(
    Payment.order_id == bindparam("order_id"),
    Payment.id != bindparam("payment_id"),
    Payment.state == PaymentState.WAITING,
)


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
    case = _decided(payment, telling)
    _record(telling, case.decision)
    _learn(case)
    _EFFECTS[case.decision.effect](case)
    log.info(
        "payment.told",
        order_number=case.order.number,
        payment=payment.number,
        told_by=telling.told_by,
        told=telling.news.told.value,
        effect=case.decision.effect.value,
        because=case.decision.because,
    )
    return Settled.FLAGGED if case.decision.effect is Effect.FLAG else Settled.DONE


@dataclass(frozen=True)
class _Case:
    """News of a payment and what was decided on it; the sale is read only when money might have arrived."""

    order: Order
    payment: Payment
    telling: Telling
    decision: Decision
    sale: Sale | None


def _decided(payment: Payment, telling: Telling) -> _Case:
    order = payment.order
    may_bring_money = payment.state in UNPAID and telling.news.told in MONEY_TOLD
    sale = sale_of(order) if may_bring_money else None
    goods = goods_now(sale) if sale else Goods.GIVABLE
    decision = apply_payment(OrderState(order.state), _facts(payment), telling.news, goods)
    return _Case(order, payment, telling, decision, sale)


def _facts(payment: Payment) -> PaymentFacts:
    return PaymentFacts(PaymentState(payment.state), Money(payment.amount_fen), Money(payment.refunded_fen))


def _told_before(telling: Telling) -> str | None:
    """Return what was kept when the same thing was told before."""
    return run_beside(_TOLD, key=telling.key).scalar()


def _unknown(telling: Telling) -> Settled:
    """Keep what nobody can place, under a key of its own: the payment may still turn up."""
    seen = f"unknown:{telling.key}"
    log.error("payment.unknown", payment=telling.payment_number, told_by=telling.told_by)
    if run_beside(_TOLD, key=seen).first() is None:
        _event(telling, seen, "unknown payment", None)
    return Settled.UNKNOWN


def _record(telling: Telling, decision: Decision) -> None:
    if telling.news.asked and decision.effect is Effect.IGNORE:
        return
    _event(telling, telling.key, f"{telling.news.told.value}: {decision.effect.value}", decision.because)


def _event(telling: Telling, key: str, what: str, detail: str | None) -> None:
    amount = telling.news.refunded or telling.news.amount
    run_beside(
        _EVENT,
        key=key,
        payment_number=telling.payment_number,
        told_by=telling.told_by,
        what=what,
        amount_fen=amount.fen if amount else None,
        detail=detail,
        at=clock.now(),
    )


def _learn(case: _Case) -> None:
    """Keep what was learnt besides: numbers, buyer, times."""
    payment, telling, decision = case.payment, case.telling, case.decision
    if decision.effect is Effect.FLAG:
        return
    # Do not reassign unchanged values: it makes the session scan everything.
    if not payment.trade_no:
        payment.trade_no = telling.trade_no
    if not payment.buyer_id:
        payment.buyer_id = telling.buyer_id
    if payment.state in UNPAID and decision.payment not in UNPAID:
        payment.paid_at = telling.paid_at or clock.now()
        payment.next_query_at = None
        book_paid(payment, f"{decision.because}, told by {telling.told_by}")
    if decision.effect is not Effect.RECORD_REFUND and decision.payment != payment.state:
        payment.state = decision.payment


def _settle(case: _Case) -> None:
    order, payment = case.order, case.payment
    fulfil(case.sale or sale_of(order), payment)
    order.paid_late = order.closed_at is not None
    if order.paid_late:
        take_again(order)
    order.paid_at, order.paid_by = payment.paid_at, payment.number
    if payment.refunded_fen:
        order.state = OrderState.PARTLY_REFUNDED
        reduce_paid(SOURCE, order.number, Money(payment.refunded_fen))
    _close_others(order, payment)


def _give_back(case: _Case) -> None:
    order, payment = case.order, case.payment
    left = Money(payment.amount_fen - payment.refunded_fen - payment.refunding_fen)
    if order.state == OrderState.PENDING:
        order.state, order.closed_at = OrderState.CLOSED, clock.now()
        give_back(order)
        book_closed(order, case.decision.because)
        _close_others(order, payment)
    elif order.state in SETTLED:
        book_paid_twice(payment, case.decision.because)
    if left:
        ask_back(payment, left, case.decision.because)


def _close_others(order: Order, payment: Payment) -> None:
    """Let nobody pay again what was just decided; a close may happen twice without harm."""
    for number in run_beside(_OTHERS, order_id=order.id, payment_id=payment.id).scalars().all():
        enqueue(close_at_gateway, payment_number=number)


def _close(case: _Case) -> None:
    now, payment = clock.now(), case.payment
    payment.closed_at, payment.next_query_at = now, late_look_at(now, payment.expires_at, now)


def _record_refund(case: _Case) -> None:
    record_told(case.payment, case.telling.news.refunded, case.telling.refund_number)
    if case.payment.state in UNPAID:
        case.payment.next_query_at = clock.now()


def _flag(case: _Case) -> None:
    payment, because = case.payment, case.decision.because
    payment.flagged_because = because[:200]
    book_flagged(payment, case.telling.key, because)
    if case.telling.news.asked:
        payment.next_query_at = None
    log.error("payment.flagged", order_number=case.order.number, payment=payment.number, because=because)


def _ignore(_case: _Case) -> None:
    """Nothing follows; the event is kept."""


_EFFECTS = {
    Effect.SETTLE: _settle,
    Effect.GIVE_BACK: _give_back,
    Effect.CLOSE: _close,
    Effect.RECORD_REFUND: _record_refund,
    Effect.FLAG: _flag,
    Effect.IGNORE: _ignore,
}
