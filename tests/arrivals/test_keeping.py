"""Old arrivals go, but for those that brought something."""

from datetime import timedelta

from sqlalchemy import select

from tbo import clock
from tbo.accounts.guests import new_household
from tbo.arrivals import keeping
from tbo.arrivals.models import Arrival
from tbo.catalog.models import Episode
from tbo.db import db
from tbo.orders.models import Order
from tbo.playback.models import PlaybackSession


def arrival(mark: str, days: int) -> Arrival:
    row = Arrival(public_id=mark, path="/t/1", known={}, raw=[], created_at=clock.now() - timedelta(days=days))
    db.session.add(row)
    db.session.commit()
    return row


def left() -> set[str]:
    db.session.expire_all()
    return set(db.session.scalars(select(Arrival.public_id)))


def test_what_brought_nothing_goes_after_ninety_days(app):
    arrival("young", 89)
    for n in range(5):
        arrival(f"old {n}", 91)
    assert keeping.forget_old_arrivals() == 5
    assert left() == {"young"}


def test_more_than_one_lot_goes(app, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    for n in range(5):
        arrival(f"old {n}", 91)
    assert keeping.forget_old_arrivals() == 5


def test_what_brought_an_order_or_was_watched_stays(shop):
    now, episode = clock.now(), db.session.scalars(select(Episode)).first()
    bought, watched = arrival("bought", 200), arrival("watched", 200)
    arrival("neither", 200)
    db.session.add(
        Order(
            number="TBO-1",
            household_id=new_household().id,
            offer_kind="episode",
            episode_id=episode.id,
            subject="x",
            lines=[],
            total_fen=1,
            arrival_id=bought.id,
            idempotency_key="k",
            placed_at=now,
            expires_at=now,
        )
    )
    db.session.add(
        PlaybackSession(id="s", episode_id=episode.id, arrival_id=watched.id, started_at=now, last_beat_at=now)
    )
    db.session.commit()
    keeping.forget_old_arrivals()
    assert {"bought", "watched"} <= left()
    assert "neither" not in left()
