"""However many films are on their way, some threads are left for pages."""

from wsgiref.util import FileWrapper

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tbo.web.lanes import FilmLane, install, places_for_films


class Film:
    """A file that knows whether it is open."""

    def __init__(self):
        self.is_open = True

    def read(self, _size: int) -> bytes:
        return b""

    def close(self) -> None:
        self.is_open = False


def shop(environ, start_response):
    """Answers everything; films as a file or as lines, or not at all."""
    if environ["PATH_INFO"] == "/hls/broken":
        raise RuntimeError
    start_response("200 OK", [])
    if environ["PATH_INFO"] == "/hls/file":
        return environ["wsgi.file_wrapper"](environ["film"])
    return iter([b"a", b"b"])


def ask(lane, path: str, **more):
    """Return the body and the status of an answer that nobody has read yet."""
    statuses = []
    environ = EnvironBuilder(path).get_environ() | more
    body = lane(environ, lambda status, _headers: statuses.append(status[:3]))
    return body, statuses[0]


def test_a_full_lane_asks_films_to_come_again_and_lets_pages_through():
    lane = FilmLane(shop, 2)
    held = [ask(lane, "/hls/x")[0] for _ in range(2)]
    body, status, headers = run_wsgi_app(lane, EnvironBuilder("/hls/x").get_environ())
    assert (status[:3], list(body), headers["Retry-After"]) == ("503", [], "1")
    assert ask(lane, "/")[1] == "200"
    held[0].close()
    assert ask(lane, "/hls/x")[1] == "200"


def test_a_place_is_free_when_the_last_byte_is_gone_and_not_before():
    lane = FilmLane(shop, 1)
    body, _status = ask(lane, "/hls/x")
    assert list(body) == [b"a", b"b"]
    assert ask(lane, "/hls/x")[1] == "503"
    body.close()
    assert ask(lane, "/hls/x")[1] == "200"


def test_a_servers_own_wrapper_stays_itself_and_its_file_is_closed():
    lane, film = FilmLane(shop, 1), Film()
    body, _status = ask(lane, "/hls/file", film=film, **{"wsgi.file_wrapper": FileWrapper})
    assert type(body) is FileWrapper
    assert ask(lane, "/hls/x")[1] == "503"
    body.close()
    assert not film.is_open
    assert ask(lane, "/hls/x")[1] == "200"


def test_what_breaks_keeps_no_place():
    lane = FilmLane(shop, 1)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            ask(lane, "/hls/broken")
    assert ask(lane, "/hls/x")[1] == "200"


@pytest.mark.parametrize(("threads", "places"), [(1, 1), (2, 1), (4, 2), (8, 6), (16, 14), (64, 56), (256, 224)])
def test_some_threads_are_kept_for_pages(threads, places):
    assert places_for_films(threads) == places


def test_a_shop_has_a_lane_for_its_threads(empty_app):
    before = empty_app.wsgi_app
    try:
        install(empty_app)
        assert empty_app.wsgi_app.app is before
        assert empty_app.wsgi_app.free._value == places_for_films(empty_app.extensions["tbo.settings"].web_threads)
    finally:
        empty_app.wsgi_app = before
