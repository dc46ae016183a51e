"""Requests for a fapiao: one table of what each event makes of a state, and what money going back changes."""

from dataclasses import dataclass
from enum import StrEnum

from .money import Money


class FapiaoKind(StrEnum):
    """Whom a fapiao is made out to."""

    PERSONAL = "personal"
    COMPANY = "company"


class FapiaoState(StrEnum):
    """Where a request stands.

    `changed`: money went back while it was being made. `to_reverse`: money went back after it was issued, so finance
    owes the tax bureau a red-letter one; `reversed`: that was issued too.
    """

    ASKED = "asked"
    MAKING = "making"
    CHANGED = "changed"
    ISSUED = "issued"
    TO_REVERSE = "to_reverse"
    REVERSED = "reversed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class FapiaoEvent(StrEnum):
    """What can happen to one. `less`, `nothing`, `all`: how much of its sum is left."""

    CORRECT = "correct"
    WITHDRAW = "withdraw"
    EXPORT = "export"
    PUT_BACK = "put_back"
    ISSUE = "issue"
    REFUSE = "refuse"
    REVERSE = "reverse"
    LESS = "less"
    NOTHING = "nothing"
    ALL = "all"


_S, _E = FapiaoState, FapiaoEvent
# An order has at most one of these; the database holds it too.
OPEN = frozenset({_S.ASKED, _S.MAKING, _S.CHANGED, _S.ISSUED, _S.TO_REVERSE})
# Somebody of finance has to do something.
WAITING = frozenset({_S.ASKED, _S.CHANGED, _S.TO_REVERSE})
# The sum follows what is left only until somebody begins to make it.
FOLLOWS = frozenset({_S.ASKED})

# What is not listed here cannot happen: it is refused or, where money goes back, changes nothing.
NEXT: dict[tuple[FapiaoState, FapiaoEvent], FapiaoState] = {
    (_S.ASKED, _E.CORRECT): _S.ASKED,
    (_S.ASKED, _E.WITHDRAW): _S.WITHDRAWN,
    (_S.ASKED, _E.EXPORT): _S.MAKING,
    (_S.ASKED, _E.ISSUE): _S.ISSUED,
    (_S.ASKED, _E.REFUSE): _S.REFUSED,
    (_S.ASKED, _E.LESS): _S.ASKED,
    (_S.ASKED, _E.ALL): _S.ASKED,
    (_S.ASKED, _E.NOTHING): _S.WITHDRAWN,
    (_S.MAKING, _E.ISSUE): _S.ISSUED,
    (_S.MAKING, _E.REFUSE): _S.REFUSED,
    (_S.MAKING, _E.PUT_BACK): _S.ASKED,
    (_S.MAKING, _E.LESS): _S.CHANGED,
    (_S.MAKING, _E.NOTHING): _S.CHANGED,
    # It was made out over the old sum after all, so it is to be reversed at once.
    (_S.CHANGED, _E.ISSUE): _S.TO_REVERSE,
    (_S.CHANGED, _E.REFUSE): _S.REFUSED,
    (_S.CHANGED, _E.PUT_BACK): _S.ASKED,
    # Alipay refused the refund.
    (_S.CHANGED, _E.ALL): _S.MAKING,
    (_S.ISSUED, _E.LESS): _S.TO_REVERSE,
    (_S.ISSUED, _E.NOTHING): _S.TO_REVERSE,
    (_S.TO_REVERSE, _E.REVERSE): _S.REVERSED,
    # The refund that it was to be reversed for was refused.
    (_S.TO_REVERSE, _E.ALL): _S.ISSUED,
}


@dataclass(frozen=True, slots=True)
class PaidSum:
    """What is left of an order's money. `kept`: what has not gone back; `left`: that without what is on its way."""

    kept: Money
    left: Money


def next_state(state: FapiaoState, event: FapiaoEvent) -> FapiaoState | None:
    """Return what an event makes of a state; None when it cannot happen in it."""
    return NEXT.get((state, event))


def may(state: FapiaoState, event: FapiaoEvent) -> bool:
    """Whether an event can happen in a state; pages offer nothing else."""
    return (state, event) in NEXT


def money_event(state: FapiaoState, amount: Money, paid: PaidSum) -> FapiaoEvent:
    """Say what the order's money means for a request over `amount`.

    Money on its way back counts until the fapiao is issued: a reversal is owed only for what has really gone.
    """
    rest = paid.kept if state is FapiaoState.ISSUED else paid.left
    if not rest:
        return FapiaoEvent.NOTHING
    return FapiaoEvent.LESS if rest < amount else FapiaoEvent.ALL


def after_money(state: FapiaoState, amount: Money, paid: PaidSum) -> tuple[FapiaoState, Money]:
    """Return state and sum of a request after money went back, or did not after all."""
    after = next_state(state, money_event(state, amount, paid)) or state
    follows = state in FOLLOWS and after in FOLLOWS
    return after, paid.left if follows else amount
