"""Titles that need a right, delivered by a network that tells us of no film: the first address leaves a trace."""

from urllib.parse import urljoin

import pytest

from tbo import clock
from tbo.orders.refunds.requests import _plays
from tbo.playback.sessions import end

from ..conftest import ANCHOR
from ..support.networks import NETWORKS
from .screens import FREE, PAID, SESSION, address, episode, player_config, session_row, sessions_written
from .test_delivered import deliver

__all__ = ["deliver"]
FILE = "video/480p/s0000.m4s"
NOW = ANCHOR.timestamp()
ELSEWHERE = ["nginx", "cloudfront"]


def page_of(screen, place=PAID):
    """The page, and what it hands out."""
    answer = screen.open(address(place))
    return answer, player_config(answer)["grant"]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_page_of_what_was_bought_opens_nothing_until_its_player_asks(owner, deliver, name):
    deliver(name)
    answer, grant = page_of(owner)
    assert (grant["url"], grant["expires_at"]) == ("", int(NOW))
    assert "Set-Cookie" not in answer.headers
    assert list(_plays(owner.household.id, ANCHOR)) == []
    given = owner.renew(PAID, grant["session"])
    cookies = {cookie.key: cookie.value for cookie in owner.client._cookies.values() if cookie.key != "tbo-device"}
    assert given.json["session"] == grant["session"]
    assert NETWORKS[name].opens(urljoin(given.json["url"], FILE), cookies, NOW)
    assert list(_plays(owner.household.id, ANCHOR)) == [(episode(PAID).id, ANCHOR)]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_free_film_is_opened_by_its_page(owner, deliver, name):
    deliver(name)
    assert page_of(owner, FREE)[1]["url"] != ""
    assert sessions_written() == 0


def test_what_plays_on_after_a_take_over_is_written_with_its_address(owner, deliver):
    deliver("nginx")
    owner.beat(PAID)
    end(SESSION, episode(PAID).id, owner.household.id)
    fresh = owner.beat(PAID).json["grant"]
    assert NETWORKS["nginx"].opens(urljoin(fresh["url"], FILE), {}, NOW)
    assert session_row(fresh["session"]).household_id == owner.household.id


def test_where_lists_are_ours_the_first_list_of_film_is_the_trace(owner, visitor, deliver):
    deliver("aliyun-a")
    grant = page_of(owner)[1]
    for file in ("master.m3u8", "thumbnails/index.vtt", "subtitles/en/list.m3u8"):
        assert visitor.get(urljoin(grant["url"], file)).status_code == 200
    assert sessions_written() == 0
    assert visitor.get(urljoin(grant["url"], "video/480p/list.m3u8")).status_code == 200
    assert session_row(grant["session"]).started_at == clock.now()
