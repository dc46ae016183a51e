"""Coupons: whether a code may be used for a thing by a household now, and what it takes off."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .access import OfferKind
from .money import Money
from .order_states import LETTERS
from .prices import Line, LineKind, LineWords, total_of
from .rights import EntitlementFacts

NOTHING, LEAST = Money(0), Money(1)
SHORTEST, LONGEST = 3, 40
# Eighteen of thirty letters are 88 bits; read aloud in three groups.
UNIQUE_LETTERS, GROUP = 18, 6
_CODE = re.compile(rf"[A-Z0-9]{{{SHORTEST},{LONGEST}}}")
_BETWEEN = re.compile(r"[\s_-]+")


class Scope(StrEnum):
    """What a coupon is for."""

    ALL = "all"
    PLAN = "plan"
    TITLE = "title"
    SEASON = "season"
    EPISODE = "episode"


class Audience(StrEnum):
    """Whom a coupon is for: everybody, who never paid, or whose plan has ended."""

    ALL = "all"
    NEW = "new"
    LAPSED = "lapsed"


class NotUsable(StrEnum):
    """Why a coupon takes nothing off here; the wording stands in offers/coupon_refusals.py."""

    UNKNOWN = "unknown"
    STOPPED = "stopped"
    NOT_YET = "not-yet"
    OVER = "over"
    NOT_FOR_THIS = "not-for-this"
    NOT_FOR_GIFTS = "not-for-gifts"
    NEW_ONLY = "new-only"
    LAPSED_ONLY = "lapsed-only"
    FIRST_ONLY = "first-only"
    USED_BY_YOU = "used-by-you"
    USED_UP = "used-up"
    BELOW_MINIMUM = "below-minimum"
    NOTHING_LEFT = "nothing-left"
    NOTHING_TO_DEDUCT = "nothing-to-deduct"


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponFacts:
    """What a coupon promises, and how often it is used. Either `percent` or `amount`; an end is exclusive.

    `refs` are the keys and ids within its scope, all of them when empty. `first_periods`: so many periods of a plan in
    a row. Places that unpaid orders hold count as `used`.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    percent: int = 0
    amount: Money = NOTHING
    scope: Scope = Scope.ALL
    refs: frozenset[str] = frozenset()
    audience: Audience = Audience.ALL
    minimum: Money = NOTHING
    total_limit: int | None = None
    household_limit: int | None = None
    first_periods: int | None = None
    used: int = 0
    is_stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponCase:
    """What is bought and by whom: has the household ever paid, has it held a plan, how often did it use the coupon."""

    kind: OfferKind
    plan_key: str | None = None
    title_id: int | None = None
    season_id: int | None = None
    episode_id: int | None = None
    has_paid: bool = False
    had_plan: bool = False
    uses: int = 0
    rights: tuple[EntitlementFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalCoupon:
    """What a coupon takes off each of the first `periods` of a plan that renews, frozen when it was agreed to."""

    percent: int = 0
    amount: Money = NOTHING
    periods: int = 1


def renewal_coupon(coupon: CouponFacts, case: CouponCase, price: Money, now: datetime) -> RenewalCoupon | NotUsable:
    """Return what a coupon promises a plan that renews, or why nothing. One without a count is for the first period.

    Alipay deducts no period of nothing, so something has to be left of each.
    """
    line = coupon_line(coupon, case, [Line(LineKind.PRICE, LineWords.PLAN, price)], now)
    if isinstance(line, NotUsable):
        return line
    if price + line.amount < LEAST:
        return NotUsable.NOTHING_TO_DEDUCT
    return RenewalCoupon(percent=coupon.percent, amount=coupon.amount, periods=coupon.first_periods or 1)


def renewal_line(coupon: RenewalCoupon, price: Money, period: int) -> Line | None:
    """Return what a coupon takes off a period, counted from 0; of a price that was cut since, a fen is left."""
    if period >= coupon.periods:
        return None
    off = price - price.percent_off(coupon.percent) if coupon.percent else coupon.amount
    numbers = (coupon.percent,) if coupon.percent else ()
    return Line(LineKind.COUPON, LineWords.COUPON, -min(off, price - LEAST), numbers)


def coupon_line(coupon: CouponFacts, case: CouponCase, lines: Iterable[Line], now: datetime) -> Line | NotUsable:
    """Return what a coupon takes off the sum of `lines`, or why not. Credit comes first: only what is left shrinks."""
    left = total_of(lines)
    refused = _not_in_time(coupon, now) or _not_for(coupon, case, now) or _no_place(coupon, case)
    if refused:
        return refused
    if not left:
        return NotUsable.NOTHING_LEFT
    if left < coupon.minimum:
        return NotUsable.BELOW_MINIMUM
    if coupon.percent:
        return Line(LineKind.COUPON, LineWords.COUPON, left.percent_off(coupon.percent) - left, (coupon.percent,))
    return Line(LineKind.COUPON, LineWords.COUPON, -min(coupon.amount, left))


def code_or_none(typed: str) -> str | None:
    """Return a typed code as it is kept: without spaces and dashes, in capitals; None when it can be none."""
    code = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper()
    return code if _CODE.fullmatch(code) else None


def new_code(choose: Callable[[str], str], count: int = UNIQUE_LETTERS, group: int = GROUP) -> str:
    """Return a code that nobody guesses, without look-alike letters; `choose` picks one (secrets.choice)."""
    return grouped("".join(choose(LETTERS) for _ in range(count)), group)


def letters_of_seed(seed: str, key: str) -> Callable[[str], str]:
    """Return what picks the letters of a code by a seed and our key: neither alone tells them."""
    number = int.from_bytes(hmac.new(key.encode(), seed.encode(), hashlib.sha512).digest())

    def next_letter(letters: str) -> str:
        nonlocal number
        number, place = divmod(number, len(letters))
        return letters[place]

    return next_letter


def grouped(code: str, group: int = GROUP) -> str:
    """Return a code as it is printed: in groups, with dashes between."""
    return "-".join(code[start : start + group] for start in range(0, len(code), group))


def _not_in_time(coupon: CouponFacts, now: datetime) -> NotUsable | None:
    if coupon.is_stopped:
        return NotUsable.STOPPED
    if now < coupon.starts_at:
        return NotUsable.NOT_YET
    return NotUsable.OVER if coupon.ends_at is not None and now >= coupon.ends_at else None


def _not_for(coupon: CouponFacts, case: CouponCase, now: datetime) -> NotUsable | None:
    if not _covers(coupon, case):
        return NotUsable.NOT_FOR_THIS
    if coupon.audience is Audience.NEW and case.has_paid:
        return NotUsable.NEW_ONLY
    plans = [right for right in case.rights if right.kind == "plan" and right.ends_at and right.ends_at > now]
    if coupon.audience is Audience.LAPSED and (plans or not case.had_plan):
        return NotUsable.LAPSED_ONLY
    same = [right for right in plans if right.plan_key == case.plan_key]
    is_counted = coupon.first_periods is not None and case.kind is OfferKind.PLAN
    return NotUsable.FIRST_ONLY if is_counted and len(same) >= (coupon.first_periods or 0) else None


def _no_place(coupon: CouponFacts, case: CouponCase) -> NotUsable | None:
    if coupon.household_limit is not None and case.uses >= coupon.household_limit:
        return NotUsable.USED_BY_YOU
    is_full = coupon.total_limit is not None and coupon.used >= coupon.total_limit
    return NotUsable.USED_UP if is_full else None


def _covers(coupon: CouponFacts, case: CouponCase) -> bool:
    """Whether a thing lies within the scope; a title's coupon is for all that is sold of it."""
    by_scope: dict[Scope, tuple[bool, object]] = {
        Scope.ALL: (True, None),
        Scope.PLAN: (case.kind is OfferKind.PLAN, case.plan_key),
        Scope.TITLE: (case.title_id is not None, case.title_id),
        Scope.SEASON: (case.kind is OfferKind.SEASON, case.season_id),
        Scope.EPISODE: (case.kind in (OfferKind.EPISODE, OfferKind.RENTAL), case.episode_id),
    }
    is_kind, ref = by_scope[coupon.scope]
    return is_kind and (coupon.scope is Scope.ALL or not coupon.refs or str(ref) in coupon.refs)
