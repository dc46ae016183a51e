"""Two versions of a page before shoppers: who sees which, what is known of the difference, and when that is enough.

The range of a difference holds at every look (a normal mixture confidence sequence): looking each day, and ending as
soon as it says something, is wrong no more often than ALPHA, over the whole of an experiment.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil, inf, lgamma, log, sqrt

ALPHA = 0.05
# Looking every day takes twice the visitors that one look at the end would need (4 chances in 5 to see it).
PRICE_OF_LOOKING = 2
_Z = 1.959964 + 0.841621
# For while nobody knows how many will come: with so many an arm the range is at its narrowest.
USUAL_VISITORS = 10_000
FEWEST_GOALS = 100
FULL_WEEK = timedelta(days=7)
LONGEST = timedelta(days=28)
# What a visitor does counts for so long after the first look.
COUNTED_FOR = timedelta(days=7)
# Once in so many experiments an even split may look uneven, however often it is looked at.
UNEVEN = 1000
# A film that was left running all week decides nothing: a visitor's minutes count up to here.
MOST_MINUTES = 600
# Nor does whoever buys for a whole school: a visitor's money counts up to here.
MOST_FEN = 100_000


class Arm(StrEnum):
    """What a visitor sees: the version that was live before, or the other one."""

    A = "a"
    B = "b"


class Goal(StrEnum):
    """What is compared: visitors who paid an order, what a visitor paid, or minutes that a visitor watched."""

    ORDERS = "orders"
    YUAN = "yuan"
    MINUTES = "minutes"


class Outcome(StrEnum):
    """How an experiment ended: one of both stays, or another version took their place."""

    A = "a"
    B = "b"
    REPLACED = "replaced"


class Verdict(StrEnum):
    """What may be said of the difference now."""

    UNEVEN = "uneven"
    EARLY = "early"
    OPEN = "open"
    BETTER = "better"
    WORSE = "worse"
    NONE_SEEN = "none_seen"


def arm_of(salt: str, visitor: str, share_b: int) -> Arm:
    """Return what a visitor sees, the same each time; `share_b` of a hundred see B. Another salt deals anew."""
    drawn = int.from_bytes(hashlib.sha256(f"{salt} {visitor}".encode()).digest()[:8])
    return Arm.B if drawn * 100 < share_b * 2**64 else Arm.A


@dataclass(frozen=True, slots=True)
class Sample:
    """An arm's visitors: how many, how many of them reached the goal, the sum of their values and of its squares."""

    visitors: int = 0
    reached: int = 0
    total: float = 0.0
    squares: float = 0.0

    @property
    def mean(self) -> float:
        """What a visitor brings."""
        return self.total / self.visitors if self.visitors else 0.0

    @property
    def variance(self) -> float:
        """How far visitors lie apart."""
        return max(0.0, self.squares / self.visitors - self.mean**2) if self.visitors else 0.0


def of_orders(visitors: int, reached: int) -> Sample:
    """Return the sample of a yes or no."""
    return Sample(visitors, reached, float(reached), float(reached))


def of_minutes(visitors: int, reached: int, seconds: int, squares: int) -> Sample:
    """Return the sample of what visitors watched, in minutes, of sums of seconds and of their squares."""
    return Sample(visitors, reached, seconds / 60, squares / 3600)


def of_yuan(visitors: int, reached: int, fen: int, squares: int) -> Sample:
    """Return the sample of what visitors paid, in yuan, of sums of fen and of their squares."""
    return Sample(visitors, reached, fen / 100, squares / 10_000)


def visitors_needed(a: Sample, wanted_percent: int) -> int:
    """Return how many visitors an arm needs to show a rise of so many per cent over what A brings, 4 times of 5."""
    difference = a.mean * wanted_percent / 100
    if difference <= 0:
        return USUAL_VISITORS
    return ceil(PRICE_OF_LOOKING * 2 * a.variance * _Z**2 / difference**2)


def margin(a: Sample, b: Sample, planned: int) -> float:
    """Return how far the true difference may lie from the one seen; infinite while an arm is empty.

    `planned` visitors an arm, fixed beforehand, are where the range is narrowest. Arms of unlike size count as two
    of their harmonic mean.
    """
    if not a.visitors or not b.visitors:
        return inf
    both = a.variance / a.visitors + b.variance / b.visitors
    count = 2 / (1 / a.visitors + 1 / b.visitors)
    rho = (-2 * log(ALPHA) + log(-2 * log(ALPHA) + 1)) / planned
    grown = count * rho + 1
    return sqrt(both * 2 * grown / (count * rho) * log(sqrt(grown) / ALPHA))


def is_uneven(a: int, b: int, share_b: int) -> bool:
    """Whether visitors were dealt otherwise than was asked, judged so that every look may be the last.

    The odds of "any share" against "this share" stay below UNEVEN in all but one of UNEVEN even experiments.
    """
    p, weight = share_b / 100, 100
    before = _log_beta(weight * p, weight * (1 - p))
    after = _log_beta(weight * p + b, weight * (1 - p) + a)
    return after - before - b * log(p) - a * log(1 - p) > log(UNEVEN)


def _log_beta(left: float, right: float) -> float:
    return lgamma(left) + lgamma(right) - lgamma(left + right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What was fixed beforehand. It ends by itself, without a winner, at `ends_at`."""

    goal: Goal
    share_b: int
    planned: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is known now: B less A, and the range that holds the true difference."""

    verdict: Verdict
    difference: float
    low: float
    high: float
    days: int

    @property
    def is_known(self) -> bool:
        """Whether there is a range at all."""
        return self.high < inf


def read(design: Design, a: Sample, b: Sample, now: datetime) -> Reading:
    """Say what the figures allow to be said; nothing before a full week and a hundred who reached the goal in each."""
    until = min(now, design.ends_at)
    around, difference = margin(a, b, design.planned), b.mean - a.mean
    return Reading(
        verdict=_verdict(design, a, b, now, difference, around),
        difference=difference,
        low=difference - around,
        high=difference + around,
        days=max(0, (until - design.starts_at).days),
    )


def _verdict(design: Design, a: Sample, b: Sample, now: datetime, difference: float, around: float) -> Verdict:
    if is_uneven(a.visitors, b.visitors, design.share_b):
        return Verdict.UNEVEN
    is_over = now >= design.ends_at
    if min(a.reached, b.reached) < FEWEST_GOALS or now < design.starts_at + FULL_WEEK:
        return Verdict.NONE_SEEN if is_over else Verdict.EARLY
    if difference - around > 0:
        return Verdict.BETTER
    if difference + around < 0:
        return Verdict.WORSE
    return Verdict.NONE_SEEN if is_over else Verdict.OPEN
