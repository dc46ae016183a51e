"""Pages made for one request leave packed, where the browser takes it and it is worth it."""

import gzip

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tbo.web import packing

LONG, SHORT = "words " * 400, "words"


@pytest.fixture
def browser():
    """A browser before an application that says what it is asked for."""
    app = Flask("tiny")
    packing.init_app(app)

    @app.route("/<kind>/<int:is_long>")
    def say(kind: str, is_long: int) -> Response:
        return Response(LONG if is_long else SHORT, mimetype={"page": "text/html", "film": "video/mp4"}[kind])

    @app.get("/packed")
    def packed() -> Response:
        return Response(gzip.compress(LONG.encode()), mimetype="text/html", headers={"Content-Encoding": "gzip"})

    return FlaskClient(app, app.response_class)


def test_a_page_leaves_packed_and_says_so(browser):
    answer = browser.get("/page/1", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.data).decode() == LONG
    assert int(answer.headers["Content-Length"]) == len(answer.data) < 100


def test_who_does_not_take_it_gets_it_as_it_is_and_caches_hear_why(browser):
    answer = browser.get("/page/1", headers={"Accept-Encoding": "gzip;q=0"})
    assert answer.get_data(as_text=True) == LONG
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("address", ["/page/0", "/film/1"])
def test_what_is_short_or_packed_by_nature_stays_as_it_is(browser, address):
    assert "Content-Encoding" not in browser.get(address, headers={"Accept-Encoding": "gzip"}).headers


def test_what_is_packed_is_not_packed_again(browser):
    answer = browser.get("/packed", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(answer.data).decode() == LONG


def test_head_says_nothing_of_a_body(browser):
    assert browser.head("/page/1", headers={"Accept-Encoding": "gzip"}).data == b""


def test_a_watch_page_leaves_packed(visitor):
    answer = visitor.get("/watch/west-of-orion/1/1")
    packed = FlaskClient(visitor.application, visitor.application.response_class).get(
        "/watch/west-of-orion/1/1", headers={"Accept-Encoding": "gzip"}
    )
    assert answer.status_code == 200
    assert len(packed.data) < len(answer.data) / 3
