"""Goods: a season with every episode as it stands in the database now, for pricing and for showing an order."""

from dataclasses import dataclass

from sqlalchemy import Select, bindparam, select

from ..catalog.facts import TITLE, facts_of
from ..catalog.models import Episode, Season, Title
from ..rules.access import EpisodeFacts
from ..statements import run


@dataclass(frozen=True)
class SeasonGoods:
    """A season (a film has one) and what is needed to name, picture and price it."""

    title_id: int
    slug: str
    is_film: bool
    title_name: dict
    season_id: int
    season_number: int
    season_name: dict | None
    season_count: int
    pictures: str | None
    episodes: tuple[EpisodeFacts, ...]

    def episode(self, episode_id: int | None) -> EpisodeFacts | None:
        """Return an episode of this season."""
        return next((episode for episode in self.episodes if episode.id == episode_id), None)


def goods_of_episode(episode_id: int) -> SeasonGoods | None:
    """Return the season an episode stands in, or None when there is no such episode."""
    return _goods(_OF_EPISODE, episode_id)


def goods_of_season(season_id: int) -> SeasonGoods | None:
    """Return a season with its episodes, or None."""
    return _goods(_OF_SEASON, season_id)


_SEASONS = select(
    *TITLE,
    *(Title.name, Title.pictures, Season.id.label("season_id")),
    *(Season.number.label("season_number"), Season.name.label("season_name")),
).join(Season, Season.title_id == Title.id)
_OF_SEASON = _SEASONS.where(Season.id == bindparam("it"))
_OF_EPISODE = _SEASONS.where(
    Season.id == select(Episode.season_id).where(Episode.id == bindparam("it")).scalar_subquery()
)


def _goods(question: Select, number: int) -> SeasonGoods | None:
    row = run(question, it=number).first()
    if row is None:
        return None
    every = facts_of([row])[row.id]
    episodes = tuple(facts for facts in every if facts.season_id == row.season_id)
    return SeasonGoods(
        title_id=row.id,
        slug=row.slug,
        is_film=row.kind == "film",
        title_name=row.name,
        season_id=row.season_id,
        season_number=row.season_number,
        season_name=row.season_name,
        season_count=len({facts.season_id for facts in every}),
        pictures=row.pictures,
        episodes=episodes,
    )
