"""Whether a shopper may take an order back with one tap: within seven days, while nothing it opened was played."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .access import VISITOR, EpisodeFacts, decide
from .money import Money
from .order_states import OrderState
from .rights import EntitlementFacts

REFUND_WITHIN = timedelta(days=7)
NOTHING = Money(0)


class RefundAnswer(StrEnum):
    """Whether it can be taken back now, and why not."""

    POSSIBLE = "possible"
    ON_ITS_WAY = "on-its-way"
    DONE = "done"
    NOTHING_PAID = "nothing-paid"
    FINISHED = "finished"
    TOO_LATE = "too-late"
    PLAYED = "played"
    OPENED = "opened"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidFacts:
    """What an order's money is: `left` may still go back, `going_back` is on its way.

    `is_finished`: the provider refunds no more.
    """

    state: OrderState
    paid_at: datetime | None
    left: Money = NOTHING
    going_back: Money = NOTHING
    is_finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFacts:
    """What became of what an order gave; asked last, as it costs a look at what was played, given and ordered.

    `is_opened`: it was a gift, and somebody has it. `is_counted`: it made a later order cheaper.
    """

    is_played: bool = False
    is_opened: bool = False
    is_counted: bool = False


def by_money(paid: PaidFacts, now: datetime) -> RefundAnswer:
    """Answer from the money and the time alone; the end of the seven days is exclusive."""
    if paid.state is OrderState.REFUNDED:
        return RefundAnswer.DONE
    if paid.going_back and not paid.left:
        return RefundAnswer.ON_ITS_WAY
    if paid.paid_at is None or not paid.left:
        return RefundAnswer.NOTHING_PAID
    if paid.is_finished:
        return RefundAnswer.FINISHED
    return RefundAnswer.POSSIBLE if now < paid.paid_at + REFUND_WITHIN else RefundAnswer.TOO_LATE


def by_use(use: UseFacts) -> RefundAnswer:
    """Answer from what became of it; what counts in a later order goes back after that one."""
    if use.is_played:
        return RefundAnswer.PLAYED
    if use.is_opened:
        return RefundAnswer.OPENED
    return RefundAnswer.COUNTED if use.is_counted else RefundAnswer.POSSIBLE


def opened_by(
    source: tuple[str, str], episode: EpisodeFacts, rights: Iterable[EntitlementFacts], at: datetime, region: str
) -> bool:
    """Whether an episode could be watched at an instant because of this source, and not without it.

    A play of a free episode, or of one that was owned or in a plan all the same, is no use of what was paid. What is
    itself going back does not count as the other: of two that opened it, one has to stay.
    """
    rights = tuple(rights)
    others = [one for one in rights if (one.source_kind, one.source) != source and not one.is_going_back]
    with_it, without = (decide(episode, VISITOR, held, at, region).allowed for held in (rights, others))
    return with_it and not without
