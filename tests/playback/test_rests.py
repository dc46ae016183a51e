"""Reminders to rest: told to minors with a beat once they have watched for long, and nothing stops."""

from datetime import timedelta

import pytest

from tbo import clock

from ..conftest import ANCHOR
from ..support.parsing import parsed
from .screens import FREE, SESSION, Screen, address, signed_in

# Free, and in the children's pool.
PLACE, AFTER = ("undersea-garage", 1, 1), ("undersea-garage", 1, 2)
MINUTE = 60


def watch(screen: Screen, begins: int, minutes: int, session: str = SESSION, place=PLACE) -> list[dict]:
    """Watch from a minute of the evening on, a beat each minute; return the answers."""
    answers = []
    for minute in range(minutes + 1):
        with clock.standing_at(ANCHOR + timedelta(minutes=begins + minute)):
            answer = screen.beat(place, session=session, position_s=1, played_s=60 if minute else 0)
            assert answer.json["then"] == "continue"
            answers.append(answer.json)
    return answers


@pytest.mark.parametrize("kind", ["child", "teen"])
def test_a_minor_is_reminded_after_half_an_hour_and_watches_on(shop, kind):
    answers = watch(signed_in(shop, kind=kind, rating_cap=12), 0, 61)
    assert [answer.get("rest", {}).get("number", 0) for answer in answers] == [*[0] * 30, *[1] * 30, 2, 2]
    assert "30 分钟" in answers[30]["rest"]["words"]
    assert "60 分钟" in answers[60]["rest"]["words"]


def test_another_episode_is_no_rest_and_a_break_is(child):
    child.own(AFTER)
    assert "rest" not in watch(child, 0, 20)[-1]
    # The next one begins at once: together they are half an hour.
    assert watch(child, 21, 10, "t" * 22, AFTER)[-1]["rest"]["number"] == 1
    assert "rest" not in watch(child, 41, 20, "u" * 22)[-1]


def test_each_profile_rests_for_itself(child):
    watch(child, 0, 29)
    stranger = signed_in(child.app, kind="child", rating_cap=12)
    assert "rest" not in watch(stranger, 20, 5, "t" * 22)[-1]


def test_grown_ups_and_visitors_are_left_in_peace(owner, passer_by):
    for screen, session in ((owner, "t" * 22), (passer_by, "u" * 22)):
        assert all(set(answer) == {"then"} for answer in watch(screen, 0, 31, session, FREE))


def test_the_page_has_a_place_for_it_that_interrupts_nobody(child):
    box = parsed(child.open(address(PLACE)).text).find(id="player-rest")
    assert box["role"] == "status"
    assert box.has_attr("hidden")
    assert box.button.get_text(strip=True) == "知道了"
