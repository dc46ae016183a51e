"""What minors watched in the last seven days, for the household's grown-ups: from playback, so no child erases it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from .. import clock
from ..accounts.models import Profile
from ..accounts.profiles import profiles_of
from ..catalog.models import Episode, Season, Title
from ..db import db
from ..playback.models import PlaybackSession
from ..rules.profiles import MINORS
from ..rules.screen_time import day_of
from ..web.locale import in_language

DAYS = 7
MOST_TITLES = 5
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Day:
    """One day; `share` is of the week's longest, 0 to 100."""

    day: date
    seconds: int
    share: int


@dataclass(frozen=True, slots=True)
class Week:
    """A profile's last seven days, and the titles it watched longest, each with its seconds."""

    profile: Profile
    seconds: int
    days: list[Day]
    titles: list[tuple[str, int]]


def weeks_of(household_id: int, now: datetime) -> list[Week]:
    """Return the week of every minor of a household, in the order of their profiles."""
    minors = [profile for profile in profiles_of(household_id) if profile.kind in MINORS]
    zone = clock.shop_zone()
    today = day_of(now, zone)
    days = [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
    by_day: dict[int, Counter] = defaultdict(Counter)
    by_title: dict[int, Counter] = defaultdict(Counter)
    for row in _played(household_id, datetime.combine(days[0], time(), zone)):
        by_day[row.profile_id][day_of(row.started_at, zone)] += row.played_s
        by_title[row.profile_id][in_language(row.name)] += row.played_s
    return [_week(profile, days, by_day[profile.id], by_title[profile.id]) for profile in minors]


def _played(household_id: int, since: datetime):
    row = PlaybackSession
    theirs = row.household_id == household_id, row.started_at >= since, row.played_s > 0
    columns = row.profile_id, row.started_at, row.played_s, Title.name
    joined = select(*columns).join(Episode, Episode.id == row.episode_id).join(Season, Season.id == Episode.season_id)
    return db.session.execute(joined.join(Title, Title.id == Season.title_id).where(*theirs))


def _week(profile: Profile, days: list[date], by_day: Counter, by_title: Counter) -> Week:
    longest = max((by_day[day] for day in days), default=0) or 1
    shown = [Day(day, by_day[day], round(100 * by_day[day] / longest)) for day in days]
    titles = [(name, seconds) for name, seconds in by_title.most_common(MOST_TITLES) if seconds >= MINUTE]
    return Week(profile, sum(day.seconds for day in shown), shown, titles)
