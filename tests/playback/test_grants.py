"""Grants: every one decides again, whoever asks, and its refusal ends the playback."""

from datetime import timedelta

import pytest

from tbo import clock
from tbo.catalog.models import Episode, FreeWindow, Title
from tbo.db import db
from tbo.entitlements.grants import revoke
from tbo.playback.signers import EmbeddedOrigin
from tbo.rules.stream_token import StreamKey, session_of

from ..conftest import ANCHOR
from .screens import FREE, NEXT, PAID, SAME_SITE, SESSION, Screen, address, episode, session_row, signed, signed_in


def test_an_anonymous_visitor_gets_a_free_episode_without_any_cookie(passer_by):
    answer = passer_by.renew(FREE)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_grant_says_where_until_when_and_what_the_time_is(passer_by):
    grant = passer_by.renew(FREE).json
    now = ANCHOR.timestamp()
    assert grant == {
        "url": grant["url"],
        "expires_at": now + 300,
        "now": now,
        "session": SESSION,
        "mode": "prefix",
        "heartbeat_seconds": 20,
    }
    assert passer_by.open(grant["url"]).status_code == 200


def test_who_owns_it_gets_a_grant_and_others_do_not(owner, passer_by):
    assert owner.renew(PAID).status_code == 200
    for stranger in (passer_by, signed_in(owner.app)):
        answer = stranger.renew(PAID)
        assert (answer.status_code, answer.json["then"], answer.json["reason"]) == (403, "stop", "for-sale")
        assert "url" in answer.json
        assert "/hls/" not in answer.get_data(as_text=True)


def test_a_grant_of_one_episode_opens_no_other(owner):
    assert owner.renew(NEXT).status_code == 403


def test_a_refusal_says_why_and_where_to_go_on(owner):
    revoke("order", "order-1", "refund")
    db.session.commit()
    answer = owner.renew(PAID).json
    assert answer["words"] == "这一集的观看权限到这里为止。买下它，或者用会员接着看。"
    assert owner.open(answer["url"]).status_code == 402


def test_a_refund_ends_what_is_playing_and_its_address_at_once(owner):
    url = owner.renew(PAID).json["url"]
    assert owner.open(url).status_code == 200
    revoke("order", "order-1", "refund")
    db.session.commit()
    assert owner.renew(PAID).status_code == 403
    assert owner.open(url).status_code == 403


def test_a_signed_out_device_gets_no_grant_and_its_address_stops(owner):
    url = owner.renew(PAID).json["url"]
    owner.device.revoked_at = clock.now()
    db.session.commit()
    assert owner.open(url).status_code == 403
    assert owner.renew(PAID).json["reason"] == "for-sale"


def test_an_ended_session_stays_ended_and_who_may_watch_goes_on_with_another(owner):
    owner.renew(PAID)
    session_row(SESSION).ended_at = clock.now()
    db.session.commit()
    grant = owner.renew(PAID).json
    assert grant["session"] != SESSION
    assert session_row(SESSION).ended_at is not None
    assert session_row(grant["session"]).household_id == owner.household.id


def test_a_session_of_another_household_is_not_taken_over(owner, shop):
    owner.renew(PAID)
    thief = signed_in(shop)
    thief.own(PAID)
    assert thief.renew(PAID).json["session"] != SESSION
    assert session_row(SESSION).household_id == owner.household.id


@pytest.mark.parametrize("what", ["grants", "beats"])
@pytest.mark.parametrize("is_anybody", [True, False])
def test_a_refused_stranger_ends_nobodys_session(owner, passer_by, what, is_anybody):
    url = owner.renew(PAID).json["url"]
    stranger = passer_by if is_anybody else signed_in(owner.app)
    said = {"session": SESSION, "position_s": 1, "played_s": 0, "state": "paused"}
    assert stranger.ask(PAID, what, said).status_code == 403
    assert session_row(SESSION).ended_at is None
    assert owner.open(url).status_code == 200


def test_a_session_of_another_episode_is_not_used_again(passer_by):
    passer_by.renew(FREE)
    other = ("return-the-lantern", 1, 1)
    assert passer_by.renew(other).json["session"] != SESSION


def test_an_address_does_not_outlive_the_access_it_was_given_for(passer_by, changed_catalogue):
    db.session.add(
        FreeWindow(
            episode_id=episode(PAID).id, opens_at=ANCHOR - timedelta(hours=1), closes_at=ANCHOR + timedelta(seconds=40)
        )
    )
    db.session.commit()
    changed_catalogue()
    assert passer_by.renew(PAID).json["expires_at"] == ANCHOR.timestamp() + 40
    with clock.standing_at(ANCHOR + timedelta(seconds=40)):
        assert passer_by.renew(PAID).json["reason"] == "for-sale"


def test_a_plan_that_lapses_ends_at_the_next_grant(family):
    family.own(PAID, kind="plan", episode_id=None, plan_key="monthly-1", ends_at=ANCHOR + timedelta(minutes=3))
    db.session.commit()
    assert family.renew(PAID).json["expires_at"] == ANCHOR.timestamp() + 180
    with clock.standing_at(ANCHOR + timedelta(minutes=3)):
        assert family.renew(PAID).status_code == 403


def test_a_browsers_own_player_gets_one_address_for_the_whole_episode(owner):
    grant = owner.renew(PAID, native=True).json
    assert grant["expires_at"] == ANCHOR.timestamp() + episode(PAID).duration_s + 2 * 3600
    assert owner.open(grant["url"]).status_code == 200


def test_a_long_address_lives_by_its_beats(owner):
    url = owner.renew(PAID, native=True).json["url"]
    for minutes in (4, 8, 12):
        with clock.standing_at(ANCHOR + timedelta(minutes=minutes)):
            assert owner.beat(PAID, position_s=minutes * 60, played_s=20).status_code == 200
            assert owner.open(url).status_code == 200
    with clock.standing_at(ANCHOR + timedelta(minutes=17, seconds=1)):
        assert owner.open(url).status_code == 403


def test_a_long_address_ends_with_the_beat_that_is_refused(owner):
    url = owner.renew(PAID, native=True).json["url"]
    revoke("order", "order-1", "refund")
    db.session.commit()
    assert owner.beat(PAID).status_code == 403
    assert owner.open(url).status_code == 403


def test_a_child_is_refused_without_a_price(child):
    answer = child.renew(PAID)
    assert answer.status_code == 403
    assert answer.json["reason"] in ("ask-a-parent", "not-in-pool", "too-young")
    assert "¥" not in answer.get_data(as_text=True)


def test_a_title_that_was_taken_down_is_nowhere(owner, changed_catalogue):
    db.session.query(Title).filter(Title.slug == PAID[0]).update({"published_at": None})
    db.session.commit()
    changed_catalogue()
    assert owner.renew(PAID).status_code == 404
    assert owner.beat(PAID).status_code == 404


def test_an_episode_whose_film_is_missing_has_no_grants(passer_by, changed_catalogue):
    db.session.query(Episode).filter(Episode.id == episode(FREE).id).update({"asset": None})
    db.session.commit()
    changed_catalogue()
    assert passer_by.renew(FREE).status_code == 404


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
def test_only_our_own_page_may_ask(passer_by, headers):
    for what in ("grants", "beats"):
        answer = passer_by.open(f"{address(FREE)}/{what}", "POST", json={"session": SESSION}, headers=headers)
        assert answer.status_code == 403


def test_an_older_browser_is_known_by_its_origin(passer_by):
    headers = {"Origin": "http://shop.test"}
    answer = passer_by.open(
        f"{address(FREE)}/grants", "POST", json={"session": SESSION}, headers=headers, base_url="http://shop.test"
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b'{"session": null}', b'{"session": 7}', b'{"session": ["s"]}', b"[" * 100_000,
     b'{"session": "short"}', b'{"session": "' + b"s" * 23 + b'"}', b'{"session": "\\ud800aaaaaaaaaaaaaaaaaaaaa"}',
     b'{"session": "' + "é".encode() * 22 + b'"}', b"\xff\xfe", b'{"session": "' + b"s" * 21 + b'\\n"}'],
)  # fmt: skip
def test_nonsense_is_a_bad_request(passer_by, body):
    for what in ("grants", "beats"):
        answer = passer_by.open(
            f"{address(FREE)}/{what}", "POST", data=body, headers=SAME_SITE, content_type="application/json"
        )
        assert answer.status_code == 400, body[:40]


@pytest.mark.parametrize("place", [("west-of-orion", 1, 999), ("nothing", 1, 1), ("west-of-orion", 0, 1)])
def test_there_is_no_grant_for_what_there_is_not(passer_by, place):
    assert passer_by.renew(place).status_code == 404


def test_a_grant_is_asked_for_with_post(passer_by):
    assert passer_by.open(f"{address(FREE)}/grants").status_code == 405


def test_the_older_of_two_keys_still_opens(shop, passer_by):
    """The signer's keys come from TBO_STREAM_KEYS, the newest first."""
    old = shop.extensions["tbo.signer"]
    before = passer_by.renew(FREE).json["url"]
    shop.extensions["tbo.signer"] = EmbeddedOrigin((StreamKey("k2", b"n" * 32), *old.keys), 300)
    try:
        after = passer_by.renew(FREE).json["url"]
        assert after.split(".")[1] == "k2"
        assert [passer_by.open(url).status_code for url in (before, after)] == [200, 200]
        shop.extensions["tbo.signer"] = EmbeddedOrigin((StreamKey("k2", b"n" * 32),), 300)
        assert [passer_by.open(url).status_code for url in (before, after)] == [403, 200]
    finally:
        shop.extensions["tbo.signer"] = old


def test_the_token_names_the_session_and_the_asset(owner):
    _, _, token, asset, file = owner.renew(PAID).json["url"].split("/")
    keys = owner.app.extensions["tbo.signer"].keys
    assert session_of(token, asset, keys, ANCHOR.timestamp())[0] == SESSION
    assert (asset, file) == (episode(PAID).asset, "master.m3u8")
    assert owner.open(signed("another")).status_code == 404


def test_another_network_is_no_reason_to_refuse(owner):
    """Phones change their address while they play."""
    first = owner.renew(PAID).json["session"]
    owner.network = "198.51.100.77"
    assert owner.renew(PAID).json["session"] == first
    assert Screen(owner.app).open(owner.renew(PAID).json["url"]).status_code == 200
