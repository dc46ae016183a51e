"""What the lamp beside an episode or a title says: built from decisions, never from a flag."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from .access import RESTING, Access, Because, EpisodeFacts
from .money import Money
from .rights import RENTAL_FINISH_WITHIN, RENTAL_START_WITHIN

LEAVES_SOON = timedelta(days=30)


class Lamp(StrEnum):
    """The picture: a lit lamp may be watched, a ring costs something, a clock runs out."""

    LIT = "lit"
    RING = "ring"
    CLOCK = "clock"
    NONE = "none"


class Words(StrEnum):
    """Which sentence the lamp line says; the wording stands in one template macro."""

    FREE = "free"
    FREE_UNTIL = "free-until"
    FREE_EPISODES = "free-episodes"
    IN_PLAN = "in-plan"
    BOUGHT = "bought"
    BOUGHT_SEASON = "bought-season"
    RENTED = "rented"
    RENTED_UNSTARTED = "rented-unstarted"
    PRICE = "price"
    PRICE_FROM = "price-from"
    COMING = "coming"
    WITHDRAWN = "withdrawn"
    NOT_HERE = "not-here"
    NOT_FOR_PROFILE = "not-for-profile"
    RESTING = "resting"


@dataclass(frozen=True, slots=True)
class Badge:
    """One lamp line. `share` is the part of a rental's time that is left, 0 to 100."""

    lamp: Lamp
    words: Words
    price: Money | None = None
    at: datetime | None = None
    numbers: tuple[int, ...] = ()
    share: int | None = None
    leaves_at: datetime | None = None


def episode_badge(access: Access, now: datetime) -> Badge:
    """Say one decision as a lamp line; a price is the cheapest offer's list price."""
    if access.allowed:
        return _lit(access, now)
    if access.because is Because.FOR_SALE:
        price = access.offers[0].price if access.offers else None
        return Badge(Lamp.RING, Words.PRICE, price=price, at=access.in_plan_from, leaves_at=_soon(access, now))
    if access.because is Because.COMING:
        return Badge(Lamp.NONE, Words.COMING, at=access.since)
    if access.because is Because.WITHDRAWN:
        return Badge(Lamp.NONE, Words.WITHDRAWN, at=access.since)
    if access.because in (Because.UNPUBLISHED, Because.OTHER_REGION):
        return Badge(Lamp.NONE, Words.NOT_HERE)
    if access.because in RESTING:
        return Badge(Lamp.NONE, Words.RESTING, at=access.since)
    return Badge(Lamp.NONE, Words.NOT_FOR_PROFILE)


def title_badge(decisions: Sequence[tuple[EpisodeFacts, Access]], now: datetime) -> Badge:
    """Say a whole title in one line, from the decisions on its episodes in their order."""
    if not decisions:
        return Badge(Lamp.NONE, Words.NOT_HERE)
    released = [pair for pair in decisions if pair[1].because is not Because.COMING]
    if not released:
        soonest = min(access.since for _, access in decisions if access.since)
        return Badge(Lamp.NONE, Words.COMING, at=soonest)
    if len(released) == 1:
        return _of_one(released[0][1], now)
    return _of_several(released, now)


def _of_one(access: Access, now: datetime) -> Badge:
    """Say the only episode, or the film; where it is sold in several ways, from which price."""
    badge = episode_badge(access, now)
    prices = {offer.price for offer in access.offers if offer.price is not None}
    return replace(badge, words=Words.PRICE_FROM) if badge.words is Words.PRICE and len(prices) > 1 else badge


def _of_several(released: Sequence[tuple[EpisodeFacts, Access]], now: datetime) -> Badge:
    answers = [access for _, access in released]
    paid = [access for access in answers if access.because is not Because.FREE]
    if not any(access.allowed for access in answers) and answers[0].because is not Because.FOR_SALE:
        return episode_badge(answers[0], now)
    if not paid:
        return _lit(min(answers, key=lambda access: (access.until is None, access.until or now)), now)
    if all(access.allowed for access in paid):
        return _lit(_weakest(paid), now)
    if any(access.because is Because.IN_PLAN for access in paid):
        return Badge(Lamp.LIT, Words.IN_PLAN, leaves_at=_soon(answers[0], now))
    free = [(facts.season_number, facts.number) for facts, access in released if access.because is Because.FREE]
    first_season = released[0][0].season_number
    if free:
        numbers = tuple(number for season, number in free if season == first_season) or (free[0][1],)
        return Badge(Lamp.LIT, Words.FREE_EPISODES, numbers=numbers, leaves_at=_soon(answers[0], now))
    prices = [offer.price for access in paid for offer in access.offers if offer.price is not None]
    if not prices:
        return episode_badge(paid[0], now)
    return Badge(Lamp.RING, Words.PRICE_FROM, price=min(prices), leaves_at=_soon(answers[0], now))


def _weakest(allowed: Sequence[Access]) -> Access:
    order = (Because.IN_PLAN, Because.RENTED, Because.BOUGHT_EPISODE, Because.BOUGHT_SEASON)
    return min(allowed, key=lambda access: order.index(access.because))


def _lit(access: Access, now: datetime) -> Badge:
    leaves_at = _soon(access, now)
    if access.because is Because.FREE:
        ends_first = access.until is not None and access.until != access.leaves_at
        return Badge(
            Lamp.LIT,
            Words.FREE_UNTIL if ends_first else Words.FREE,
            at=access.until if ends_first else None,
            leaves_at=leaves_at,
        )
    if access.because is Because.RENTED:
        return _rented(access, now)
    words = {
        Because.IN_PLAN: Words.IN_PLAN,
        Because.BOUGHT_EPISODE: Words.BOUGHT,
        Because.BOUGHT_SEASON: Words.BOUGHT_SEASON,
    }[access.because]
    return Badge(Lamp.LIT, words, leaves_at=leaves_at)


def _rented(access: Access, now: datetime) -> Badge:
    whole = RENTAL_FINISH_WITHIN if access.rental_started else RENTAL_START_WITHIN
    left = (access.until - now) / whole if access.until else 0
    return Badge(
        Lamp.CLOCK,
        Words.RENTED if access.rental_started else Words.RENTED_UNSTARTED,
        at=access.until,
        share=max(0, min(100, round(left * 100))),
    )


def _soon(access: Access, now: datetime) -> datetime | None:
    leaves_at = access.leaves_at
    return leaves_at if leaves_at is not None and leaves_at - now <= LEAVES_SOON else None
