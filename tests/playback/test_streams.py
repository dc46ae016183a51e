"""Screens at once: the limit, taking over, and that nobody is ever kept from watching by the counter."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tbo import clock
from tbo.accounts.guests import new_household
from tbo.accounts.models import Device
from tbo.accounts.viewer import Viewer
from tbo.db import commits, db
from tbo.entitlements import grants
from tbo.entitlements.grants import Given, grant
from tbo.playback import beats, leases
from tbo.playback.models import StreamLease
from tbo.playback.sessions import Grant, renew

from ..support.at_once import at_once
from ..support.parsing import parsed
from .screens import (
    FREE,
    NEXT,
    PAID,
    Screen,
    add_device,
    address,
    another,
    episode,
    player_config,
    signed_in,
    take_over,
)

PLAN_STREAMS = 2


@pytest.fixture
def member(shop) -> Screen:
    """A grown-up of a household whose plan lets two screens play."""
    screen = signed_in(shop)
    until = clock.now() + timedelta(days=30)
    grant(
        screen.household.id, Given(kind="plan", starts_at=clock.now(), ends_at=until, plan_key="monthly"), "order", "p"
    )
    db.session.commit()
    return screen


def session(number: int) -> str:
    return f"{number:022d}"


def test_a_third_screen_is_told_who_watches_and_takes_one_over(member):
    second, third = another(member), another(member)
    for number, screen in enumerate((member, second)):
        assert screen.beat(PAID, session(number), position_s=20).json["then"] == "continue"
    refused = third.beat(PAID, session(3))
    assert (refused.status_code, refused.json["reason"]) == (403, "full-house")
    page = third.open(refused.json["url"])
    assert page.status_code == 409
    assert third.open(address(PAID)).status_code == 409
    rows = parsed(page.text).select(".screen-row")
    assert ["我" in row.get_text() and "iPhone" in row.get_text() for row in rows] == [True, True]
    chosen = rows[0].select_one("button")["value"]
    token = parsed(page.text).select_one("input[name=csrf_token]")["value"]
    with clock.standing_at(clock.now() + timedelta(seconds=18)):
        for screen in (member, second):
            db.session.expire_all()
            screen.device.last_seen_at = clock.now()
        answer = third.open(refused.json["url"], "POST", data={"device": chosen, "csrf_token": token})
        assert answer.location == address(PAID)
        resumed = player_config(third.open(answer.location))["resume_at_s"]
        # It stood at 20, 18 seconds ago; a moment earlier is where one goes on.
        assert 33 <= resumed <= 38
        assert third.beat(PAID, session(4)).json["then"] == "continue"
        told = [screen.beat(PAID, session(number)).status_code for number, screen in enumerate((member, second))]
        assert sorted(told) == [200, 403]


def test_what_was_taken_over_is_not_taken_back_by_the_next_beat(member):
    second, third = another(member), another(member)
    member.beat(PAID, session(1), position_s=40)
    second.beat(PAID, session(2))
    take_over(third, member.device)
    for answer in (member.beat(PAID, session(1), position_s=99), member.renew(PAID, session(1))):
        assert (answer.status_code, answer.json["reason"]) == (403, "full-house")
    member.ask(PAID, "beats", {"session": session(1), "position_s": 99, "played_s": 0, "state": "closed"})
    page = third.open(address(PAID))
    assert page.status_code == 200
    assert player_config(page)["resume_at_s"] == 35
    assert third.beat(PAID, session(3)).status_code == 200


def test_what_was_taken_over_moves_no_place_although_there_is_room(member):
    second = another(member)
    member.beat(PAID, session(1), position_s=40)
    take_over(second, member.device)
    assert member.beat(PAID, session(1), position_s=59).status_code == 200
    assert db.session.scalars(select(StreamLease.device_id)).all() == [second.device.id]
    assert player_config(member.open(address(PAID)))["resume_at_s"] == 35


def test_what_plays_on_in_a_house_with_room_is_given_a_session_that_counts(member):
    second, third = another(member), another(member)
    member.beat(PAID, session(1), position_s=40)
    take_over(second, member.device)
    assert "grant" not in member.beat(PAID, session(1), state="closed").json
    fresh = member.beat(PAID, session(1), position_s=59).json["grant"]
    assert fresh["session"] != session(1)
    assert member.open(fresh["url"]).status_code == 200
    assert member.beat(PAID, fresh["session"], position_s=59).json == {"then": "continue"}
    assert set(db.session.scalars(select(StreamLease.device_id))) == {member.device.id, second.device.id}
    refused = third.beat(PAID, session(3))
    assert refused.json["reason"] == "full-house"


def test_a_grant_of_a_beat_takes_no_place_that_is_gone_by_then(member):
    second, third = another(member), another(member)
    member.beat(PAID, session(1))
    take_over(second, member.device)
    fresh = member.beat(PAID, session(1)).json["grant"]
    for number, screen in enumerate((second, third), 2):
        assert screen.beat(PAID, session(number)).status_code == 200
    assert member.beat(PAID, fresh["session"]).json["reason"] == "full-house"
    assert member.open(fresh["url"]).status_code == 403


def test_a_new_grant_leaves_the_place_where_it_was(member):
    second, start = another(member), clock.now()
    member.beat(PAID, session(1), position_s=30)
    with clock.standing_at(start + timedelta(seconds=10)):
        member.renew(PAID, session(1))
    with clock.standing_at(start + timedelta(seconds=15)):
        take_over(second, member.device)
        assert player_config(second.open(address(PAID)))["resume_at_s"] == 40


def test_a_grant_after_the_page_was_left_keeps_the_place_that_was_known(member):
    second = another(member)
    member.beat(PAID, session(1), position_s=40)
    member.ask(PAID, "beats", {"session": session(1), "position_s": 40, "played_s": 0, "state": "closed"})
    member.renew(PAID, session(1))
    take_over(second, member.device)
    assert player_config(second.open(address(PAID)))["resume_at_s"] == 35


def test_what_is_closed_or_silent_makes_room(member):
    second, third = another(member), another(member)
    member.beat(PAID, session(1))
    second.beat(PAID, session(2))
    second.ask(PAID, "beats", {"session": session(2), "position_s": 9, "played_s": 0, "state": "closed"})
    assert third.beat(PAID, session(3)).status_code == 200
    assert second.beat(PAID, session(4)).status_code == 403
    with clock.standing_at(clock.now() + timedelta(seconds=60)):
        assert second.beat(PAID, session(5)).status_code == 200


def test_free_episodes_and_one_that_was_bought_play_in_a_full_house(member):
    screens = [another(member) for _ in range(4)]
    for number, screen in enumerate(screens[:PLAN_STREAMS]):
        screen.beat(PAID, session(number))
    assert screens[2].beat(FREE, session(7)).status_code == 200
    member.own(NEXT)
    db.session.commit()
    assert screens[2].beat(NEXT, session(8)).status_code == 200
    assert screens[3].beat(NEXT, session(9)).status_code == 403


def test_what_was_bought_takes_no_place_whichever_began_first(member):
    member.own(NEXT)
    db.session.commit()
    screens = [another(member) for _ in range(4)]
    assert screens[0].beat(NEXT, session(1)).status_code == 200
    told = [screen.beat(PAID, session(number)).status_code for number, screen in enumerate(screens[1:], 2)]
    assert told == [*[200] * PLAN_STREAMS, 403]


def test_a_refused_screen_has_no_working_address(member, asset):
    second, third = another(member), another(member)
    page = third.open(address(PAID))
    grant_given = player_config(page)["grant"]
    assert third.open(grant_given["url"]).status_code == 200
    member.beat(PAID, session(1))
    second.beat(PAID, session(2))
    assert third.beat(PAID, grant_given["session"]).status_code == 403
    assert third.open(grant_given["url"]).status_code == 403


def broken(*_args):
    raise OperationalError("SELECT", {}, Exception("away"))


def test_while_nobody_can_be_made_to_wait_people_watch(member, monkeypatch):
    monkeypatch.setattr(leases, "one_at_a_time", broken)
    assert member.open(address(PAID)).status_code == 200
    assert member.beat(PAID, session(1)).status_code == 200


def test_while_the_counter_is_broken_people_watch(member, monkeypatch):
    monkeypatch.setattr(leases, "_leases", broken)
    for number, screen in enumerate((member, another(member), another(member))):
        assert screen.open(address(PAID)).status_code == 200
        assert screen.beat(PAID, session(number)).status_code == 200


def test_another_households_screen_cannot_be_taken_over(member, shop):
    member.beat(PAID, session(1))
    stranger = signed_in(shop)
    stranger.own(PAID)
    db.session.commit()
    take_over(stranger, member.device)
    assert member.beat(PAID, session(1)).status_code == 200


def test_twenty_starts_at_once_never_exceed_the_limit(committed_shop):
    with committed_shop.app_context():
        household_id, viewers = commits(_some_devices)(20)

        def start(viewer: Viewer, number: int):
            return renew(viewer, episode(PAID), session(number), None)

        answers = at_once(committed_shop, *[lambda who=who, n=n: start(who, n) for n, who in enumerate(viewers)])
        assert all(not isinstance(answer, Exception) for answer in answers), answers
        assert sum(isinstance(answer, Grant) for answer in answers) == PLAN_STREAMS
        counted = select(func.count()).select_from(StreamLease).where(StreamLease.household_id == household_id)
        assert db.session.scalar(counted) == PLAN_STREAMS


@pytest.mark.parametrize("number", range(3))
def test_a_beat_at_the_instant_of_a_take_over_takes_nothing_back(committed_shop, number):
    with committed_shop.app_context():
        _, viewers = commits(_some_devices)(4)
        old, second, new = viewers[:3]
        film = episode(PAID)
        in_plan = grants.access_for(film.facts, old)
        for who, its in ((old, session(1)), (second, session(2))):
            assert beats.note(who, film, beats.Beat(its, 20, 60, 0), None).allowed
        device = db.session.get_one(Device, old.device_id).public_id

        def beat_on():
            return beats.note(old, episode(PAID), beats.Beat(session(1), 21, 60, 1), None)

        def take():
            return leases.take_over(new, episode(PAID), in_plan, device)

        answers = at_once(committed_shop, beat_on, take, beat_on, lambda: renew(old, episode(PAID), session(1), None))
        assert not any(isinstance(answer, Exception) for answer in answers), answers
        db.session.rollback()
        assert set(db.session.scalars(select(StreamLease.device_id))) == {second.device_id, new.device_id}
        assert beats.note(new, film, beats.Beat(session(3), 21, 60, 0), None).allowed


def _some_devices(count: int):
    household = new_household()
    until = clock.now() + timedelta(days=30)
    plan = Given(kind="plan", starts_at=clock.now(), ends_at=until, plan_key="monthly")
    grant(household.id, plan, "order", f"p{count}")
    devices = [add_device(household)[0] for _ in range(count)]
    ids = {"household_id": household.id, "profile_id": household.profiles[0].id}
    return household.id, [Viewer(device_id=device.id, **ids) for device in devices]
