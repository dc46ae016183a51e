"""Kept pages: one rendering for everybody, and none of it for anybody who is known."""

import gzip
from dataclasses import replace
from datetime import timedelta
from threading import Event, Semaphore, Thread

import brotli
import pytest

from tbo import clock, create_app
from tbo.web import assets, known_pages, locale, page_cache
from tbo.web.sharing import personal_cookies

from .conftest import NOON, TinyShop


def test_a_second_visitor_gets_the_bytes_of_the_first(tiny):
    first, second = tiny.get(User_Agent="one"), tiny.get(User_Agent="another")
    assert first.data == second.data
    assert tiny.rendered == 1


def test_each_answer_has_a_number_of_its_own(tiny):
    numbers = {tiny.get().headers["X-Request-Id"] for _ in range(3)}
    assert len(numbers) == 3


def test_arguments_that_count_make_another_page(tiny):
    tiny.get("/page?after=1"), tiny.get("/page?after=2"), tiny.get("/page")
    assert tiny.rendered == 3
    assert len(tiny.layer.pages) == 3


def test_tracking_arguments_make_no_further_page(tiny):
    for query in (
        "",
        "?utm_source=a",
        "?spm=a.1.b&ali_trackid=2",
        "?x=%FF",
        "?" + "&".join(f"a{n}=1" for n in range(30)),
    ):
        tiny.get("/page" + query)
    assert tiny.rendered == 2, "only the argument that is no text at all is left to the shop itself"
    assert len(tiny.layer.pages) == 1


def test_the_order_of_arguments_does_not_matter_but_the_first_of_equal_names_counts(tiny):
    tiny.get("/page?x=1&after=2"), tiny.get("/page?after=2&after=3&y=1")
    assert tiny.rendered == 1


def test_a_part_and_its_page_are_kept_apart(tiny):
    (
        tiny.get(),
        tiny.get(HX_Request="true", HX_Request_Type="partial"),
        tiny.get(HX_Request="true", HX_Request_Type="full"),
    )
    assert tiny.rendered == 2


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [("br, gzip", "br", brotli.decompress), ("gzip;q=1, br;q=0.5", "gzip", gzip.decompress), ("", None, bytes)],
)
def test_each_encoding_says_the_same(tiny, accepted, encoding, unpack):
    plain = tiny.get().data
    answer = tiny.get(Accept_Encoding=accepted)
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.data) == plain
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert tiny.rendered == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "tbo-device=someone"},
        {"Cookie": "theme=dark; tbo=session"},
        {"Cookie": 'a="b"; tbo-device='},
        {"Authorization": "Basic eDp5"},
    ],
)
def test_somebody_known_is_left_to_the_shop(tiny, headers):
    tiny.get()
    tiny.get(**headers)
    assert tiny.rendered == 2


def test_the_cookie_of_an_arrival_is_no_person(tiny):
    tiny.get()
    tiny.get(Cookie="tbo-arrival=AAAAAAAAAAAAAAAAAAAAAA; _tracker=7")
    assert tiny.rendered == 1


def test_on_https_the_cookies_have_their_other_names(settings):
    app = create_app(replace(settings, base_url="https://shop.test"))
    assert personal_cookies(app) == {"__Host-tbo", "__Host-tbo-device"}


@pytest.mark.parametrize("known", ['"{0}"', "{0}", 'W/{0}, "other"', '"other", {0}', "*"])
def test_a_browser_that_has_the_page_hears_only_that(tiny, known):
    etag = tiny.get(Accept_Encoding="gzip").headers["ETag"]
    answer = tiny.get(Accept_Encoding="gzip", If_None_Match=known.format(etag))
    assert answer.status_code == 304
    assert answer.data == b""
    assert answer.headers["ETag"] == etag
    assert "Cookie" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"].startswith("public")


def test_another_page_or_encoding_is_not_the_one_that_the_browser_has(tiny):
    etag = tiny.get(Accept_Encoding="gzip").headers["ETag"]
    assert tiny.get("/page?after=1", Accept_Encoding="gzip", If_None_Match=etag).status_code == 200
    assert tiny.get(Accept_Encoding="br", If_None_Match=etag).status_code == 200
    assert tiny.get(Accept_Encoding="gzip", If_None_Match=etag[1:-1]).status_code == 200


def test_the_same_words_have_the_same_tag_in_every_process(settings, tiny):
    other = TinyShop(settings)
    assert other.get().headers["ETag"] == tiny.get().headers["ETag"]


def test_head_says_what_get_says_without_the_body(tiny):
    head, get = tiny.get(method="HEAD"), tiny.get()
    assert head.data == b""
    for name in ("Content-Length", "ETag", "Content-Type", "Cache-Control", "Vary"):
        assert head.headers[name] == get.headers[name]
    assert tiny.rendered == 1


def test_a_range_gets_the_whole_page(tiny):
    answer = tiny.get(Range="bytes=0-9")
    assert answer.status_code == 200
    assert len(answer.data) > 10


@pytest.mark.parametrize("host", ["shop.test", "SHOP.TEST:80", "127.0.0.1:8000", "localhost", "[::1]:80"])
def test_hosts_of_ours_share_one_page(tiny, host):
    tiny.get()
    tiny.get(Host=host)
    assert tiny.rendered == 1


@pytest.mark.parametrize("host", ["evil.example", "shop.test.evil.example", "[::1", "a..b", ""])
def test_another_host_is_left_for_the_shop_to_refuse(tiny, host):
    tiny.get()
    seen = tiny.layer.application
    tiny.layer.application = lambda environ, start: (start("400 BAD REQUEST", []), [b""])[1]
    assert tiny.get(Host=host).status_code == 400
    tiny.layer.application = seen
    assert tiny.get().status_code == 200


def test_other_methods_and_addresses_are_left_to_the_shop(tiny):
    tiny.get(), tiny.get("/other"), tiny.get("/other")
    assert tiny.get(method="POST").status_code == 405
    assert tiny.get("/nowhere").status_code == 404
    assert tiny.rendered == 3
    assert len(tiny.layer.pages) == 1


@pytest.mark.parametrize("status", [201, 302, 400, 404, 410, 500, 503])
def test_only_a_page_that_went_well_is_kept(tiny, status):
    tiny.status = status
    assert [tiny.get().status_code for _ in range(2)] == [status, status]
    assert tiny.rendered == 2
    assert len(tiny.layer.pages) == 0


def test_a_page_that_gives_a_cookie_is_not_kept(tiny):
    answers = [tiny.get("/personal") for _ in range(2)]
    assert all("Set-Cookie" in answer.headers for answer in answers)
    assert answers[0].headers["Cache-Control"] == "private, no-store"
    assert len(tiny.layer.pages) == 0


def test_a_page_is_rendered_anew_when_the_catalogue_changes(tiny):
    tiny.get()
    tiny.version += 1
    tiny.get(), tiny.get()
    assert tiny.rendered == 2


def test_a_change_during_the_rendering_makes_the_page_old_at_once(tiny):
    tiny.on_render = lambda: setattr(tiny, "version", 2)
    tiny.get(), tiny.get(), tiny.get()
    assert tiny.rendered == 2


def test_a_page_lives_a_minute(tiny):
    tiny.get()
    with clock.standing_at(NOON + timedelta(seconds=59)):
        tiny.get()
        assert tiny.rendered == 1
    with clock.standing_at(NOON + timedelta(seconds=60)):
        tiny.get()
        assert tiny.rendered == 2


def test_a_page_ends_with_what_it_says(tiny):
    tiny.true_for = timedelta(seconds=20)
    assert "s-maxage=20, stale-while-revalidate=0" in tiny.get().headers["Cache-Control"]
    with clock.standing_at(NOON + timedelta(seconds=19)):
        assert "s-maxage=1, stale-while-revalidate=0" in tiny.get().headers["Cache-Control"]
    with clock.standing_at(NOON + timedelta(seconds=20)):
        tiny.get()
    assert tiny.rendered == 2


def test_while_rendering_fails_the_former_page_is_shown_as_long_as_it_is_true(tiny):
    former = tiny.get().data
    tiny.status = 503
    with clock.standing_at(NOON + timedelta(minutes=5)):
        assert tiny.get().data == former
    with clock.standing_at(NOON + timedelta(hours=1)):
        assert tiny.get().status_code == 503
    tiny.version += 1
    with clock.standing_at(NOON + timedelta(minutes=5)):
        assert tiny.get().status_code == 503


def test_one_thread_renders_and_the_others_wait_for_it(tiny, monkeypatch):
    there, go, answers = Semaphore(0), Event(), []

    class Watched(Event):
        def wait(self, timeout=None):
            there.release()
            return super().wait(timeout)

    def render_slowly():
        there.release()
        assert go.wait(10)

    monkeypatch.setattr(page_cache, "Event", Watched)
    tiny.on_render = render_slowly
    threads = [Thread(target=lambda: answers.append(tiny.get().data)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert there.acquire(timeout=10)
    go.set()
    for thread in threads:
        thread.join(10)
    assert tiny.rendered == 1
    assert len(answers) == 8
    assert len(set(answers)) == 1


def test_who_waited_for_a_page_that_is_not_kept_gets_one_of_its_own(tiny, monkeypatch):
    tiny.layer._filling["/page", "", False] = done = Event()
    done.set()
    assert tiny.get().status_code == 200
    assert len(tiny.layer.pages) == 0


def test_memory_is_bounded(settings):
    small = TinyShop(settings, limit=20_000)
    for number in range(50):
        small.get(f"/page?after={number}")
    assert small.layer.pages.bytes <= 20_000
    assert 0 < len(small.layer.pages) < 50


def test_the_layers_stand_in_their_order(settings):
    app = create_app(replace(settings, env="development", proxies=1))
    files = app.wsgi_app
    assert isinstance(files, assets.Files)
    assert isinstance(files.application, page_cache.PageCache)
    assert isinstance(files.application.application, known_pages.KnownPages)
    assert isinstance(files.application.application.application, locale.LocalePrefix)
