"""What everybody may see, judged by what leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.web.sharing import is_shareable, shared_for

GOOD = {"Cache-Control": "public, max-age=0, s-maxage=60", "Vary": "Cookie, hx-request", "Content-Type": "text/html"}


def test_a_public_page_may_be_shared():
    assert is_shareable("200 OK", list(GOOD.items()), b"<p>words</p>")


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        ("404 NOT FOUND", {}, b""),
        ("302 FOUND", {}, b""),
        ("200 OK", {"Set-Cookie": "a=b"}, b""),
        ("200 OK", {"Cache-Control": "private, no-store"}, b""),
        ("200 OK", {"Cache-Control": "public, no-store"}, b""),
        ("200 OK", {"Cache-Control": ""}, b""),
        ("200 OK", {"Vary": "Cookie, User-Agent"}, b""),
        ("200 OK", {"Vary": "*"}, b""),
        ("200 OK", {}, b'<input type="hidden" name="csrf_token" value="x">'),
        ("200 OK", {}, b'hx-headers=\'{"X-CSRFToken": "x"}\''),
    ],
)
def test_anything_else_is_not_shared(status, headers, body):
    assert not is_shareable(status, list((GOOD | headers).items()), body)


@given(st.integers(-10, 10**6))
def test_nobody_in_front_shows_a_page_beyond_its_end(seconds):
    said = dict(part.split("=") for part in shared_for(seconds).split(", ") if "=" in part)
    assert int(said["max-age"]) == 0
    assert 0 <= int(said["s-maxage"]) + int(said["stale-while-revalidate"]) <= max(0, seconds)


def test_each_page_says_who_may_keep_it(visitor):
    assert visitor.get("/").headers["Cache-Control"].startswith("public, max-age=0, s-maxage=")
    assert {"Cookie", "HX-Request", "HX-Request-Type"} <= set(visitor.get("/").vary.to_header().split(", "))
    assert visitor.get("/sign-in").headers["Cache-Control"] == "private, no-store"
    assert visitor.get("/no-such-page").headers["Cache-Control"] == "no-store"
    visitor.set_cookie("tbo-device", "x" * 43)
    assert visitor.get("/").headers["Cache-Control"] == "private, no-store"
