"""What our own origin gives counts as played, although its player says nothing of itself."""

from datetime import timedelta
from urllib.parse import urljoin

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tbo import clock
from tbo.accounts import attempts
from tbo.accounts.models import Profile
from tbo.db import db
from tbo.entitlements.grants import revoke
from tbo.entitlements.models import Entitlement
from tbo.orders.refunds.requests import _plays
from tbo.playback import delivering, leases
from tbo.playback.models import PlaybackSession, StreamLease

from ..conftest import ANCHOR
from ..support.at_once import at_once
from ..support.queries import recorded_queries
from .screens import (
    FREE,
    PAID,
    Screen,
    address,
    another,
    episode,
    player_config,
    session_row,
    sessions_written,
    signed_in,
)
from .test_streams import member

__all__ = ["member"]
SEGMENT = "video/480p/s0000.m4s"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def stranger(shop) -> Screen:
    """A downloader that has an address and nothing else: no cookie, no beats."""
    return Screen(shop, network="198.51.100.9")


def grant_of(screen: Screen, place=PAID) -> dict:
    """What the page hands out to its player."""
    answer = screen.open(address(place))
    assert answer.status_code == 200
    return player_config(answer)["grant"]


def fetch(screen: Screen, grant: dict, file: str = SEGMENT, seconds: float = 0, method: str = "GET") -> int:
    """Fetch a file of what a grant opens, some seconds after ANCHOR."""
    with clock.standing_at(ANCHOR + timedelta(seconds=seconds)):
        return screen.open(urljoin(grant["url"], file), method).status_code


def rows() -> list[PlaybackSession]:
    """The sessions that a test made, the first one first."""
    made = select(PlaybackSession).where(PlaybackSession.started_at >= ANCHOR).order_by(PlaybackSession.started_at)
    return list(db.session.scalars(made))


def test_a_film_that_is_fetched_was_played_by_whoever_opened_its_page(owner, stranger):
    owner.open("/t/900000000105?id=900000000105&spm=a2100c.1.14.1000.0000abcd")
    grant = grant_of(owner)
    assert fetch(stranger, grant) == 200
    row = session_row(grant["session"])
    assert (row.household_id, row.profile_id, row.device_id) == (owner.household.id, owner.profile.id, owner.device.id)
    assert (row.episode_id, row.started_at, row.ended_at) == (episode(PAID).id, ANCHOR, None)
    assert row.arrival_id is not None
    assert list(_plays(owner.household.id, ANCHOR)) == [(episode(PAID).id, ANCHOR)]


def test_nothing_was_played_where_only_the_page_was_opened(owner, stranger):
    grant = grant_of(owner)
    for file in ("master.m3u8", "video/480p/list.m3u8", "thumbnails/index.vtt", "poster.jpg", "subtitles/en/text.vtt"):
        assert fetch(stranger, grant, file) == 200
    assert fetch(stranger, grant, "video/480p/s9999.m4s") == 404
    assert fetch(stranger, grant, SEGMENT, method="HEAD") == 200
    assert sessions_written() == 0
    assert list(_plays(owner.household.id, ANCHOR)) == []


def test_a_part_of_a_film_counts_too(owner, stranger):
    grant = grant_of(owner)
    url = urljoin(grant["url"], "audio/zh/s0000.m4s")
    assert stranger.open(url, headers={"Range": "bytes=0-9"}).status_code == 206
    assert session_row(grant["session"]) is not None


def test_a_visitors_free_film_writes_nothing_until_its_player_tells(passer_by, family, stranger):
    for screen in (passer_by, family):
        assert fetch(stranger, grant_of(screen, FREE)) == 200
    assert sessions_written() == 0


def test_a_session_is_written_once_and_then_only_read(owner, stranger):
    grant = grant_of(owner)
    fetch(stranger, grant)
    with recorded_queries() as asked:
        for file in (SEGMENT, "video/480p/s0001.m4s", "audio/zh/s0001.m4s"):
            assert fetch(stranger, grant, file, 5) == 200
    assert len(asked) == 3
    assert sessions_written() == 1


def test_what_was_fetched_first_is_counted_on_by_beats(owner, stranger):
    grant = grant_of(owner)
    fetch(stranger, grant)
    with clock.standing_at(ANCHOR + timedelta(seconds=20)):
        assert owner.beat(PAID, grant["session"], position_s=20, played_s=20).json["then"] == "continue"
    assert (sessions_written(), session_row(grant["session"]).played_s) == (1, 20)


def test_a_right_that_is_gone_gives_no_film_of_a_page_that_was_open(owner, stranger):
    grant = grant_of(owner)
    revoke("order", "order-1", "refund")
    db.session.commit()
    assert fetch(stranger, grant) == 403
    assert sessions_written() == 0


def test_a_device_that_was_signed_out_gives_no_film_either(owner, stranger):
    grant = grant_of(owner)
    owner.device.revoked_at = clock.now()
    db.session.commit()
    assert fetch(stranger, grant) == 403


def test_a_third_device_gets_no_film_of_a_page_it_opened_in_time(member, stranger):
    grants = [grant_of(screen) for screen in (member, another(member), another(member))]
    assert [fetch(stranger, grant) for grant in grants] == [200, 200, 403]
    assert fetch(stranger, grants[0], "video/480p/s0001.m4s", 30) == 200
    assert len(db.session.scalars(select(StreamLease.device_id)).all()) == 2
    assert fetch(stranger, grants[2], seconds=60) == 200, "whoever is silent for a minute makes room"


def test_a_silent_player_keeps_its_screen_only_while_there_is_room(member, stranger):
    second, third = another(member), another(member)
    silent, grant = grant_of(member), grant_of(second)
    assert [fetch(stranger, silent), fetch(stranger, grant)] == [200, 200]
    assert fetch(stranger, silent, seconds=59) == 200
    assert fetch(stranger, silent, seconds=60) == 200
    with clock.standing_at(ANCHOR + timedelta(seconds=61)):
        assert third.beat(PAID, "t" * 22).status_code == 200
    assert fetch(stranger, grant, seconds=62) == 403
    assert session_row(grant["session"]).ended_at is not None
    assert fetch(stranger, silent, seconds=63) == 200


def test_while_the_counter_is_broken_a_film_is_given(member, stranger, monkeypatch):
    grants = [grant_of(screen) for screen in (member, another(member), another(member))]
    monkeypatch.setattr(leases, "_leases", broken)
    assert [fetch(stranger, grant) for grant in grants] == [200, 200, 200]


def test_while_nothing_can_be_written_a_film_is_given_and_not_tried_each_time(owner, stranger, monkeypatch):
    grant, tried = grant_of(owner), []
    monkeypatch.setattr(delivering, "standing_of", lambda *asked: tried.append(asked) or broken())
    assert [fetch(stranger, grant, seconds=second) for second in (0, 1, 59, 60)] == [200] * 4
    assert len(tried) == 2
    monkeypatch.undo()
    assert fetch(stranger, grant, seconds=120) == 200
    assert sessions_written() == 1


def broken(*_args):
    raise OperationalError("SELECT", {}, Exception("away"))


def test_one_too_many_is_written_on_an_earlier_one(owner, stranger):
    fetch(stranger, grant_of(owner))
    attempts.note(*[attempts.subject_of("playback", f"household {owner.household.id}")] * 60)
    db.session.commit()
    with clock.standing_at(ANCHOR + MINUTE):
        grant, told = grant_of(owner), owner.renew(PAID, "r" * 22)
    assert (fetch(stranger, grant, seconds=70), told.status_code) == (200, 200)
    assert session_row(grant["session"]) is None
    assert list(_plays(owner.household.id, ANCHOR + MINUTE)) == [(episode(PAID).id, ANCHOR + timedelta(seconds=70))]


def test_an_address_of_one_too_many_counts_for_what_was_never_played(owner):
    attempts.note(*[attempts.subject_of("playback", f"household {owner.household.id}")] * 60)
    db.session.commit()
    owner.renew(PAID, "r" * 22)
    assert list(_plays(owner.household.id, ANCHOR)) == [(episode(PAID).id, ANCHOR)]


def test_minutes_of_a_silent_player_are_played(owner, stranger):
    grant = grant_of(owner)
    told = [fetch(stranger, grant, seconds=second) for second in range(0, 181, 4)]
    assert set(told) == {200}
    assert session_row(grant["session"]).played_s == 180


def test_a_pause_is_no_play_however_long_it_is(owner, stranger):
    grant = grant_of(owner)
    fetch(stranger, grant)
    with clock.standing_at(ANCHOR + timedelta(seconds=10)):
        owner.beat(PAID, grant["session"], position_s=10, played_s=10, state="paused")
    assert [fetch(stranger, grant, seconds=second) for second in (200, 201)] == [200, 200]
    assert session_row(grant["session"]).played_s == 10


def test_a_childs_minutes_end_without_a_word_of_its_player(child, stranger):
    profile = db.session.get_one(Profile, child.profile.id)
    profile.weekday_minutes = profile.weekend_minutes = 2
    profile.is_strict = True
    db.session.commit()
    grant = grant_of(child, ("undersea-garage", 1, 1))
    told = [fetch(stranger, grant, seconds=second) for second in range(0, 200, 10)]
    assert told == [200] * 18 + [403] * 2
    assert db.session.get_one(Profile, child.profile.id).watched_s == 120


def rented(screen: Screen) -> Entitlement:
    """Let a household rent the paid episode."""
    screen.own(PAID, source="rental-1", kind="rental", start_by_at=ANCHOR + timedelta(days=30))
    db.session.commit()
    return db.session.scalar(select(Entitlement).where(Entitlement.source == "rental-1"))


def test_a_rental_starts_after_three_minutes_of_a_silent_player(family, stranger):
    right, grant = rented(family), grant_of(family)
    told = {fetch(stranger, grant, seconds=second) for second in range(0, 177, 4)}
    assert (told, right.started_at) == ({200}, None)
    fetch(stranger, grant, seconds=180)
    assert right.started_at == ANCHOR + timedelta(seconds=180)


@pytest.mark.parametrize("says", [True, False])
def test_a_rental_that_was_fetched_in_silence_starts_with_the_next_time(family, stranger, says):
    right, grant = rented(family), grant_of(family)
    fetch(stranger, grant)
    if says:
        with clock.standing_at(ANCHOR + timedelta(seconds=5)):
            family.beat(PAID, grant["session"], position_s=5, played_s=5, state="closed")
    later = timedelta(days=3)
    with clock.standing_at(ANCHOR + later):
        again = grant_of(family)
    assert right.started_at is None, "opening the page is no play"
    assert fetch(stranger, again, seconds=later.total_seconds()) == 200
    assert right.started_at == (None if says else ANCHOR + later)


def test_first_pieces_that_are_fetched_at_once_are_one_session(committed_shop):
    with committed_shop.app_context():
        owner = signed_in(committed_shop)
        owner.own(PAID)
        db.session.commit()
        grant = grant_of(owner)
        screens = [Screen(committed_shop) for _ in range(8)]
        told = at_once(committed_shop, *[lambda screen=screen: fetch(screen, grant) for screen in screens])
        assert told == [200] * 8
        leased = select(StreamLease.session_id).where(StreamLease.household_id == owner.household.id)
        assert db.session.scalars(leased).all() == [grant["session"]]
        of_household = select(PlaybackSession.id).where(PlaybackSession.household_id == owner.household.id)
        assert db.session.scalars(of_household).all() == [grant["session"]]
