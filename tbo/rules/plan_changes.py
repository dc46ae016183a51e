"""Changing the plan of a subscription: when the other one begins, and what is credited for days that are given up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from .money import Money
from .prices import Line, LineKind, LineWords, total_of
from .renewal_schedule import end_of, next_try_at
from .subscription_states import SubscriptionState

NOTHING = Money(0)
A_DAY = timedelta(days=1)
# A letter needs a while to leave.
POST = timedelta(hours=1)


class Begins(StrEnum):
    """When another plan takes the place of the one that runs."""

    NOW = "now"
    NEXT = "next"


class Unchangeable(StrEnum):
    """Why the plan cannot be changed now; nothing of what is paid changes by it."""

    TRIAL = "trial"
    GRACE = "grace"
    CANCELLED = "cancelled"
    PAUSED = "paused"
    BEING_DEDUCTED = "being-deducted"
    WAITING = "waiting"
    TOO_LATE = "too-late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a plan gives and costs: what decides whether another one is more."""

    months: int
    price: Money
    streams: int = 2
    max_height: int = 1080
    member_percent: int = 0

    @property
    def level(self) -> tuple[int, int, int]:
        """How much one may watch with it, whatever its length."""
        return self.streams, self.max_height, self.member_percent


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidDays:
    """A time of watching that has not ended. `order` paid for it; a gift has none, and is never given up."""

    starts_at: datetime
    ends_at: datetime
    paid: Money = NOTHING
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """What the unused days of an order's time are worth: `days` of its `of` days."""

    order: str
    amount: Money
    days: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changing to a plan means: `lines` come to what is paid now; later ones begin with the next period."""

    begins: Begins
    lines: tuple[Line, ...]
    credits: tuple[Credit, ...] = ()

    @property
    def total(self) -> Money:
        """What is paid now; nothing for what begins later."""
        return total_of(self.lines)


def is_more(new: Terms, old: Terms) -> bool:
    """Whether a plan opens more than another, or the same for longer."""
    return (new.level, new.months) > (old.level, old.months)


def change_to(new: Terms, old: Terms, held: Sequence[PaidDays], now: datetime, zone: tzinfo) -> Change:
    """Say when `new` would begin, and for what.

    More begins now, and the unused days are credited. Where that would lose something of what is held (a gift's days,
    a credit above the price), it begins with the next period, as less does.
    """
    credits = tuple(credit_for(days, now, zone) for days in held if days.order is not None)
    left = Money.sum_of(credit.amount for credit in credits)
    has_gift = any(days.order is None for days in held)
    if not is_more(new, old) or has_gift or left > new.price:
        return Change(begins=Begins.NEXT, lines=())
    price = Line(LineKind.PRICE, LineWords.PLAN, new.price, (new.months,))
    return Change(begins=Begins.NOW, lines=(price, *credit_lines(credits)), credits=credits)


def credit_lines(credits: Iterable[Credit]) -> tuple[Line, ...]:
    """Return the lines that take credits off the first period of a plan that begins now."""
    return tuple(
        Line(LineKind.CREDIT, LineWords.UNUSED_DAYS, -credit.amount, (credit.days, credit.of))
        for credit in credits
        if credit.amount
    )


def credit_for(held: PaidDays, now: datetime, zone: tzinfo) -> Credit:
    """Return what is credited of a time that was paid for, in whole days of `zone`; a part of a fen is the shopper's.

    The day of the change is unused: the new plan covers it, and no day is paid twice. Never more than was paid.
    """
    days, of = unused_days(held.starts_at, held.ends_at, now, zone)
    return Credit(held.order or "", Money(-(-held.paid.fen * days // of)), days, of)


def unused_days(starts_at: datetime, ends_at: datetime, now: datetime, zone: tzinfo) -> tuple[int, int]:
    """Return how many days of a time are left, today among them, and of how many; `ends_at` is exclusive."""
    first, last = _day(starts_at, zone), _day(ends_at - timedelta(microseconds=1), zone)
    of = max((last - first) // A_DAY + 1, 1)
    if now >= ends_at:
        return 0, of
    left = (last - max(_day(now, zone), first)) // A_DAY + 1
    return min(max(left, 0), of), of


def why_not(
    state: SubscriptionState, begins: Begins, planned_on: date, now: datetime, *, is_trying: bool, is_waiting: bool
) -> Unchangeable | None:
    """Say why a subscription's plan cannot be changed now, None when it can.

    `is_trying`: a deduction of it is under way; `is_waiting`: another plan is signed and waits for the next period.
    """
    if state is not SubscriptionState.ACTIVE:
        return _STATES.get(state, Unchangeable.TRIAL)
    if is_trying:
        return Unchangeable.BEING_DEDUCTED
    if is_waiting:
        return Unchangeable.WAITING
    return None if begins is Begins.NOW or can_be_told(planned_on, now) else Unchangeable.TOO_LATE


def can_be_told(planned_on: date, now: datetime) -> bool:
    """Whether a letter of now still lets the payer five days before a deduction that Alipay takes."""
    return next_try_at(planned_on, None, now + POST) is not None


def lies_behind(paid_until: datetime | None, planned_on: date) -> datetime | None:
    """Return when the period of a deduction begins where more is paid already than its day: behind all of that.

    None where the period follows on the one that the deduction renews.
    """
    return paid_until if paid_until is not None and paid_until > end_of(planned_on) else None


_STATES = {
    SubscriptionState.GRACE: Unchangeable.GRACE,
    SubscriptionState.CANCELLED: Unchangeable.CANCELLED,
    SubscriptionState.PAUSED: Unchangeable.PAUSED,
}


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
