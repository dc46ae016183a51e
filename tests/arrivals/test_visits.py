"""Arrivals: remembered by one cookie, found again for thirty days, never a burden."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tbo import clock
from tbo.arrivals import visits
from tbo.arrivals.models import Arrival
from tbo.arrivals.visits import current_arrival_or_none
from tbo.db import db
from tbo.rules.limits import Limit

from ..conftest import ANCHOR

ITEM, OTHER = "900000000105", "900000000107"
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def count() -> int:
    """How many arrivals there are since the demo shop was built."""
    return db.session.scalar(select(func.count()).select_from(Arrival).where(Arrival.created_at >= ANCHOR))


def known_of(shop, visitor) -> Arrival | None:
    cookie = visitor.get_cookie("tbo-arrival")
    with shop.test_request_context(headers={"Cookie": f"tbo-arrival={cookie.value}"} if cookie else {}):
        return current_arrival_or_none()


def test_the_browser_is_known_by_its_last_link(shop, visitor):
    visitor.get(f"/t/{ITEM}?spm=a1.b2")
    visitor.get(f"/t/{OTHER}?spm=c3.d4")
    assert known_of(shop, visitor).spm == "c3.d4"
    assert count() == 2


def test_the_cookie_is_ours_alone(visitor):
    cookie = visitor.get(f"/t/{ITEM}?spm=a1.b2").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_an_arrival_is_kept_for_thirty_days_and_then_no_more(shop, visitor):
    visitor.get(f"/t/{ITEM}?spm=a1.b2")
    came = clock.now()
    with clock.standing_at(came + timedelta(days=30) - timedelta(seconds=1)):
        assert known_of(shop, visitor) is not None
    with clock.standing_at(came + timedelta(days=30)):
        assert known_of(shop, visitor) is None


@pytest.mark.parametrize("value", ["", "x", "ä" * 22, "a" * 22, "a" * 4000, "../../etc", "a" * 21 + "'"])
def test_an_invented_cookie_is_no_arrival(shop, visitor, value):
    with shop.test_request_context(headers={"Cookie": f"tbo-arrival={value}".encode().decode("latin-1")}):
        assert current_arrival_or_none() is None


def test_the_same_item_opened_again_later_is_another_arrival(visitor):
    visitor.get(f"/t/{ITEM}")
    visitor.get(f"/t/{ITEM}")
    assert count() == 1, "going on is the same click"
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        visitor.get(f"/t/{ITEM}")
    assert count() == 2


def test_a_mere_look_leaves_nothing(visitor):
    response = visitor.head(f"/t/{ITEM}?spm=a1.b2")
    assert response.status_code == 302
    assert "Set-Cookie" not in response.headers
    assert count() == 0


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "Mozilla/5.0 (compatible; YisouSpider/5.0)",
    ],
)
def test_a_robot_is_led_on_and_not_counted(visitor, agent):
    response = visitor.get(f"/t/{ITEM}?spm=a1.b2", headers={"User-Agent": agent})
    assert response.location == f"/t/{ITEM}"
    assert (
        visitor.get(response.location, headers={"User-Agent": agent}).location == "/titles/return-the-lantern/seasons/1"
    )
    assert count() == 0


def test_a_flood_is_led_on_and_not_counted_beyond_its_limit(visitor, monkeypatch):
    monkeypatch.setattr(visits, "PER_NETWORK", (Limit(12, timedelta(minutes=5)),))
    for n in range(20):
        assert visitor.get(f"/t/{ITEM}?spm=a1.b{n}").status_code == 302
    assert count() == 12
    other = {"REMOTE_ADDR": "198.51.100.77"}
    visitor.get(f"/t/{ITEM}?spm=a1.c1", environ_overrides=other)
    assert count() == 13, "who comes from elsewhere is counted"
    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        visitor.get(f"/t/{ITEM}?spm=a1.c2")
    assert count() == 14


def test_looking_does_not_write(visitor):
    for address in ("/t/0", "/t/abc", "/t/900000000105/x", "/t/" + "9" * 40):
        assert visitor.get(address).status_code == 404
    assert count() == 0


@QUICK
@given(
    item=st.sampled_from([ITEM, OTHER, "900000000112", "900000000999"]),
    query=st.lists(
        st.tuples(
            st.one_of(st.sampled_from(["id", "skuId", "spm", "scm", "utm_source", "next"]), st.text(max_size=30)),
            st.text(max_size=300),
        ),
        max_size=90,
    ),
)
def test_no_parameters_do_harm(visitor, item, query):
    response = visitor.get(
        f"/t/{item}", query_string=[(name, value.encode("utf-8", "surrogatepass")) for name, value in query]
    )
    assert response.status_code in (302, 404, 410, 414)
    assert "Location" not in response.headers or response.location.startswith("/")


@QUICK
@given(query=st.binary(max_size=2000), path=st.binary(max_size=60))
def test_no_bytes_do_harm(visitor, query, path):
    response = visitor.open(
        environ_overrides={
            "PATH_INFO": "/t/" + path.decode("latin-1"),
            "QUERY_STRING": query.decode("latin-1"),
            "REQUEST_METHOD": "GET",
        }
    )
    assert response.status_code < 500
