"""Which packaged film an episode plays."""

from sqlalchemy import update

from ..db import commits, db
from .episodes import episode_at
from .models import Episode
from .version import bump


class NoSuchEpisode(Exception):
    """The shop has no episode at this place."""


def episode_id_at(place: str) -> int:
    """Return the id of the episode at slug/season/number, as its address has it. Raises NoSuchEpisode."""
    slug, _, numbers = place.partition("/")
    season, _, number = numbers.partition("/")
    if not all(text.isascii() and text.isdigit() and len(text) < 6 for text in (season, number)):
        raise NoSuchEpisode(f"an episode is named slug/season/number, as in west-of-orion/1/2, not {place!r}")
    found = episode_at(slug, int(season), int(number))
    if found is None:
        raise NoSuchEpisode(f"the shop has no episode {place}")
    return found.id


@commits
def give_film(episode_id: int, asset: str) -> None:
    """Let an episode play a packaged asset from now on."""
    db.session.execute(update(Episode).where(Episode.id == episode_id).values(asset=asset))
    bump()
