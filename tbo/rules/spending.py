"""How much a minor's profile may spend: for one purchase, and on one day in China."""

from dataclasses import dataclass
from enum import StrEnum

from .money import Money


class TooDear(StrEnum):
    """Which limit a purchase would pass."""

    AT_ONCE = "at-once"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class SpendingLimits:
    """What a profile may spend; None stands for no limit."""

    at_once: Money | None = None
    on_a_day: Money | None = None


USUAL_LIMITS = SpendingLimits(Money(5000), Money(10000))
NO_LIMITS = SpendingLimits()


def passed_limit(price: Money, spent_today: Money, limits: SpendingLimits) -> TooDear | None:
    """Return the limit that a purchase would pass; exactly the limit may be spent."""
    if limits.at_once is not None and price > limits.at_once:
        return TooDear.AT_ONCE
    if limits.on_a_day is not None and price and spent_today + price > limits.on_a_day:
        return TooDear.TODAY
    return None
