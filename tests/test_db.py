"""Questions that are put to the driver itself: they are asked as the session asks them."""

from datetime import datetime, timedelta, timezone

from sqlalchemy import bindparam, select

from tbo.db import Prepared, db, driver_cursor, writing
from tbo.jobs import Job

NIGHT = datetime(2026, 11, 18, 7, 30, tzinfo=timezone(timedelta(hours=8)))
SINCE = select(Job.key).where(Job.due_at > bindparam("since"))


def test_an_instant_is_the_same_in_every_zone_and_on_either_engine(committed_app):
    prepared = Prepared(SINCE)
    with committed_app.app_context(), driver_cursor() as cursor:
        with writing():
            db.session.add(Job(key="at night", name="none", arguments={}, due_at=NIGHT))
        for since in (NIGHT, NIGHT - timedelta(microseconds=1), NIGHT - timedelta(hours=4)):
            asked = [tuple(row) for row in db.session.execute(SINCE, {"since": since})]
            assert list(prepared.rows(cursor, since=since)) == asked
            assert asked == ([("at night",)] if since < NIGHT else [])
