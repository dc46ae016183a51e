"""States of orders, payments and refunds, and what a piece of news about a payment changes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from .money import Money

# Without 0 1 I L O U: read aloud and typed from a screen without a mistake.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LETTERS = 8
_PAYMENT_NUMBER = re.compile(rf"(TBO[0-9]{{8}})([{LETTERS}]{{{NUMBER_LETTERS}}})_[0-9]+")
NOTHING = Money(0)
CHINA = timezone(timedelta(hours=8))
# A cashier stops at the order's end; our own end is later, so that the last query finds what came at the last second.
MARGIN = timedelta(minutes=5)
# How old an attempt is when it is asked about: growing gaps, then every hour.
LOOKS = tuple(timedelta(minutes=m) for m in (1, 2, 4, 8, 16, 31, 61))
THEN_EVERY = timedelta(hours=1)
# A wallet may finish a payment that it began before the end; these looks find it although its notice was lost.
LATE_LOOKS = tuple(timedelta(minutes=m) for m in (10, 60, 360, 1440))


class OrderState(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    PAID = "paid"
    FULFILLED = "fulfilled"
    CLOSED = "closed"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


class PaymentState(StrEnum):
    """Where one attempt to pay stands; `finished` is paid and beyond refunding."""

    WAITING = "waiting"
    PAID = "paid"
    FINISHED = "finished"
    CLOSED = "closed"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


class RefundState(StrEnum):
    """Where money on its way back stands."""

    REQUESTED = "requested"
    DONE = "done"
    REFUSED = "refused"


SETTLED = frozenset({OrderState.PAID, OrderState.FULFILLED, OrderState.PARTLY_REFUNDED, OrderState.REFUNDED})
UNPAID = frozenset({PaymentState.WAITING, PaymentState.CLOSED})
REFUNDABLE = frozenset({PaymentState.PAID, PaymentState.PARTLY_REFUNDED})


class Told(StrEnum):
    """What the provider says of a payment; `missing` is normal before the buyer opened the cashier."""

    MISSING = "missing"
    WAITING = "waiting"
    PAID = "paid"
    FINISHED = "finished"
    CLOSED = "closed"


MONEY_TOLD = frozenset({Told.PAID, Told.FINISHED})


class Goods(StrEnum):
    """Whether what an order sold can still be given.

    `UNCOVERED`: a part of its price was money paid before, and that went back in the meantime.
    """

    GIVABLE = "givable"
    OWNED = "owned"
    GONE = "gone"
    UNCOVERED = "not covered any more"


class Effect(StrEnum):
    """What follows from news."""

    IGNORE = "ignore"
    FLAG = "flag"
    SETTLE = "settle"
    GIVE_BACK = "give-back"
    CLOSE = "close"
    RECORD_REFUND = "record-refund"


@dataclass(frozen=True, slots=True)
class News:
    """What was told about a payment. `refunded` is the sum of all its refunds; `asked`: by a query of ours."""

    told: Told
    amount: Money | None = None
    refunded: Money = NOTHING
    asked: bool = False


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What a decision needs to know of a payment."""

    state: PaymentState
    amount: Money
    refunded: Money = NOTHING


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, and the payment's state afterwards; `because` is a sentence for the log."""

    effect: Effect
    payment: PaymentState
    because: str


def apply_payment(order: OrderState, payment: PaymentFacts, news: News, goods: Goods = Goods.GIVABLE) -> Decision:
    """Decide on news about a payment of an order; a lower state never overwrites a higher one."""
    if news.amount is not None and news.amount != payment.amount:
        return Decision(Effect.FLAG, payment.state, f"{payment.amount} was asked for, {news.amount} was told")
    if news.refunded:
        return _refund_told(payment, news.refunded)
    if news.told in MONEY_TOLD:
        return _money_told(order, payment, news.told, goods)
    if news.told is Told.CLOSED:
        return _end_told(payment, news)
    return Decision(Effect.IGNORE, payment.state, "nothing happened yet")


def refunded_state(payment: PaymentFacts) -> PaymentState:
    """Return a paid payment's state once `payment.refunded` has gone back."""
    if payment.refunded >= payment.amount:
        return PaymentState.REFUNDED
    return PaymentState.PARTLY_REFUNDED if payment.refunded else payment.state


def rest_to_ask(refused: Money, since: Money, left: Money) -> Money:
    """Return how much of a refund that was refused as too much is still to be asked back.

    `since` went back or is on its way otherwise after it was asked for: whoever gave it fulfilled the same wish.
    """
    return max(NOTHING, min(refused - since, left))


def next_look_at(created_at: datetime, expires_at: datetime, now: datetime) -> datetime:
    """Return when to ask about a waiting payment again: the older it is the later, and once past its end.

    Its age decides, not how often it was asked about: a page that polls must not make the sweeper lazy.
    """
    after = next((created_at + age for age in LOOKS if created_at + age > now), now + THEN_EVERY)
    last = expires_at + MARGIN
    return last if now < last < after else after


def late_look_at(ended_at: datetime, expires_at: datetime, now: datetime) -> datetime | None:
    """Return when to look again at a payment that ended unpaid, None after the last time.

    One that we ended early may be paid in a wallet as long as one that ran out: the last look is no earlier.
    """
    looks = [*(ended_at + gap for gap in LATE_LOOKS), expires_at + LATE_LOOKS[-1]]
    return next((at for at in looks if at > now), None)


def new_order_number(now: datetime, choose: Callable[[str], str]) -> str:
    """Return a number such as TBO20261118-7F3K9QRD; `choose` picks one letter (secrets.choice)."""
    day = now.astimezone(CHINA).strftime("%Y%m%d")
    return f"TBO{day}-" + "".join(choose(LETTERS) for _ in range(NUMBER_LETTERS))


def payment_number(order_number: str, attempt: int) -> str:
    """Return the number of an order's attempt for the provider: at most 64 of A-Z 0-9 _."""
    return f"{order_number.replace('-', '')}_{attempt}"


def order_number_or_none(payment: str) -> str | None:
    """Return the number of the order that a payment's number was made for."""
    match = _PAYMENT_NUMBER.fullmatch(payment)
    return f"{match[1]}-{match[2]}" if match else None


def refund_number(payment: str, attempt: int) -> str:
    """Return the number of a payment's refund, the same however often it is asked for."""
    return f"{payment}R{attempt}"


def _money_told(order: OrderState, payment: PaymentFacts, told: Told, goods: Goods) -> Decision:
    after = PaymentState.FINISHED if told is Told.FINISHED else PaymentState.PAID
    if payment.state not in UNPAID:
        return _already_paid(payment, after)
    after = refunded_state(PaymentFacts(after, payment.amount, payment.refunded))
    if order in SETTLED:
        return Decision(Effect.GIVE_BACK, after, "the order was paid before")
    if goods is not Goods.GIVABLE:
        return Decision(Effect.GIVE_BACK, after, f"what it bought is {goods.value}")
    late = " late" if order is OrderState.CLOSED or payment.state is PaymentState.CLOSED else ""
    return Decision(Effect.SETTLE, after, f"paid{late}")


def _already_paid(payment: PaymentFacts, after: PaymentState) -> Decision:
    if after is PaymentState.FINISHED and payment.state is PaymentState.PAID:
        return Decision(Effect.IGNORE, PaymentState.FINISHED, "no longer refundable")
    return Decision(Effect.IGNORE, payment.state, "known before")


def _refund_told(payment: PaymentFacts, refunded: Money) -> Decision:
    if refunded > payment.amount:
        return Decision(Effect.FLAG, payment.state, f"{refunded} is said to be refunded of {payment.amount}")
    if refunded <= payment.refunded:
        return Decision(Effect.IGNORE, payment.state, "known before")
    if payment.state in UNPAID and refunded < payment.amount:
        return Decision(Effect.RECORD_REFUND, payment.state, "a refund was told before its payment")
    after = refunded_state(PaymentFacts(payment.state, payment.amount, refunded))
    return Decision(Effect.RECORD_REFUND, after, f"{refunded} of {payment.amount} went back")


def _end_told(payment: PaymentFacts, news: News) -> Decision:
    if payment.state is PaymentState.WAITING:
        return Decision(Effect.CLOSE, PaymentState.CLOSED, "ended unpaid")
    if payment.state in REFUNDABLE and news.asked:
        # An answer may be older than the money; only one that tells the payment too would prove a refund.
        return Decision(Effect.FLAG, payment.state, "it is paid here, and closed at Alipay without a refund")
    return Decision(Effect.IGNORE, payment.state, "an end that undoes nothing")
