"""Time at the screen: minutes counted by beats, nights, and asking a parent for more."""

import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts import attempts
from tbo.accounts.guests import new_household
from tbo.accounts.models import Profile
from tbo.accounts.viewer import Viewer
from tbo.catalog.episodes import episode_at, next_episode
from tbo.db import db
from tbo.demo.files import keep_media
from tbo.family import time
from tbo.family.models import TimeWish
from tbo.family.time import GOOD_FOR
from tbo.media.stores import LocalFolder

from ..support.at_once import at_once
from ..support.browser import Browser, household_of
from ..support.parsing import page_of
from .conftest import PHONE, PIN, closed, profile_called, watches_as

# Free, and in the children's pool.
PLACE = ("undersea-garage", 1, 1)
WATCH = "/watch/{}/{}/{}".format(*PLACE)
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
SESSION = "s" * 22
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def media(settings):
    """The demo shop's clips."""
    keep_media(LocalFolder(settings.media_folder))


@dataclass
class Evening:
    """A child that watches; the clock goes on with each beat."""

    browser: Browser
    at: object
    session: str = SESSION

    def watch(self, seconds: int):
        """Watch for so long; return the last answer."""
        answer = None
        for _ in range(seconds // 60):
            self.at += MINUTE
            answer = self.beat()
        return answer

    def beat(self, played_s: float = 60):
        with clock.standing_at(self.at):
            said = {"session": self.session, "position_s": 1, "played_s": played_s}
            return self.browser.open(f"{WATCH}/beats", method="POST", json=said, headers=SAME_SITE)

    def renew(self):
        with clock.standing_at(self.at):
            said = {"session": self.session}
            return self.browser.open(f"{WATCH}/grants", method="POST", json=said, headers=SAME_SITE)

    def page(self, status: int):
        with clock.standing_at(self.at):
            return self.browser.page(WATCH, status)


def set_time(family, name: str = "糖糖", **told) -> None:
    typed = {"weekday": "", "weekend": "", "rest_from": "", "rest_until": ""} | told
    assert family.post(f"/profiles/{profile_called(family, name).id}/time", **typed).status_code == 303


@pytest.fixture
def evening(family) -> Evening:
    """A Wednesday, ten past eight: the child has two minutes a day."""
    set_time(family, weekday="2", weekend="2")
    watches_as(family, "糖糖")
    evening = Evening(family, clock.now())
    assert evening.beat(0).status_code == 200
    return evening


def whole_minutes_s() -> int:
    """How long the episode lasts in seconds, to the next whole minute."""
    return -(-episode_at(*PLACE).duration_s // 60) * 60


def test_what_has_begun_may_end_and_the_next_one_waits(evening):
    assert evening.watch(180).json["then"] == "continue"
    page = evening.page(403)
    assert "今天的灯都熄了" in page.get_text()
    assert page.select_one("form[action='/time-wishes']")
    evening.session = "t" * 22
    refused = evening.beat()
    assert (refused.status_code, refused.json["reason"]) == (403, "time-up")


def test_what_has_begun_ends_when_it_has_played_for_as_long_as_it_lasts(evening):
    assert evening.watch(whole_minutes_s()).json["then"] == "continue"
    again = evening.watch(60)
    assert (again.status_code, again.json["reason"]) == (403, "time-up")


def test_of_what_waits_in_several_tabs_what_played_last_may_end(evening):
    evening.session = "t" * 22
    assert evening.watch(180).json["then"] == "continue"
    evening.session = SESSION
    assert evening.renew().json["reason"] == "time-up"
    evening.session = "t" * 22
    assert evening.renew().status_code == 200
    assert evening.watch(60).json["then"] == "continue"


def test_a_new_grant_after_the_minutes_are_up_follows_the_same_rule(evening):
    def renew():
        with clock.standing_at(evening.at):
            said = {"session": evening.session}
            return evening.browser.open(f"{WATCH}/grants", method="POST", json=said, headers=SAME_SITE)

    evening.watch(180)
    assert renew().status_code == 200
    evening.watch(whole_minutes_s() - 180)
    assert renew().json["reason"] == "time-up"


def test_a_strict_profile_is_cut_at_once(family):
    set_time(family, weekday="2", is_strict="1")
    watches_as(family, "糖糖")
    evening = Evening(family, clock.now())
    evening.beat(0)
    assert evening.watch(60).status_code == 200
    assert evening.watch(60).status_code == 200
    assert evening.watch(60).json["reason"] == "time-up"
    with clock.standing_at(evening.at):
        said = {"session": SESSION}
        refused = family.open(f"{WATCH}/grants", method="POST", json=said, headers=SAME_SITE)
    assert refused.json["reason"] == "time-up"


def test_more_is_not_counted_than_the_clock_went_on(evening):
    evening.at += MINUTE
    evening.beat(played_s=3000)
    assert profile_called(evening.browser, "糖糖").watched_s == 60


def test_a_page_opened_anew_all_the_time_is_counted_too(evening):
    household = household_of(evening.browser)
    with clock.standing_at(evening.at):
        attempts.note(*[attempts.subject_of("playback", f"household {household.id}")] * 60)
        db.session.commit()
    for number in range(2):
        evening.session = f"{number}" * 22
        assert evening.watch(60).json["then"] == "continue"
    assert profile_called(evening.browser, "糖糖").watched_s == 120
    evening.session = "z" * 22
    assert evening.beat(0).json["reason"] == "time-up"


def test_where_nothing_was_begun_before_one_more_session_is_written(family):
    set_time(family, weekday="2", weekend="2")
    watches_as(family, "糖糖")
    attempts.note(*[attempts.subject_of("playback", f"household {household_of(family).id}")] * 60)
    db.session.commit()
    evening = Evening(family, clock.now())
    assert evening.beat(0).json["then"] == "continue"
    assert evening.watch(60).json["then"] == "continue"
    assert profile_called(family, "糖糖").watched_s == 60


def test_tomorrow_begins_anew(evening):
    evening.watch(180)
    evening.page(403)
    evening.at += timedelta(days=1)
    evening.page(200)


def test_a_night_ends_what_plays(family):
    set_time(family, rest_from="20:05", rest_until="06:00")
    watches_as(family, "糖糖")
    evening = Evening(family, clock.now())
    assert evening.beat(0).status_code == 200
    evening.at += 5 * MINUTE
    for _again in range(2):
        assert evening.beat().json["reason"] == "night-rest"
        assert profile_called(family, "糖糖").watched_s == 60, "what played until then counts, once"
    assert "夜深了" in evening.page(403).get_text()
    until = " ".join(evening.page(403).select_one(".moon-words .lead").get_text().split())
    assert until.startswith("11 月 19 日 06:00")


def test_what_was_played_before_a_refused_grant_counts(family):
    set_time(family, rest_from="20:05", rest_until="06:00")
    watches_as(family, "糖糖")
    evening = Evening(family, clock.now())
    evening.beat(0)
    evening.at += MINUTE * 5
    assert evening.renew().json["reason"] == "night-rest"
    assert evening.beat(40).json["reason"] == "night-rest"
    assert profile_called(family, "糖糖").watched_s == 40


def test_a_grown_up_without_minutes_is_never_asked(family):
    evening = Evening(family, clock.now())
    evening.beat(0)
    assert evening.watch(300).status_code == 200
    assert profile_called(family, "我").watched_s == 0


def test_a_child_asks_and_a_parent_allows_it_on_the_phone(evening, shop):
    evening.watch(180)
    child = evening.browser
    with clock.standing_at(evening.at):
        asked = child.post("/time-wishes", next=WATCH)
        assert child.post("/time-wishes", next=WATCH).location == asked.location
        assert child.page(asked.location).select_one(".wish-code svg")
        assert not child.page(asked.location).select_one("button[name=minutes]")
        wish = asked.location.partition("?")[0]
        assert child.post(f"{wish}/answer", minutes="30").location == f"/pin?next={wish}"
        phone = Browser(shop, address="198.51.100.9")
        assert phone.get(wish).location == f"/sign-in?next={wish}"
        phone.sign_in(PHONE)
        asking = phone.page("/family").select_one(".wishes a")
        assert "糖糖 想再看一会儿" in asking.get_text()
        assert asking["href"] == wish
        assert "糖糖 想再看一会儿" in phone.page(wish).h1.get_text()
        assert phone.post(f"{wish}/answer", minutes="30").status_code == 303
        assert phone.post(f"{wish}/answer", minutes="60").status_code == 303
        assert not phone.page("/family").select(".wishes")
        assert "已经告诉 糖糖 了" in phone.page(wish).get_text()
        assert phone.page(wish).select_one("#wish a[href='/family']")
        assert "可以再看 30 分钟" in child.page(asked.location).get_text()
        assert "已经告诉" not in child.page(asked.location).get_text()
    evening.page(200)
    evening.at += 30 * MINUTE
    evening.page(403)


def test_a_parent_beside_the_child_answers_with_the_pin(evening):
    evening.watch(180)
    child = evening.browser
    with clock.standing_at(evening.at):
        wish = child.post("/time-wishes").location
        child.post(f"/pin?next={wish}", pin=PIN)
        assert child.page(wish).select("button[name=minutes]")
        child.post(f"{wish}/answer", minutes="15")
        assert child.get("/family").status_code == 403
        assert child.page(wish).select_one(".button.watch")
        assert not household_of(child).devices[0].unlocked_until
    evening.page(200)


def test_a_stranger_does_not_answer(evening, shop):
    evening.watch(180)
    with clock.standing_at(evening.at):
        wish = evening.browser.post("/time-wishes").location
        stranger = Browser(shop, address="198.51.100.9")
        stranger.sign_in("+8613900139000")
        assert stranger.get(wish).status_code == 404
        assert stranger.post(f"{wish}/answer", minutes="30").status_code == 404


def test_no_means_no_and_is_said_kindly(evening, family):
    evening.watch(180)
    with clock.standing_at(evening.at):
        wish = family.post("/time-wishes").location
        family.post("/pin", pin=PIN)
        family.post(f"{wish}/answer", minutes="0")
        assert "今天就到这里" in family.page(wish).get_text()
    evening.page(403)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"weekday": "x"}, ["weekday"]),
        ({"weekend": "1441"}, ["weekend"]),
        ({"weekday": "-1", "weekend": "1.5"}, ["weekday", "weekend"]),
        ({"rest_from": "22:00"}, ["rest_until"]),
        ({"rest_until": "06:00"}, ["rest_from"]),
        ({"rest_until": "24:00"}, ["rest_until"]),
    ],
)
def test_what_is_no_time_is_said_at_its_field_and_nothing_changes(family, typed, wrong):
    child = profile_called(family, "糖糖")
    answer = family.post(f"/profiles/{child.id}/time", **({"weekday": "40", "weekend": "60"} | typed))
    assert answer.status_code == 422
    form = page_of(answer).select_one("#time .family-form")
    fields = form.select(".field.wrong [aria-invalid=true]")
    assert [field["name"] for field in fields] == wrong
    for field in fields:
        assert form.select_one(f"#{field['aria-describedby']}[role=alert]").get_text(strip=True)
    assert [field["name"] for field in page_of(answer).select("[autofocus]")] == wrong[:1], "the page opens at it"
    assert form.select_one("#weekday")["value"] == typed.get("weekday", "40"), "what was typed stays"
    assert profile_called(family, "糖糖").weekday_minutes is None


def test_a_time_that_was_kept_is_said_beside_its_form_and_its_address_leads_there(family):
    child = profile_called(family, "糖糖")
    form = f"/profiles/{child.id}#time"
    saved = family.post(f"/profiles/{child.id}/time", weekday="40", weekend="60")
    assert saved.status_code == 303
    assert family.page(saved.location).select_one("#time [role=status]").get_text(strip=True) == "存好了"
    assert saved.location.endswith("#time")
    assert family.get(f"/profiles/{child.id}/time").location.endswith(form), "a reload of the answer"
    assert family.page(form).select_one("#time [role=status]") is None


def test_a_preset_sets_minutes_and_night(family):
    set_time(family, preset="under-8")
    child = profile_called(family, "糖糖")
    assert (child.weekday_minutes, child.weekend_minutes, child.rest_from, child.rest_until) == (40, 40, 1320, 360)


def test_the_next_episode_is_not_offered_when_the_minutes_are_up(evening):
    following = next_episode(episode_at(*PLACE).id)
    assert following is not None
    evening.watch(180)
    closed(evening.browser)
    with clock.standing_at(evening.at):
        address = f"/watch/{following.card.slug}/{following.season_number}/{following.number}"
        assert evening.browser.get(address).status_code == 403
    assert db.session.is_active


def test_two_parents_who_answer_at_one_instant_answer_once(committed_shop, monkeypatch):
    with committed_shop.app_context():
        household = new_household()
        child = household.profiles[0]
        wish = TimeWish(public_id="w" * 22, profile_id=child.id, asked_at=clock.now(), ends_at=clock.now() + GOOD_FOR)
        db.session.add(wish)
        db.session.commit()
        who, child_id = Viewer(household_id=household.id), child.id
    both_read, yes_said, late, really = threading.Barrier(2), threading.Event(), set(), time.wish_of

    def slowly(*asked):
        found = really(*asked)
        with suppress(threading.BrokenBarrierError):  # SQLite lets nobody read who means to write meanwhile.
            both_read.wait(1)
        if threading.get_ident() in late:
            yes_said.wait(1)
        return found

    def says_yes():
        time.answer_wish("w" * 22, 60)
        yes_said.set()

    def says_no():
        late.add(threading.get_ident())
        time.answer_wish("w" * 22, 0)

    monkeypatch.setattr(time, "viewer", lambda: who)
    monkeypatch.setattr(time, "may_answer", lambda _who: True)
    monkeypatch.setattr(time, "wish_of", slowly)
    assert at_once(committed_shop, says_yes, says_no) == [None, None]
    with committed_shop.app_context():
        wish, child = db.session.scalars(select(TimeWish)).one(), db.session.get(Profile, child_id)
        assert (child.free_until is not None) == (wish.minutes == 60)
