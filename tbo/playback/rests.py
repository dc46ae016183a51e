"""Reminders to rest: a minor who has watched for long is told with a beat, in calm words; nothing stops."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from .. import clock
from ..accounts.viewer import Viewer
from ..db import db
from ..rules.age_presets import REMIND_EVERY
from ..rules.profiles import MINORS
from ..rules.rests import Sitting, at_a_stretch_s, reminder_number
from .models import PlaybackSession

# Nobody watches longer without a break.
LOOKED_BACK = timedelta(hours=12)


def reminder(viewer: Viewer) -> dict:
    """Return what a beat's answer says of a rest: which reminder it is and its words; nothing while none is due."""
    if viewer.profile_id is None or viewer.profile.kind not in MINORS:
        return {}
    now, row = clock.now(), PlaybackSession
    theirs = row.household_id == viewer.household_id, row.profile_id == viewer.profile_id
    lately = select(row.started_at, row.last_beat_at, row.played_s).where(*theirs, row.last_beat_at > now - LOOKED_BACK)
    number = reminder_number(at_a_stretch_s([Sitting(*found) for found in db.session.execute(lately)], now))
    if not number:
        return {}
    words = _(
        "已经看了 %(count)s 分钟。看看窗外，喝口水，歇一会儿再看。", count=number * REMIND_EVERY // timedelta(minutes=1)
    )
    return {"rest": {"number": number, "words": words}}
