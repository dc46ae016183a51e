"""Faces of an order: which of a few pages it shows, told from the states of the order and its payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .money import Money
from .order_states import UNPAID, OrderState, PaymentState

NOTHING = Money(0)
# Money that was on its way when the time ran out arrives within minutes, if it does.
STILL_WATCHED = timedelta(minutes=30)


class Face(StrEnum):
    """What somebody who opens an order's page sees; none is ever written down.

    `unpaid` waits for nobody's answer: every attempt to pay has ended, as a failed deduction has.
    `going-back` is that of a paid order whose money is on its way back, `given-back`
    of money that bought nothing; `owned` of the same, when what it was for can be watched,
    and of an unpaid order of something the household has by now.
    """

    UNPAID = "unpaid"
    WAITING = "waiting"
    CONFIRMING = "confirming"
    LEFT = "left"
    ENDING = "ending"
    EXPIRED = "expired"
    FLAGGED = "flagged"
    PAID = "paid"
    LATE = "late"
    TWICE = "twice"
    GOING_BACK = "going-back"
    GIVEN_BACK = "given-back"
    OWNED = "owned"
    PARTLY_REFUNDED = "partly-refunded"
    REFUNDED = "refunded"


class Came(StrEnum):
    """How somebody came back from the cashier, by the address that brought them; it changes words, never a state."""

    LEFT = "left"
    PAID = "paid"


# The bulb of each: warm while something is on its way, lit when it may be watched.
WARM = frozenset({Face.WAITING, Face.CONFIRMING, Face.ENDING, Face.FLAGGED, Face.GOING_BACK})
LIT = frozenset({Face.PAID, Face.LATE, Face.TWICE, Face.OWNED, Face.PARTLY_REFUNDED})
PAYABLE = frozenset({Face.UNPAID, Face.WAITING, Face.LEFT})
# What gives way to `owned`: nothing came yet, and nobody says to have just paid.
UNPAID_FACES = PAYABLE | {Face.ENDING, Face.EXPIRED}
_OPEN = PAYABLE | {Face.CONFIRMING, Face.ENDING}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFacts:
    """One payment. `is_opened`: its code was scanned; `refunding` is on its way back, `refunded` is there.

    `is_taken_back`: all of it is asked back, and what it bought goes with it.
    """

    state: PaymentState
    is_settling: bool = False
    is_flagged: bool = False
    is_opened: bool = False
    is_taken_back: bool = False
    refunding: Money = NOTHING
    refunded: Money = NOTHING

    @property
    def has_money(self) -> bool:
        """Whether money arrived by this attempt, kept or not."""
        return self.state not in UNPAID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """What a face is told from; `closed_at` is None while the order waits or is paid."""

    state: OrderState
    expires_at: datetime
    closed_at: datetime | None = None
    is_late: bool = False
    attempts: Sequence[AttemptFacts] = ()


def face_of(order: OrderFacts, now: datetime, came: Came | None = None) -> Face:
    """Return the face; `came` tells apart who waits: somebody who has paid is not shown how to pay."""
    if order.state is OrderState.PENDING:
        return _unpaid(order, now, came)
    if order.state is OrderState.CLOSED:
        if any(attempt.has_money for attempt in order.attempts):
            return Face.GIVEN_BACK
        return Face.FLAGGED if _is_flagged(order) else _closed(order, now, came)
    if order.state is OrderState.REFUNDED:
        return Face.REFUNDED
    if any(attempt.is_settling and attempt.is_taken_back for attempt in order.attempts):
        return Face.GOING_BACK
    if order.state is OrderState.PARTLY_REFUNDED:
        return Face.PARTLY_REFUNDED
    if any(attempt.has_money and not attempt.is_settling for attempt in order.attempts):
        return Face.TWICE
    return Face.LATE if order.is_late else Face.PAID


def changes_by_itself(order: OrderFacts, face: Face, now: datetime) -> bool:
    """Whether a page with this face should go on asking."""
    if face is Face.EXPIRED:
        return _is_still_watched(order, now)
    return face in _OPEN or any(attempt.refunding for attempt in order.attempts)


def going_back(order: OrderFacts) -> tuple[Money, Money]:
    """Return how much of the order's money is on its way back, and how much is back."""
    return (
        Money.sum_of(attempt.refunding for attempt in order.attempts),
        Money.sum_of(attempt.refunded for attempt in order.attempts),
    )


def _unpaid(order: OrderFacts, now: datetime, came: Came | None) -> Face:
    if _is_flagged(order):
        return Face.FLAGGED
    if order.expires_at <= now:
        return Face.ENDING
    if came is None and order.attempts and all(attempt.state is PaymentState.CLOSED for attempt in order.attempts):
        return Face.UNPAID
    return _WAITING[came]


def _closed(order: OrderFacts, now: datetime, came: Came | None) -> Face:
    """Nobody who has just paid is told that nothing came, before the money had its time to come."""
    return Face.CONFIRMING if came is Came.PAID and _is_still_watched(order, now) else Face.EXPIRED


def _is_still_watched(order: OrderFacts, now: datetime) -> bool:
    return order.closed_at is not None and now < order.closed_at + STILL_WATCHED


def _is_flagged(order: OrderFacts) -> bool:
    return any(attempt.is_flagged and not attempt.has_money for attempt in order.attempts)


_WAITING = {None: Face.WAITING, Came.LEFT: Face.LEFT, Came.PAID: Face.CONFIRMING}
