"""Whether what the ledger tells of an order agrees with its payments, its refunds and what it gave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .ledger import LedgerKind
from .money import Money
from .order_states import UNPAID, OrderState, PaymentState, RefundState

GIVES = frozenset({OrderState.FULFILLED, OrderState.PARTLY_REFUNDED})
NOTHING = Money(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry of the ledger about an order."""

    kind: LedgerKind
    amount: Money = NOTHING
    payment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundBooks:
    """A refund of a payment."""

    amount: Money
    state: RefundState
    takes_back: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBooks:
    """A payment of an order; `refunded` and `refunding` are its own sums, which its refunds must come to."""

    number: str
    amount: Money
    state: PaymentState
    is_paid: bool
    refunded: Money = NOTHING
    refunding: Money = NOTHING
    refunds: Sequence[RefundBooks] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderBooks:
    """An order with all that hangs on it. `is_held`: what it gave is still there; None when it gave nothing.

    `set_aside`: how much of what was paid for its right counts as credit no more; None when it gave no right.
    """

    number: str
    total: Money
    state: OrderState
    paid_by: str | None = None
    is_held: bool | None = None
    set_aside: Money | None = None
    payments: Sequence[PaymentBooks] = ()
    told: Sequence[Told] = field(default=())


def disagreements(order: OrderBooks) -> Iterator[str]:
    """Say in sentences, each with a number, what does not agree; nothing when all does."""
    yield from _price(order)
    for payment in order.payments:
        yield from _money(order, payment)
    yield from _strangers(order)
    yield from _aside(order)
    yield from _goods(order)


def _price(order: OrderBooks) -> Iterator[str]:
    told = _sums(order.told)
    if LedgerKind.ORDERED not in told:
        yield f"order {order.number}: the ledger does not know that it was placed"
        return
    if told[LedgerKind.ORDERED] != order.total:
        yield f"order {order.number}: it costs {order.total}, the ledger says {told[LedgerKind.ORDERED]}"
    off = told.get(LedgerKind.CREDITED, NOTHING) + told.get(LedgerKind.DISCOUNTED, NOTHING)
    if LedgerKind.QUOTED in told and told[LedgerKind.QUOTED] - off != told[LedgerKind.ORDERED]:
        yield f"order {order.number}: {told[LedgerKind.QUOTED]} less {off} is not {told[LedgerKind.ORDERED]}"


def _money(order: OrderBooks, payment: PaymentBooks) -> Iterator[str]:
    told = _sums(one for one in order.told if one.payment == payment.number)
    came, back = (told.get(kind, NOTHING) for kind in (LedgerKind.PAID, LedgerKind.REFUNDED))
    is_of = f"order {order.number}, payment {payment.number}:"
    if came != (payment.amount if payment.is_paid else NOTHING):
        yield f"{is_of} {payment.amount} {'was' if payment.is_paid else 'was not'} paid, the ledger says {came}"
    if back != payment.refunded:
        yield f"{is_of} {payment.refunded} went back, the ledger says {back}"
    for state, sum_here in ((RefundState.DONE, payment.refunded), (RefundState.REQUESTED, payment.refunding)):
        theirs = Money.sum_of(refund.amount for refund in payment.refunds if refund.state is state)
        if theirs != sum_here:
            yield f"{is_of} refunds {state} come to {theirs}, the payment says {sum_here}"
    # A refund may be told before its payment; until then the payment is open.
    if back > came and payment.state not in UNPAID:
        yield f"{is_of} {back} went back of {came} that came"
    if payment.number != order.paid_by:
        left = came - back - payment.refunding - told.get(LedgerKind.WRITTEN_OFF, NOTHING)
        if left > NOTHING:
            yield f"{is_of} {left} came, bought nothing and is not on its way back"


def _strangers(order: OrderBooks) -> Iterator[str]:
    known = {payment.number for payment in order.payments}
    for number in sorted({one.payment for one in order.told if one.payment} - known):
        yield f"order {order.number}: the ledger names payment {number}, which it does not have"


def _aside(order: OrderBooks) -> Iterator[str]:
    """What is on its way back pays for nothing else: a season would be cheaper for money that is not there."""
    refunds = (refund for payment in order.payments if payment.number == order.paid_by for refund in payment.refunds)
    under_way = (one.amount for one in refunds if one.takes_back and one.state is RefundState.REQUESTED)
    leaving = Money.sum_of(under_way)
    if order.set_aside not in (None, leaving):
        yield f"order {order.number}: {leaving} is on its way back, its right sets {order.set_aside} aside"


def _goods(order: OrderBooks) -> Iterator[str]:
    kinds, named = {one.kind for one in order.told}, f"order {order.number}:"
    was_granted, was_taken = LedgerKind.GRANTED in kinds, LedgerKind.TAKEN_BACK in kinds
    if was_granted is not (order.is_held is not None):
        yield f"{named} {'nothing was' if was_granted else 'something was'} given, the ledger says otherwise"
    if order.is_held is None:
        if order.state in GIVES:
            yield f"{named} it is {order.state} and gave nothing"
        return
    if was_taken is order.is_held:
        yield f"{named} what it gave {'is still there' if was_taken else 'is gone'}, the ledger says otherwise"
    yield from _goods_for_money(order, order.is_held)


def _goods_for_money(order: OrderBooks, is_held: bool) -> Iterator[str]:
    payment = next((payment for payment in order.payments if payment.number == order.paid_by), None)
    if payment is None:
        if is_held and order.total:
            yield f"order {order.number}: it gave what costs {order.total}, and no payment paid it"
        return
    takes_back = any(refund.takes_back and refund.state is RefundState.DONE for refund in payment.refunds)
    is_all_back = payment.refunded >= payment.amount and takes_back
    if is_held and is_all_back:
        yield f"order {order.number}: all of its {payment.amount} went back, what it gave was not taken back"
    if not is_held and not is_all_back:
        yield f"order {order.number}: what it gave was taken back, {payment.amount - payment.refunded} was kept"


def _sums(told) -> Mapping[LedgerKind, Money]:
    sums: dict[LedgerKind, Money] = {}
    for one in told:
        sums[one.kind] = sums.get(one.kind, NOTHING) + one.amount
    return sums
