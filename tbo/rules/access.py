"""Who may watch an episode, because of what, until when, and what would open it: one pure decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .money import Money
from .rights import EntitlementFacts, earliest, end_or_none, lastingness, runs
from .screen_time import ScreenTime, resting


class Because(StrEnum):
    """The reason of a decision; wording stands in one template macro."""

    UNPUBLISHED = "unpublished"
    COMING = "coming"
    WITHDRAWN = "withdrawn"
    OTHER_REGION = "other-region"
    TOO_YOUNG = "too-young"
    BLOCKED = "blocked"
    NOT_IN_POOL = "not-in-pool"
    FREE = "free"
    BOUGHT_EPISODE = "bought-episode"
    BOUGHT_SEASON = "bought-season"
    RENTED = "rented"
    IN_PLAN = "in-plan"
    FOR_SALE = "for-sale"
    ASK_A_PARENT = "ask-a-parent"
    FULL_HOUSE = "full-house"
    TIME_UP = "time-up"
    NIGHT_REST = "night-rest"


OWNED = frozenset({Because.BOUGHT_EPISODE, Because.BOUGHT_SEASON})
RESTING = frozenset({Because.TIME_UP, Because.NIGHT_REST})
NOT_FOR_THIS_PROFILE = frozenset({Because.TOO_YOUNG, Because.BLOCKED, Because.NOT_IN_POOL})


class OfferKind(StrEnum):
    """What can be bought."""

    EPISODE = "episode"
    SEASON = "season"
    RENTAL = "rental"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What a decision needs to know of a title. `regions` holds ISO codes or "*"; an end is exclusive."""

    id: int
    slug: str
    is_film: bool
    published_at: datetime | None
    opens_at: datetime
    closes_at: datetime | None
    regions: tuple[str, ...]
    min_age: int
    in_child_pool: bool


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """What a decision needs to know of an episode. `free_windows` are (from, until) pairs."""

    id: int
    title: TitleFacts
    season_id: int
    season_number: int
    number: int
    is_free: bool
    free_windows: tuple[tuple[datetime, datetime], ...]
    available_at: datetime
    in_plan_at: datetime | None
    price: Money
    rental: Money | None
    season_price: Money


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """Who asks. A visitor without a household is a grown-up (`VISITOR`)."""

    kind: str = "adult"
    rating_cap: int = 18
    blocked_titles: frozenset[str] = frozenset()
    time: ScreenTime | None = None


VISITOR = ProfileFacts()


@dataclass(frozen=True, slots=True)
class Opening:
    """An offer that would open the episode, at its list price; the quote says what this household pays."""

    kind: OfferKind
    price: Money | None


@dataclass(frozen=True, slots=True)
class Access:
    """The answer. `until` is exclusive; `since` says when a refused episode opens; `source` what allowed it."""

    allowed: bool
    because: Because
    until: datetime | None = None
    since: datetime | None = None
    source_kind: str | None = None
    source: str | None = None
    offers: tuple[Opening, ...] = ()
    in_plan_from: datetime | None = None
    leaves_at: datetime | None = None
    rental_started: bool = False


def decide(
    episode: EpisodeFacts,
    profile: ProfileFacts,
    entitlements: Iterable[EntitlementFacts],
    now: datetime,
    region: str = "CN",
) -> Access:
    """Answer whether `profile` may watch `episode` at `now`, in the order of product.md section 3."""
    return (
        _outside_rights(episode.title, now, region)
        or _not_for(profile, episode.title)
        or _resting(profile, now)
        or _not_yet(episode, now)
        or _free(episode, now)
        or _entitled(episode, tuple(entitlements), now)
        or _grown_ups_buy(profile, episode)
        or _for_sale(episode, now)
    )


def is_for(profile: ProfileFacts, title: TitleFacts) -> bool:
    """Whether a title exists for a profile, whatever else is true of it."""
    return _not_for(profile, title) is None


def covers(entitlement: EntitlementFacts, episode: EpisodeFacts, now: datetime) -> bool:
    """Whether this right opens this episode at this instant."""
    if not runs(entitlement, now):
        return False
    if entitlement.kind in ("episode", "rental"):
        return entitlement.episode_id == episode.id
    if entitlement.kind == "season":
        return entitlement.season_id == episode.season_id
    return episode.in_plan_at is not None and episode.in_plan_at <= now


def _outside_rights(title: TitleFacts, now: datetime, region: str) -> Access | None:
    if title.published_at is None or title.published_at > now:
        return Access(False, Because.UNPUBLISHED)
    if "*" not in title.regions and region not in title.regions:
        return Access(False, Because.OTHER_REGION)
    if title.closes_at is not None and title.closes_at <= now:
        return Access(False, Because.WITHDRAWN, since=title.closes_at)
    return None


def _not_for(profile: ProfileFacts, title: TitleFacts) -> Access | None:
    if title.min_age > profile.rating_cap:
        return Access(False, Because.TOO_YOUNG)
    if title.slug in profile.blocked_titles:
        return Access(False, Because.BLOCKED)
    if profile.kind == "child" and not title.in_child_pool:
        return Access(False, Because.NOT_IN_POOL)
    return None


def _resting(profile: ProfileFacts, now: datetime) -> Access | None:
    found = resting(profile.time, now)
    return Access(False, Because(found.why.value), since=found.until) if found else None


def _not_yet(episode: EpisodeFacts, now: datetime) -> Access | None:
    opens_at = max(episode.title.opens_at, episode.available_at)
    return Access(False, Because.COMING, since=opens_at) if opens_at > now else None


def _free(episode: EpisodeFacts, now: datetime) -> Access | None:
    leaves_at = episode.title.closes_at
    if episode.is_free:
        return Access(True, Because.FREE, until=leaves_at, leaves_at=leaves_at)
    until = _end_of_windows(episode.free_windows, now)
    return Access(True, Because.FREE, until=earliest(until, leaves_at), leaves_at=leaves_at) if until else None


def _end_of_windows(windows: tuple[tuple[datetime, datetime], ...], now: datetime) -> datetime | None:
    """Return when the free time of `now` ends; windows that touch are one."""
    until = None
    for opens_at, closes_at in sorted(windows):
        if opens_at <= (until or now) < closes_at:
            until = closes_at
    return until


def _entitled(episode: EpisodeFacts, entitlements: tuple[EntitlementFacts, ...], now: datetime) -> Access | None:
    """Choose the right that lasts longest: what is owned, then what runs out, in the order of `_STRENGTH`."""
    fitting = [right for right in entitlements if covers(right, episode, now)]
    if not fitting:
        return None
    strongest = min(_STRENGTH[right.kind] for right in fitting)
    best = max((right for right in fitting if _STRENGTH[right.kind] == strongest), key=lastingness)
    return Access(
        True,
        _REASON[best.kind],
        until=earliest(end_or_none(best), episode.title.closes_at),
        source_kind=best.source_kind,
        source=best.source,
        leaves_at=episode.title.closes_at,
        rental_started=best.started_at is not None,
    )


def _grown_ups_buy(profile: ProfileFacts, episode: EpisodeFacts) -> Access | None:
    """A child is told that somebody must open it, and never a price."""
    if profile.kind != "child":
        return None
    return Access(False, Because.ASK_A_PARENT, leaves_at=episode.title.closes_at)


def _for_sale(episode: EpisodeFacts, now: datetime) -> Access:
    priced = [(episode.price, OfferKind.EPISODE)]
    priced += [(episode.rental, OfferKind.RENTAL)] if episode.rental is not None else []
    priced += [] if episode.title.is_film else [(episode.season_price, OfferKind.SEASON)]
    offers = [Opening(kind, price) for price, kind in sorted(priced, key=lambda pair: pair[0])]
    in_plan = episode.in_plan_at is not None and episode.in_plan_at <= now
    offers += [Opening(OfferKind.PLAN, None)] if in_plan else []
    return Access(
        False,
        Because.FOR_SALE,
        offers=tuple(offers),
        in_plan_from=None if in_plan else episode.in_plan_at,
        leaves_at=episode.title.closes_at,
    )


_STRENGTH = {"season": 0, "episode": 1, "plan": 2, "rental": 3}
_REASON = {
    "season": Because.BOUGHT_SEASON,
    "episode": Because.BOUGHT_EPISODE,
    "plan": Because.IN_PLAN,
    "rental": Because.RENTED,
}
