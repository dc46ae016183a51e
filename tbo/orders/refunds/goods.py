"""What a refund does to what was sold: set aside while the money is under way, and taken back when it is there."""

from ...entitlements.grants import keep_after_all, reduce_paid, revoke, set_aside, take_up_again
from ...entitlements.plan_times import make_room
from ...rules.money import Money
from ...rules.order_states import OrderState, RefundState
from ...subscriptions.taking_back import period_taken_back
from ..books.booking import book_taken_back
from ..gifts.giving import take_back_gift
from ..models import Order, Payment, Refund

SOURCE = "order"


def is_of_right(refund: Refund) -> bool:
    """Whether what a refund gives back paid for what the order gave; a surplus never did."""
    return refund.takes_back and refund.payment.number == refund.payment.order.paid_by


def begins_under_way(refund: Refund) -> None:
    """Count a refund that is asked for: what it gives back pays for nothing else from now on. Never commits."""
    _under_way(refund, refund.amount_fen)


def ends_under_way(refund: Refund) -> None:
    """Count it no more, as it is there or was refused. Never commits."""
    _under_way(refund, -refund.amount_fen)
    if is_of_right(refund) and not refund.payment.refunding_fen:
        keep_after_all(SOURCE, refund.payment.order.number)
        make_room(refund.payment.order.household_id)


def take_back(refund: Refund) -> None:
    """Take back what a refund that is there had paid for: all of it with the last fen. Never commits."""
    payment, order = refund.payment, refund.payment.order
    if _kept(payment) > Money.zero():
        order.state = OrderState.PARTLY_REFUNDED
        reduce_paid(SOURCE, order.number, Money(refund.amount_fen))
        return
    order.state = OrderState.REFUNDED
    taken = take_back_gift if order.is_gift else _take_right
    if taken(order, refund.reason):
        book_taken_back(order, payment, refund.reason)


def _under_way(refund: Refund, fen: int) -> None:
    refund.payment.refunding_fen += fen
    if is_of_right(refund):
        set_aside(SOURCE, refund.payment.order.number, Money(fen))


def _take_right(order: Order, because: str) -> bool:
    take_up_again(order.household_id, order.number)
    is_taken = revoke(SOURCE, order.number, because)
    period_taken_back(order.number)
    return is_taken


def _kept(payment: Payment) -> Money:
    """Return what is left of the price of what was sold; money that was paid too much never was part of it."""
    gone = [
        refund.amount_fen
        for refund in payment.refunds
        if refund.state == RefundState.DONE or (refund.state == RefundState.REQUESTED and not refund.takes_back)
    ]
    return Money(payment.amount_fen - sum(gone))
