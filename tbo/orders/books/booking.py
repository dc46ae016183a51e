"""What each step of an order writes in the ledger; all of it in the transaction of the step, none of it commits."""

from ...rules.ledger import Actor, LedgerKind, household_actor
from ...rules.money import Money
from ...rules.prices import Line, LineKind
from ..lines import lines_of
from ..models import Order, Payment, Refund
from .ledger import record


def book_order(order: Order) -> None:
    """Write what was quoted, what was taken off and why, and what the order is to cost."""
    who, lines, total = household_actor(order.household_id), lines_of(order), Money(order.total_fen)
    quoted = _sum(lines, LineKind.PRICE)
    credited = min(-_sum(lines, LineKind.CREDIT), quoted - total)
    discounted = quoted - credited - total
    taken_off = ((LedgerKind.CREDITED, credited), (LedgerKind.DISCOUNTED, discounted))
    amounts = [(LedgerKind.QUOTED, quoted), *taken_off, (LedgerKind.ORDERED, total)]
    for kind, amount in amounts:
        if amount or kind is LedgerKind.ORDERED:
            record(kind, key=f"{kind}:{order.number}", amount=amount, order=order, reason=order.subject, actor=who)


def book_closed(order: Order, because: str) -> None:
    """Write that an order ended without having been paid."""
    total = Money(order.total_fen)
    record(LedgerKind.CLOSED, key=f"closed:{order.number}", amount=total, order=order, reason=because)


def book_paid(payment: Payment, because: str) -> None:
    """Write that a payment's money arrived."""
    _of_payment(LedgerKind.PAID, payment, f"paid:{payment.number}", because)


def book_paid_twice(payment: Payment, because: str) -> None:
    """Write that money arrived for what was paid already; it goes back."""
    _of_payment(LedgerKind.PAID_TWICE, payment, f"paid-twice:{payment.number}", because)


def book_flagged(payment: Payment, telling_key: str, because: str) -> None:
    """Write that something was told of a payment that cannot be believed."""
    _of_payment(LedgerKind.FLAGGED, payment, f"flagged:{telling_key}", because)


def book_granted(order: Order, payment: Payment | None, counts: Money) -> None:
    """Write that an order gave what it sold; `counts` is what it counts for when it is credited later."""
    key = f"granted:{order.number}"
    record(LedgerKind.GRANTED, key=key, amount=counts, order=order, payment=payment, reason=order.subject)


def book_taken_back(order: Order, payment: Payment, because: str) -> None:
    """Write that what an order gave was taken back."""
    record(LedgerKind.TAKEN_BACK, key=f"taken-back:{order.number}", order=order, payment=payment, reason=because)


def book_refund_requested(refund: Refund, actor: str) -> None:
    """Write that money is to go back, because of whom and why."""
    _of_refund(LedgerKind.REFUND_REQUESTED, refund, f"refund-requested:{refund.number}", refund.reason, actor)


def book_refunded(refund: Refund, actor: str) -> None:
    """Write that money went back."""
    _of_refund(LedgerKind.REFUNDED, refund, f"refunded:{refund.number}", refund.reason, actor)


def book_refund_refused(refund: Refund) -> None:
    """Write that Alipay does not let money go back."""
    because = refund.refused_because or ""
    _of_refund(LedgerKind.REFUND_REFUSED, refund, f"refund-refused:{refund.number}", because, Actor.ALIPAY)


def _sum(lines: tuple[Line, ...], kind: LineKind) -> Money:
    return Money.sum_of(line.amount for line in lines if line.kind is kind)


def _of_payment(kind: LedgerKind, payment: Payment, key: str, because: str) -> None:
    amount = Money(payment.amount_fen)
    record(kind, key=key, amount=amount, payment=payment, reason=because, actor=Actor.ALIPAY)


def _of_refund(kind: LedgerKind, refund: Refund, key: str, because: str, actor: str) -> None:
    record(
        kind,
        key=key,
        amount=Money(refund.amount_fen),
        payment=refund.payment,
        refund_number=refund.number,
        reason=because,
        actor=actor,
    )
