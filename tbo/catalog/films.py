"""Which packaged film an episode plays."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select, update

from .. import clock
from ..db import commits, db, rows_changed
from .episodes import episode_at
from .film_models import FilmVersion
from .models import Episode, Season, Title
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


def new_asset_name(episode_id: int) -> str:
    """Return the name of the next version of an episode's film; the same until that one is on air."""
    slug, season, number = db.session.execute(
        select(Title.slug, Season.number, Episode.number)
        .join(Season, Season.id == Episode.season_id)
        .join(Title, Title.id == Episode.title_id)
        .where(Episode.id == episode_id)
    ).one()
    versions = db.session.scalar(select(func.count(FilmVersion.id)).where(FilmVersion.episode_id == episode_id))
    # With the episode's own number: slugs may begin alike, and a place may be given to another episode.
    return f"{slug[:40].rstrip('-')}-{season}-{number}-e{episode_id}-v{(versions or 0) + 1}"


def encrypts_films(episode_id: int) -> bool:
    """Whether every film of this episode's title is to be encrypted."""
    of_title = select(Title.encrypts_films).join(Episode, Episode.title_id == Title.id)
    return bool(db.session.scalar(of_title.where(Episode.id == episode_id)))


def encrypted_titles() -> list[str]:
    """Return the slugs of the titles of which every film is encrypted."""
    return list(db.session.scalars(select(Title.slug).where(Title.encrypts_films).order_by(Title.slug)))


def is_on_air(asset: str) -> bool:
    """Whether some episode plays this asset now."""
    return db.session.scalar(select(Episode.id).where(Episode.asset == asset).limit(1)) is not None


@commits
def give_film(episode_id: int, asset: str, is_removable: bool = False) -> None:
    """Let an episode play a packaged asset from now on; whoever is watching the previous one goes on with it."""
    put_on_air(episode_id, asset, is_removable)


def put_on_air(episode_id: int, asset: str, is_removable: bool = False) -> None:
    """Let an episode play a packaged asset from now on. Never commits."""
    now = clock.now()
    episode = db.session.scalars(select(Episode).where(Episode.id == episode_id).with_for_update()).one()
    if episode.asset == asset:
        return
    current = FilmVersion.episode_id == episode_id, FilmVersion.replaced_at.is_(None)
    if rows_changed(update(FilmVersion).where(*current).values(replaced_at=now)) == 0 and episode.asset:
        db.session.add(FilmVersion(episode_id=episode_id, asset=episode.asset, replaced_at=now))
    db.session.add(FilmVersion(episode_id=episode_id, asset=asset, on_air_at=now, is_removable=is_removable))
    episode.asset = asset
    bump()


def asset_then_or_none(episode_id: int, at: datetime, given_for: timedelta) -> str | None:
    """Return the version that an episode played at an instant; None once it was replaced `given_for` ago."""
    row = FilmVersion
    is_given = row.replaced_at > clock.now() - given_for
    was_there = row.episode_id == episode_id, row.removed_at.is_(None), row.replaced_at > at, is_given
    began = or_(row.on_air_at.is_(None), row.on_air_at <= at)
    return db.session.scalar(select(row.asset).where(*was_there, began).order_by(row.replaced_at).limit(1))


def replaced_before(instant: datetime) -> list[FilmVersion]:
    """Return versions whose files nobody needs: replaced before an instant, and played by nothing else."""
    return list(db.session.scalars(_REPLACED, {"instant": instant}))


_REPLACED = (
    select(FilmVersion)
    .where(
        *(FilmVersion.replaced_at < bindparam("instant"), FilmVersion.removed_at.is_(None), FilmVersion.is_removable),
        FilmVersion.asset.not_in(select(Episode.asset).where(Episode.asset.is_not(None))),
        FilmVersion.asset.not_in(select(Title.trailer_asset).where(Title.trailer_asset.is_not(None))),
    )
    .order_by(FilmVersion.id)
)


@commits
def note_removed(version_id: int) -> None:
    """Write down that a version's files are gone."""
    db.session.execute(update(FilmVersion).where(FilmVersion.id == version_id).values(removed_at=clock.now()))
