"""Credit: what a household paid for episodes and what it keeps, so that nothing is paid twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from .access import EpisodeFacts
from .money import Money
from .rights import EntitlementFacts, runs


def paid_for(episode: EpisodeFacts, rights: Iterable[EntitlementFacts], now: datetime) -> Money:
    """Return what the household paid for this episode: what it keeps, otherwise its rentals that still run.

    What was bought with a rental's credit already counts that credit in its own `paid`.
    """
    about = [right for right in rights if right.episode_id == episode.id and runs(right, now)]
    kept = [right.paid for right in about if right.kind == "episode"]
    return Money.sum_of(kept or [right.paid for right in about if right.kind == "rental"])


def paid_for_season(season: Sequence[EpisodeFacts], rights: Iterable[EntitlementFacts], now: datetime) -> Money:
    """Return what was paid for the episodes of a season."""
    rights = tuple(rights)
    return Money.sum_of(paid_for(episode, rights, now) for episode in season)


def owns_episode(episode: EpisodeFacts, rights: Iterable[EntitlementFacts], now: datetime) -> bool:
    """Whether the household keeps this episode, by itself or with its season, even before it opens."""
    return any(
        runs(right, now)
        and (
            (right.kind == "episode" and right.episode_id == episode.id)
            or (right.kind == "season" and right.season_id == episode.season_id)
        )
        for right in rights
    )
