"""A shop whose films a network delivers: what the player is given, and what the shop still serves itself."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from werkzeug.http import parse_cookie

from tbo import clock
from tbo.catalog.models import Episode
from tbo.db import db
from tbo.playback.sessions import end
from tbo.playback.signers.factory import make

from ..conftest import ANCHOR
from ..support.networks import NETWORKS, URL, settings_for
from .screens import FREE, PAID, address, episode, player_config

NOW = ANCHOR.timestamp()
TRAILER = "/titles/west-of-orion/trailer"


@pytest.fixture
def deliver(shop, settings):
    """Let a network deliver for the rest of a test: deliver("nginx")."""
    own = shop.extensions["tbo.signer"]

    def choose(name: str) -> None:
        shop.extensions["tbo.signer"] = make(replace(settings, **settings_for(name)), shop_keys)

    shop_keys = own.keys
    yield choose
    shop.extensions["tbo.signer"] = own


def cookies_of(answer) -> dict[str, str]:
    """The cookies of the network in an answer."""
    lines = answer.headers.getlist("Set-Cookie")
    return {name: value for line in lines for name, value in parse_cookie(line.partition(";")[0]).items()}


def grant_of(screen, place=FREE) -> dict:
    """The grant of a watch page."""
    return player_config(screen.open(address(place)))["grant"]


@pytest.mark.parametrize("name", ["nginx", "bunny", "akamai-path"])
def test_a_token_in_the_path_is_inherited_by_everything_in_the_folder(passer_by, deliver, name):
    deliver(name)
    answer = passer_by.open(address(FREE))
    grant = player_config(answer)["grant"]
    assert (grant["mode"], grant["expires_at"] - int(grant["now"])) == ("prefix", 300)
    assert "Set-Cookie" not in answer.headers
    for file in ("video/480p/s0000.m4s", "thumbnails/index.vtt", "subtitles/en/text.vtt"):
        assert NETWORKS[name].opens(urljoin(grant["url"], file), {}, NOW)


@pytest.mark.parametrize("name", ["cloudfront", "akamai-cookie"])
def test_cookies_come_with_the_page_and_with_every_grant(passer_by, deliver, name):
    deliver(name)
    page = passer_by.open(address(FREE))
    grant = player_config(page)["grant"]
    again = passer_by.renew(FREE, grant["session"])
    assert grant["mode"] == again.json["mode"] == "cookie"
    assert grant["url"] == again.json["url"], "with cookies an address never changes"
    for answer in (page, again):
        assert NETWORKS[name].opens(urljoin(grant["url"], "video/480p/s0000.m4s"), cookies_of(answer), NOW)


def test_a_cookie_is_for_one_folder_for_as_long_as_the_grant_and_out_of_scripts_reach(passer_by, deliver):
    deliver("cloudfront")
    lines = passer_by.open(address(FREE)).headers.getlist("Set-Cookie")
    assert len(lines) == 3
    for line in lines:
        said = {part.strip() for part in line.split(";")[1:]}
        path = f"Path=/{episode(FREE).asset}/"
        assert said >= {"Secure", "HttpOnly", "SameSite=Lax", "Max-Age=300", "Domain=shop.test", path}


def test_who_may_not_watch_gets_no_cookie(passer_by, deliver):
    deliver("cloudfront")
    assert cookies_of(passer_by.open(address(PAID))) == {}
    assert cookies_of(passer_by.renew(PAID)) == {}


def test_where_a_network_answers_the_shop_answers_nothing(passer_by, visitor, deliver):
    url = grant_of(passer_by)["url"]
    assert visitor.get(url).status_code == 200
    for name in ("nginx", "cloudfront"):
        deliver(name)
        assert visitor.get(url).status_code == 403, name


REWRITE = [name for name, network in NETWORKS.items() if network.mode == "rewrite"]


@pytest.mark.parametrize("name", REWRITE)
def test_lists_at_the_shop_name_files_that_the_network_opens(passer_by, deliver, name):
    deliver(name)
    grant = grant_of(passer_by)
    opens = NETWORKS[name].opens
    assert grant["mode"] == "rewrite"
    master = lines_of(passer_by, grant["url"])
    assert "video/480p/list.m3u8" in master, "lists stay beside each other at the shop"
    files = [line for line in lines_of(passer_by, urljoin(grant["url"], "video/480p/list.m3u8")) if "://" in line]
    begin, *segments = files
    assert begin.startswith('#EXT-X-MAP:URI="')
    for url in (begin.split('"')[1], *segments):
        assert url.startswith(f"{URL}/")
        assert f"/{episode(FREE).asset}/video/480p/" in url
        assert opens(url, {}, NOW), url
        assert opens(url, {}, grant["expires_at"] - 60), "it lasts as long as the list's own address"
        assert not opens(url, {}, grant["expires_at"] + 1)
    assert len(segments) == 15
    assert opens(lines_of(passer_by, urljoin(grant["url"], "subtitles/en/list.m3u8"))[-2], {}, NOW)


def lines_of(screen, url: str) -> list[str]:
    """The lines of a list, which is kept nowhere."""
    answer = screen.open(url)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return answer.text.rstrip("\n").split("\n")


def test_seek_pictures_are_signed_one_by_one(passer_by, deliver):
    deliver("aliyun-a")
    grant = grant_of(passer_by)
    pictures = [line for line in lines_of(passer_by, urljoin(grant["url"], "thumbnails/index.vtt")) if "#xywh=" in line]
    assert len(pictures) == 30
    assert all(NETWORKS["aliyun-a"].opens(line.partition("#")[0], {}, NOW) for line in pictures)


def test_an_address_that_cannot_be_changed_lasts_for_the_film_and_a_pause(owner, deliver, asset):
    deliver("aliyun-a")
    db.session.query(Episode).filter_by(id=episode(PAID).id).update({"duration_s": 3000})
    length = episode(PAID).duration_s
    assert grant_of(owner, PAID)["expires_at"] == int(NOW) + length + 7200
    assert owner.renew(PAID).json["expires_at"] == int(NOW) + length + 7200


def test_no_address_lasts_beyond_the_access_it_was_given_for(family, deliver):
    family.own(PAID, ends_at=ANCHOR + timedelta(minutes=9))
    deliver("oss-v4")
    assert grant_of(family, PAID)["expires_at"] == int(NOW) + 540
    assert family.renew(PAID).json["expires_at"] == int(NOW) + 540


def test_an_ended_session_gets_no_list_any_more(owner, visitor, deliver):
    deliver("aliyun-c")
    grant = owner.renew(PAID).json
    assert visitor.get(grant["url"]).status_code == 200
    with clock.standing_at(ANCHOR + timedelta(minutes=30)):
        assert visitor.get(grant["url"]).status_code == 200, "a pause does not end it"
    end(grant["session"], episode(PAID).id, owner.household.id)
    assert visitor.get(grant["url"]).status_code == 403


def test_what_a_list_names_elsewhere_is_given_here_only_while_its_session_beats(passer_by, visitor, deliver):
    deliver("aliyun-a")
    grant = grant_of(passer_by)
    lists = [urljoin(grant["url"], file) for file in ("master.m3u8", "thumbnails/index.vtt", "keys/k0000.key")]
    segment = urljoin(grant["url"], "video/480p/s0000.m4s")
    assert [visitor.get(url).status_code for url in (*lists, segment)] == [200, 200, 404, 403]
    passer_by.beat(FREE, grant["session"])
    assert visitor.get(segment).status_code == 200
    with clock.standing_at(ANCHOR + timedelta(seconds=301)):
        assert [visitor.get(url).status_code for url in (*lists, segment)] == [200, 200, 404, 403]


@pytest.mark.parametrize("name", ["bunny", "cloudfront", "aliyun-b"])
def test_trailers_are_delivered_as_films_are(passer_by, deliver, name):
    deliver(name)
    answer = passer_by.open(TRAILER)
    grant = player_config(answer)["grant"]
    url, cookies = urljoin(grant["url"], "video/480p/init.mp4"), cookies_of(answer)
    if grant["mode"] == "rewrite":
        url = lines_of(passer_by, urljoin(grant["url"], "video/480p/list.m3u8"))[6].split('"')[1]
    assert NETWORKS[name].opens(url, cookies, NOW)
    assert grant["heartbeat_seconds"] == 0
