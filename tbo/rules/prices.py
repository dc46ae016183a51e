"""What an offer costs a household now: pure sums in which whatever was paid before is credit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .access import NOT_FOR_THIS_PROFILE, Access, Because, EpisodeFacts, OfferKind, ProfileFacts, decide, is_for
from .credit import owns_episode, paid_for, paid_for_season
from .money import Money
from .rights import EntitlementFacts


class LineKind(StrEnum):
    """Which way a line of a quote moves the sum."""

    PRICE = "price"
    CREDIT = "credit"
    MEMBER = "member"
    COUPON = "coupon"


class LineWords(StrEnum):
    """Which words a line carries; the wording stands in offers/wording.py."""

    EPISODE = "episode"
    FILM = "film"
    SEASON = "season"
    RENTAL = "rental"
    PLAN = "plan"
    PAID_EPISODES = "paid-episodes"
    PAID_RENTAL = "paid-rental"
    SEASON_FULL = "season-full"
    MEMBER_PRICE = "member-price"
    COUPON = "coupon"
    UNUSED_DAYS = "unused-days"


class NotSold(StrEnum):
    """Why something is not on sale to this household now."""

    OWNED = "owned"
    FREE = "free"
    RENTED = "rented"
    IN_PLAN = "in-plan"
    NOT_OPEN = "not-open"
    NOT_FOR_PROFILE = "not-for-profile"
    NOT_OFFERED = "not-offered"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a quote. Credits are negative; `numbers` are the episodes, months or percent it speaks of."""

    kind: LineKind
    words: LineWords
    amount: Money
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanPrice:
    """A version of a plan's price; the end is exclusive."""

    version: int
    price: Money
    sold_from: datetime
    sold_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who asks for a price: the profile at the screen, what the household holds, what membership takes off."""

    profile: ProfileFacts
    rights: tuple[EntitlementFacts, ...]
    member_percent: int = 0
    region: str = "CN"


def total_of(lines: Iterable[Line]) -> Money:
    """Return what the lines come to, never below zero."""
    return max(Money.zero(), Money.sum_of(line.amount for line in lines))


def episode_lines(season: Sequence[EpisodeFacts], episode_id: int, buyer: Buyer, now: datetime) -> list[Line] | NotSold:
    """Price one episode, to keep, among all episodes of its season."""
    episode = _among(season, episode_id)
    access = _access(episode, buyer, now)
    refused = _not_sold(access)
    if refused:
        return refused
    words = LineWords.FILM if episode.title.is_film else LineWords.EPISODE
    lines = [Line(LineKind.PRICE, words, episode.price, (episode.number,))]
    lines += _member(lines, [access], buyer)
    lines += _credit(paid_for(episode, buyer.rights, now), lines, LineWords.PAID_RENTAL, (episode.number,))
    return lines if episode.title.is_film else _capped(lines, season, episode.id, buyer, now)


def rental_lines(season: Sequence[EpisodeFacts], episode_id: int, buyer: Buyer, now: datetime) -> list[Line] | NotSold:
    """Price the rental of one episode; it does not get dearer than what its season still costs."""
    episode = _among(season, episode_id)
    access = _access(episode, buyer, now)
    refused = _not_sold(access)
    if refused:
        return refused
    if access.allowed:
        return NotSold.RENTED if access.because is Because.RENTED else NotSold.IN_PLAN
    if episode.rental is None:
        return NotSold.NOT_OFFERED
    lines = [Line(LineKind.PRICE, LineWords.RENTAL, episode.rental, (episode.number,))]
    lines += _member(lines, [access], buyer)
    return lines if episode.title.is_film else _capped(lines, season, episode.id, buyer, now)


def season_lines(season: Sequence[EpisodeFacts], buyer: Buyer, now: datetime) -> list[Line] | NotSold:
    """Price a whole season, future episodes included: its price less what was paid for its episodes."""
    answers = [_access(episode, buyer, now) for episode in season]
    refused = _season_not_sold(season, answers, buyer, now)
    if refused:
        return refused
    lines = [Line(LineKind.PRICE, LineWords.SEASON, season[0].season_price, (season[0].season_number,))]
    lines += _member(lines, answers, buyer)
    paid = {episode.number: paid_for(episode, buyer.rights, now) for episode in season}
    numbers = tuple(number for number, amount in sorted(paid.items()) if amount)
    return lines + _credit(Money.sum_of(paid.values()), lines, LineWords.PAID_EPISODES, numbers)


def plan_price(versions: Iterable[PlanPrice], now: datetime) -> PlanPrice | None:
    """Return the newest version that is sold at `now`."""
    sold = [v for v in versions if v.sold_from <= now and (v.sold_until is None or now < v.sold_until)]
    return max(sold, key=lambda version: version.version, default=None)


def due_of(
    kind: OfferKind,
    lines: Iterable[Line],
    season: Sequence[EpisodeFacts],
    episode_id: int | None,
    rights: Iterable[EntitlementFacts],
    now: datetime,
) -> Money:
    """Return what a frozen quote would still come to with what the household has paid by now.

    Two orders may wait side by side; the one that is paid second must not count what the first one paid again. What a
    coupon took off stays off.
    """
    rights, lines = tuple(rights), tuple(lines)
    base = total_of(line for line in lines if line.kind not in (LineKind.CREDIT, LineKind.COUPON))
    coupon = Money.sum_of(-line.amount for line in lines if line.kind is LineKind.COUPON)
    if kind is OfferKind.SEASON:
        return max(Money.zero(), base - paid_for_season(season, rights, now) - coupon)
    episode = _among(season, episode_id)
    rented = paid_for(episode, rights, now) if kind is OfferKind.EPISODE else Money.zero()
    others = [other for other in season if other.id != episode_id]
    most = base if episode.title.is_film else min(base, season[0].season_price - paid_for_season(others, rights, now))
    return max(Money.zero(), most - rented - coupon)


def _among(season: Sequence[EpisodeFacts], episode_id: int | None) -> EpisodeFacts:
    return next(episode for episode in season if episode.id == episode_id)


def _access(episode: EpisodeFacts, buyer: Buyer, now: datetime) -> Access:
    return decide(episode, buyer.profile, buyer.rights, now, buyer.region)


def _not_sold(access: Access) -> NotSold | None:
    if access.because in NOT_FOR_THIS_PROFILE or access.because is Because.ASK_A_PARENT:
        return NotSold.NOT_FOR_PROFILE
    if access.because in (Because.BOUGHT_EPISODE, Because.BOUGHT_SEASON):
        return NotSold.OWNED
    if access.because is Because.FREE:
        return NotSold.FREE
    if access.because in (Because.FOR_SALE, Because.IN_PLAN, Because.RENTED):
        return None
    return NotSold.NOT_OPEN


def _season_not_sold(season, answers: list[Access], buyer: Buyer, now: datetime) -> NotSold | None:
    """Whether nothing in the season is left to sell, and why."""
    if not season or season[0].title.is_film:
        return NotSold.NOT_OFFERED
    if not is_for(buyer.profile, season[0].title):
        return NotSold.NOT_FOR_PROFILE
    if all(owns_episode(episode, buyer.rights, now) for episode in season):
        return NotSold.OWNED
    reasons = [_not_sold(access) for access in answers]
    if NotSold.NOT_FOR_PROFILE in reasons or buyer.profile.kind == "child":
        return NotSold.NOT_FOR_PROFILE
    if all(access.because in _SHUT for access in answers):
        return NotSold.NOT_OPEN
    left = [access for e, access in zip(season, answers, strict=True) if not owns_episode(e, buyer.rights, now)]
    return NotSold.FREE if all(access.because is Because.FREE for access in left) else None


_SHUT = frozenset({Because.UNPUBLISHED, Because.OTHER_REGION, Because.WITHDRAWN, Because.COMING})


def _member(lines: list[Line], answers: list[Access], buyer: Buyer) -> list[Line]:
    """Take the member's percentage off, where the plan itself does not open the thing."""
    if not buyer.member_percent or not any(access.because is Because.FOR_SALE for access in answers):
        return []
    price = total_of(lines)
    return [Line(LineKind.MEMBER, LineWords.MEMBER_PRICE, price.percent_off(buyer.member_percent) - price)]


def _capped(lines: list[Line], season, episode_id: int, buyer: Buyer, now: datetime) -> list[Line]:
    """Keep what is paid for a season below the season's own price, however it is bought."""
    others = [episode for episode in season if episode.id != episode_id]
    left = max(Money.zero(), season[0].season_price - paid_for_season(others, buyer.rights, now))
    left -= Money.sum_of(-line.amount for line in lines if line.words is LineWords.PAID_RENTAL)
    above = total_of(lines) - max(Money.zero(), left)
    if above <= Money.zero():
        return lines
    return [*lines, Line(LineKind.CREDIT, LineWords.SEASON_FULL, -above, (season[0].season_number,))]


def _credit(paid: Money, lines: list[Line], words: LineWords, numbers: tuple[int, ...]) -> list[Line]:
    """Return the credit line, cut so that the sum stops at zero."""
    credit = min(paid, total_of(lines))
    return [Line(LineKind.CREDIT, words, -credit, numbers)] if credit else []
