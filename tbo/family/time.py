"""A profile's time as a grown-up sets it, and wishes for more of it."""

import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, select, update

from .. import clock
from ..accounts.devices import current_device
from ..accounts.models import Profile
from ..accounts.profiles import PinNeeded, own_profile
from ..accounts.viewer import Viewer, forget_viewer, viewer
from ..db import commits, db, rows_changed
from ..rules.age_presets import PRESETS
from ..rules.profiles import MINORS, MOST_PROFILES
from ..rules.screen_time import MOST_MINUTES
from ..web.errors import Refusal
from .models import TimeWish
from .profiles import require_manager

GOOD_FOR = timedelta(hours=12)
ANSWERS = (15, 30, 60, 0)
PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


class TimeUnusable(Refusal):
    """The minutes or the hours that were typed cannot be; `said` holds a sentence for each field that is wrong."""

    status = 422

    def __init__(self, said: dict[str, str]) -> None:
        super().__init__(f"no time in {', '.join(said)}")
        self.said = said

    def words(self) -> str:
        """Say how the first of them is written."""
        return next(iter(self.said.values()))


class NoSuchWish(Refusal):
    """Nobody of this household asked for that, or it is over."""

    status = 404

    def words(self) -> str:
        """Say it plainly."""
        return _("没有这个请求，或者已经过期了。")


@commits
def set_time(profile_id: int, typed: Mapping[str, str]) -> None:
    """Set a profile's minutes and night, typed or by a preset. Raises TimeUnusable, NoSuchProfile, and as managing."""
    profile = own_profile(require_manager(), profile_id)
    preset = PRESETS.get(typed.get("preset", ""))
    if preset is not None:
        profile.weekday_minutes = profile.weekend_minutes = preset.minutes
        profile.rest_from, profile.rest_until = preset.rest_from, preset.rest_until
    else:
        read = _read(typed)
        profile.weekday_minutes, profile.weekend_minutes = read["weekday"], read["weekend"]
        profile.rest_from, profile.rest_until = read["rest_from"], read["rest_until"]
        profile.is_strict = typed.get("is_strict") == "1"
    forget_viewer()


@commits
def ask_for_time() -> str:
    """Write down that this profile asks for more time; one wish at a time. Return its public id. Raises NoSuchWish."""
    who, now = viewer(), clock.now()
    if who.profile_id is None or who.profile.time is None:
        raise NoSuchWish("nobody here has a time that could be up")
    row = TimeWish
    open_one = row.profile_id == who.profile_id, row.answered_at.is_(None), row.ends_at > now
    found = db.session.scalar(select(row.public_id).where(*open_one).limit(1))
    if found is not None:
        return found
    wish = row(public_id=secrets.token_urlsafe(16), profile_id=who.profile_id, asked_at=now, ends_at=now + GOOD_FOR)
    db.session.add(wish)
    return wish.public_id


def wish_of(who: Viewer, public_id: str) -> tuple[TimeWish, Profile]:
    """Return a wish of the viewer's household, and who asks. Raises NoSuchWish."""
    if who.household_id is None or not PUBLIC_ID.fullmatch(public_id):
        raise NoSuchWish("no household, or no such number")
    theirs = TimeWish.public_id == public_id, Profile.household_id == who.household_id, TimeWish.ends_at > clock.now()
    found = db.session.execute(
        select(TimeWish, Profile).join(Profile, Profile.id == TimeWish.profile_id).where(*theirs)
    )
    row = found.first()
    if row is None:
        raise NoSuchWish(f"household {who.household_id} has no wish {public_id}")
    return row[0], row[1]


def open_wishes(household_id: int) -> list[Row[Any]]:
    """List what a household's minors ask for now, the oldest first: `public_id`, `asked_at`, `name`, `avatar`."""
    asked = TimeWish.answered_at.is_(None), TimeWish.ends_at > clock.now(), Profile.household_id == household_id
    columns = select(TimeWish.public_id, TimeWish.asked_at, Profile.name, Profile.avatar)
    found = columns.join(Profile, Profile.id == TimeWish.profile_id).where(*asked)
    return list(db.session.execute(found.order_by(TimeWish.asked_at).limit(MOST_PROFILES)))


@commits
def answer_wish(public_id: str, minutes: int) -> None:
    """Let the profile watch for so long from now on, or say no; a second answer changes nothing.

    Raises NoSuchWish, PinNeeded.
    """
    if not may_answer(viewer()):
        raise PinNeeded("a grown-up answers")
    wish, profile = wish_of(viewer(), public_id)
    if minutes not in ANSWERS:
        return
    now, open_one = clock.now(), (TimeWish.id == wish.id, TimeWish.answered_at.is_(None))
    # Two parents may answer at one instant: the first one counts.
    if not rows_changed(update(TimeWish).where(*open_one).values(answered_at=now, minutes=minutes)):
        return
    if minutes:
        profile.free_until = max(profile.free_until or now, now + timedelta(minutes=minutes))
    device = current_device() if viewer().profile.kind in MINORS else None
    if device is not None:
        device.unlocked_until = None
    forget_viewer()


def may_answer(who: Viewer) -> bool:
    """Whether a grown-up is there: the PIN was just typed, or a grown-up's profile watches where a code was typed."""
    return who.is_unlocked or who.may_change_household


def clock_words(minute: int | None) -> str:
    """Write minutes since midnight as a form does."""
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def _read(typed: Mapping[str, str]) -> dict[str, int | None]:
    """Read the four fields; empty is None. Raises TimeUnusable."""
    read: dict[str, int | None] = {}
    said: dict[str, str] = {}
    for name, (reads, words) in _FIELDS.items():
        text = typed.get(name, "").strip()
        read[name] = reads(text) if text else None
        if text and read[name] is None:
            said[name] = words()
    if not said and (read["rest_from"] is None) != (read["rest_until"] is None):
        said["rest_from" if read["rest_from"] is None else "rest_until"] = _("夜里的两个时间都写，或者都不写。")
    if said:
        raise TimeUnusable(said)
    return read


def _minutes(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= 4
    return int(text) if is_number and int(text) <= MOST_MINUTES else None


def _minutes_words() -> str:
    return _("写 0 到 1440 的整数；不写就是不限。")


def _clock(text: str) -> int | None:
    found = CLOCK.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else None


def _clock_words() -> str:
    return _("写 22:00 这样的时间。")


_FIELDS = {
    "weekday": (_minutes, _minutes_words),
    "weekend": (_minutes, _minutes_words),
    "rest_from": (_clock, _clock_words),
    "rest_until": (_clock, _clock_words),
}
