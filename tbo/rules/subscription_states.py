"""States of a subscription: one table of what each event makes of it, whether one may watch, and whether it renews."""

from dataclasses import dataclass
from enum import StrEnum


class SubscriptionState(StrEnum):
    """Where a subscription stands. `signing`: until the agreement is signed and its first period paid.

    `trial`: signed, watched for nothing, and nothing was deducted yet.
    """

    SIGNING = "signing"
    TRIAL = "trial"
    ACTIVE = "active"
    GRACE = "grace"
    CANCELLED = "cancelled"
    PAUSED = "paused"
    LAPSED = "lapsed"


class SubscriptionEvent(StrEnum):
    """What can happen to one. `ended`: the agreement is over at Alipay; `over`: the time of its state has run out.

    `trial`: free days begin, or go on after somebody who left them thought better of it.
    """

    TRIAL = "trial"
    PAID = "paid"
    FAILED = "failed"
    CANCEL = "cancel"
    UNDO = "undo"
    ENDED = "ended"
    PAUSE = "pause"
    RESUME = "resume"
    OVER = "over"


class TryState(StrEnum):
    """How one try to deduct a period ended. `open`: nothing is known for certain yet."""

    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a state means: whether its period may be watched, and whether a deduction may be tried."""

    access: bool
    renews: bool


_S, _E = SubscriptionState, SubscriptionEvent

MEANS = {
    _S.SIGNING: Standing(access=False, renews=True),
    _S.TRIAL: Standing(access=True, renews=True),
    _S.ACTIVE: Standing(access=True, renews=True),
    _S.GRACE: Standing(access=True, renews=True),
    _S.CANCELLED: Standing(access=True, renews=False),
    _S.PAUSED: Standing(access=False, renews=False),
    _S.LAPSED: Standing(access=False, renews=False),
}
# A household has at most one of these; the database holds it too.
RUNNING = frozenset({_S.TRIAL, _S.ACTIVE, _S.GRACE, _S.CANCELLED, _S.PAUSED})
# Whom a change of the price, or a notice of a deduction, is told.
PAYING = frozenset({_S.TRIAL, _S.ACTIVE, _S.GRACE, _S.PAUSED})
RENEWING = frozenset(state for state, means in MEANS.items() if means.renews)

# What is not listed here cannot happen and is refused; money, and news of an agreement's end, never are.
NEXT: dict[tuple[SubscriptionState, SubscriptionEvent], SubscriptionState] = {
    (_S.SIGNING, _E.TRIAL): _S.TRIAL,
    (_S.SIGNING, _E.PAID): _S.ACTIVE,
    (_S.SIGNING, _E.FAILED): _S.SIGNING,
    (_S.SIGNING, _E.CANCEL): _S.LAPSED,
    (_S.SIGNING, _E.ENDED): _S.LAPSED,
    (_S.SIGNING, _E.OVER): _S.LAPSED,
    (_S.TRIAL, _E.PAID): _S.ACTIVE,
    (_S.TRIAL, _E.FAILED): _S.GRACE,
    (_S.TRIAL, _E.CANCEL): _S.CANCELLED,
    (_S.TRIAL, _E.ENDED): _S.CANCELLED,
    (_S.TRIAL, _E.OVER): _S.LAPSED,
    (_S.ACTIVE, _E.PAID): _S.ACTIVE,
    (_S.ACTIVE, _E.FAILED): _S.GRACE,
    (_S.ACTIVE, _E.CANCEL): _S.CANCELLED,
    (_S.ACTIVE, _E.ENDED): _S.CANCELLED,
    (_S.ACTIVE, _E.PAUSE): _S.PAUSED,
    (_S.ACTIVE, _E.OVER): _S.LAPSED,
    (_S.GRACE, _E.PAID): _S.ACTIVE,
    (_S.GRACE, _E.FAILED): _S.GRACE,
    (_S.GRACE, _E.CANCEL): _S.CANCELLED,
    (_S.GRACE, _E.ENDED): _S.CANCELLED,
    (_S.GRACE, _E.OVER): _S.LAPSED,
    # A deduction that was under way when somebody cancelled: what it paid may be watched, and nothing follows.
    (_S.CANCELLED, _E.PAID): _S.CANCELLED,
    (_S.CANCELLED, _E.FAILED): _S.CANCELLED,
    (_S.CANCELLED, _E.UNDO): _S.ACTIVE,
    (_S.CANCELLED, _E.TRIAL): _S.TRIAL,
    (_S.CANCELLED, _E.ENDED): _S.CANCELLED,
    (_S.CANCELLED, _E.OVER): _S.LAPSED,
    (_S.PAUSED, _E.PAID): _S.PAUSED,
    (_S.PAUSED, _E.FAILED): _S.PAUSED,
    (_S.PAUSED, _E.CANCEL): _S.LAPSED,
    (_S.PAUSED, _E.ENDED): _S.LAPSED,
    (_S.PAUSED, _E.RESUME): _S.ACTIVE,
    (_S.PAUSED, _E.OVER): _S.ACTIVE,
    # Money that comes after the end gives its period; only a new order makes a new subscription.
    (_S.LAPSED, _E.PAID): _S.LAPSED,
    (_S.LAPSED, _E.FAILED): _S.LAPSED,
    (_S.LAPSED, _E.ENDED): _S.LAPSED,
}


def next_state(state: SubscriptionState, event: SubscriptionEvent) -> SubscriptionState | None:
    """Return what an event makes of a state; None when it cannot happen in it."""
    return NEXT.get((state, event))


def may(state: SubscriptionState, event: SubscriptionEvent) -> bool:
    """Whether an event can happen in a state; pages offer nothing else."""
    return (state, event) in NEXT
