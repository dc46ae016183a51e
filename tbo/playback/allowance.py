"""Time at the screen: what plays counts towards its profile's minutes, and may end when they are up."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import case, exists, or_, select, update

from ..accounts.models import Profile
from ..accounts.viewer import Viewer
from ..catalog.episodes import EpisodeView
from ..db import db
from ..entitlements import grants
from ..rules.access import Access, Because
from ..rules.screen_time import day_of
from . import packaged
from .models import PlaybackSession


def access_while(viewer: Viewer, episode: EpisodeView, running: str | None) -> Access:
    """Decide for what plays. Minutes that are up let an episode that has begun end, unless the profile is strict.

    It has ended once its session (`running`) has played for as long as it lasts: going back and watching again is
    another episode. So is what waits in another tab: of all that a profile began, what played last may end. A night's
    rest ends what plays: it is an hour at which nobody watches, not an amount.
    """
    access = grants.access_for(episode.facts, viewer)
    time = viewer.profile.time
    if access.because is not Because.TIME_UP or running is None or time is None or time.is_strict:
        return access
    row = PlaybackSession
    told = select(row.played_s, row.last_beat_at).where(row.id == running)
    played_s, last_beat_at = db.session.execute(told).one()
    others = row.profile_id == viewer.profile_id, row.id != running, row.last_beat_at > last_beat_at
    if played_s >= _length_s(episode) or db.session.scalar(select(exists().where(*others))):
        return access
    without_minutes = replace(time, weekday_minutes=None, weekend_minutes=None)
    return grants.access_for(episode.facts, replace(viewer, profile=replace(viewer.profile, time=without_minutes)))


def _length_s(episode: EpisodeView) -> float:
    """The catalogue's figure and the file may differ by seconds; nobody is cut off before the end."""
    facts = packaged.packaged_or_none(episode.asset)
    return max(episode.duration_s, facts.duration_s if facts else 0)


def count(viewer: Viewer, seconds: int, now: datetime) -> None:
    """Add what was played to the profile's day. Two screens of one profile count both. Never commits."""
    time = viewer.profile.time
    if time is None or viewer.profile_id is None or seconds <= 0:
        return
    day = day_of(now, time.zone)
    so_far = case((Profile.watched_on == day, Profile.watched_s), else_=0)
    # What played before a take-over may be told on a later day, whose minutes are not forgotten for it.
    is_last_day = or_(Profile.watched_on.is_(None), Profile.watched_on <= day)
    counted = update(Profile).where(Profile.id == viewer.profile_id, is_last_day)
    db.session.execute(counted.values(watched_s=so_far + seconds, watched_on=day))
