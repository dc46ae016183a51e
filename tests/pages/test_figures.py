"""Positions in links and what comes of them: counted by block and day, carried to the order, nothing of anybody."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.arrivals import positions
from tbo.arrivals.models import Arrival
from tbo.db import db
from tbo.pages import counting
from tbo.pages.counting import version_showing
from tbo.pages.figure_models import BlockDay
from tbo.pages.placing import placed
from tbo.rules.limits import Limit
from tbo.rules.touches import POSITION_LIFE

from ..conftest import ANCHOR
from ..playback.screens import PAID
from ..support.layers import pages_kept
from ..support.queries import recorded_queries

PAGE = "shuang11"
ROBOT = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}
OURS = {"Sec-Fetch-Site": "same-origin"}


def counted() -> dict[tuple[str, str], tuple[int, int]]:
    """Views and clicks by page and block."""
    db.session.rollback()
    rows = db.session.scalars(select(BlockDay).where(BlockDay.day >= ANCHOR.date()))
    return {(row.page, row.block): (row.views, row.clicks) for row in rows}


def first_link(visitor, address: str = f"/l/{PAGE}"):
    """The first link of a page's blocks, and the block it stands in."""
    block = visitor.page(address).select_one("[data-place]:has(a[href*='at='])")
    return block.select_one("a[href*='at=']")["href"], block["data-place"].partition(".")[2]


def known(shop, visitor) -> Arrival | None:
    """The arrival that something begun by this browser would name."""
    cookies = (visitor.get_cookie(name) for name in ("tbo-arrival", "tbo-at"))
    said = "; ".join(f"{cookie.key}={cookie.value}" for cookie in cookies if cookie)
    with shop.test_request_context(headers={"Cookie": said}):
        return positions.kept_arrival_or_none()


def arrivals() -> int:
    return db.session.scalar(select(func.count()).select_from(Arrival).where(Arrival.created_at >= ANCHOR))


def test_every_link_of_a_block_carries_its_own_position(visitor):
    for address in ("/", f"/en/l/{PAGE}"):
        blocks = visitor.page(address).select("[data-place]")
        assert len(blocks) > 1
        for block in blocks:
            away = block.select("a[href^='/']:not([href*='bill='])")
            links = [link["href"].partition("at=")[2] for link in away]
            assert links == [f"{block['data-place']}.{number}" for number in range(1, len(links) + 1)]


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<a href="/x">', '<a href="/x?at=p.b1.1">'),
        ('<a class="c" href="/x?a=1&amp;b=2#d">', '<a class="c" href="/x?a=1&amp;b=2&amp;at=p.b1.1#d">'),
        ('<a href="//elsewhere/x">', '<a href="//elsewhere/x">'),
        ('<a href="https://elsewhere/x">', '<a href="https://elsewhere/x">'),
        ('<a href="#here">', '<a href="#here">'),
        ('<a href="/?bill=x">', '<a href="/?bill=x">'),
        ('<abbr title="1" href="/x">', '<abbr title="1" href="/x">'),
        ("<section><div>", '<section data-place="p.b1"><div>'),
    ],
)
def test_only_addresses_of_the_shop_are_given_a_position(html, told):
    assert placed(html, "p.b1") == told
    assert placed(html, "") == html


def test_a_page_with_positions_is_kept_for_everybody_and_asks_nothing(shop, visitor):
    with pages_kept(shop) as front:
        first = visitor.get(f"/l/{PAGE}").data
        front.rendered.clear()
        with recorded_queries() as statements:
            again = visitor.get(f"/l/{PAGE}")
        assert (again.data, front.rendered, statements) == (first, [], [])
        assert "Set-Cookie" not in again.headers


def test_a_click_is_counted_and_the_address_goes_on_without_it(shop, visitor):
    href, block = first_link(visitor)
    with pages_kept(shop):
        answer = visitor.get(href)
        assert (answer.status_code, answer.location) == (302, href.replace(f"&at={PAGE}.{block}.1", ""))
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert counted() == {(PAGE, block): (0, 1)}
    assert arrivals() == 0


def test_the_rest_of_an_address_goes_on_in_its_language(visitor):
    answer = visitor.get(f"/en/plans?plan=yearly&at={PAGE}.b1.1&q=%E7%81%AF")
    assert answer.location == "/en/plans?plan=yearly&q=%E7%81%AF"


@pytest.mark.parametrize(
    "said", ["", "nowhere.b1.1", f"{PAGE}.b99.1", f"{PAGE}.b1.1.1", "<script>", "a" * 500, "children.b1.1"]
)
def test_a_position_that_no_page_shows_counts_for_nothing(visitor, said):
    assert "Set-Cookie" not in visitor.get("/plans", query_string={"at": said}).headers
    visitor.post("/figures", data={"seen": f"{said},{said}", "clicked": said}, headers=OURS)
    assert counted() == {}


def test_an_address_that_is_none_is_led_nowhere(visitor):
    for path in ("//elsewhere.test/x", "/no/such/page"):
        assert visitor.get(f"{path}?at={PAGE}.b1.1").status_code in (308, 400, 404)


def test_the_page_s_script_tells_views_and_clicks_in_one_go(visitor):
    told = {"seen": f"{PAGE}.b1,{PAGE}.b2,{PAGE}.b1", "clicked": f"{PAGE}.b1.2"}
    for _ in range(2):
        assert visitor.post("/figures", data=told, headers=OURS).status_code == 204
    assert counted() == {(PAGE, "b1"): (2, 2), (PAGE, "b2"): (2, 0)}
    version = db.session.scalar(select(BlockDay.version_id).limit(1))
    assert version == version_showing(PAGE, "b1") > 0


def test_another_site_s_page_cannot_count(visitor):
    assert (
        visitor.post("/figures", data={"seen": f"{PAGE}.b1"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )
    assert visitor.post("/figures", data={"seen": f"{PAGE}.b1"}).status_code == 403
    assert counted() == {}


def test_robots_and_floods_are_left_out(visitor, monkeypatch):
    visitor.get(f"/plans?at={PAGE}.b1.1", headers=ROBOT)
    visitor.post("/figures", data={"seen": f"{PAGE}.b1"}, headers=OURS | ROBOT)
    assert counted() == {}
    monkeypatch.setattr(counting, "PER_NETWORK", (Limit(3, timedelta(minutes=5)),))
    for _ in range(5):
        visitor.get(f"/plans?at={PAGE}.b1.1")
    assert counted() == {(PAGE, "b1"): (0, 3)}


def test_a_day_ends_at_the_shop_s_midnight(visitor):
    for seconds in (-1, 0):
        with clock.standing_at(ANCHOR.replace(hour=16) + timedelta(seconds=seconds)):
            visitor.get(f"/plans?at={PAGE}.b1.1")
    days = list(db.session.scalars(select(BlockDay.day).where(BlockDay.clicks > 0).order_by(BlockDay.day)))
    assert days == [ANCHOR.date(), ANCHOR.date() + timedelta(days=1)]


def test_a_block_goes_on_from_the_link_that_brought_the_browser(shop, visitor):
    visitor.get("/t/900000000105?spm=a1.b2")
    link = known(shop, visitor)
    visitor.get(f"/plans?at={PAGE}.b1.1")
    block = known(shop, visitor)
    assert (block.item_id, block.spm, block.source) == ("900000000105", "a1.b2", "tmall")
    assert (block.position, block.goes_on_id, block.created_at) == (f"{PAGE}.b1.1", link.id, link.created_at)
    assert known(shop, visitor).id == block.id
    assert arrivals() == 2


def test_a_browser_that_nobody_brought_has_its_block_alone(shop, visitor):
    assert known(shop, visitor) is None
    visitor.get(f"/plans?at={PAGE}.b1.1")
    found = known(shop, visitor)
    assert (found.position, found.goes_on_id, found.item_id, found.source) == (f"{PAGE}.b1.1", None, None, None)


def test_a_link_that_comes_later_takes_over_and_keeps_the_first(shop, visitor):
    visitor.get("/t/900000000105?spm=a1.b2")
    first = known(shop, visitor)
    visitor.get(f"/plans?at={PAGE}.b1.1")
    known(shop, visitor)
    with clock.standing_at(ANCHOR + timedelta(minutes=5)):
        visitor.get("/t/900000000107?utm_source=weibo")
        last = known(shop, visitor)
    assert (last.item_id, last.source, last.position, last.first_id) == ("900000000107", "weibo", None, first.id)


def test_a_block_is_forgotten_after_seven_days_and_its_link_is_not(shop, visitor):
    visitor.get("/t/900000000105?spm=a1.b2")
    visitor.get(f"/plans?at={PAGE}.b1.1")
    with clock.standing_at(ANCHOR + POSITION_LIFE - timedelta(seconds=1)):
        assert known(shop, visitor).position
    with clock.standing_at(ANCHOR + POSITION_LIFE):
        assert (known(shop, visitor).position, known(shop, visitor).item_id) == (None, "900000000105")


@pytest.mark.parametrize(
    "value", ["x", "home.b1.1", "home.b1.1~99999999999~" + "a" * 22, "<b>~1~" + "a" * 22, "ä" * 30]
)
def test_an_invented_cookie_is_no_click(shop, value):
    with shop.test_request_context(headers={"Cookie": f"tbo-at={value}".encode().decode("latin-1")}):
        assert positions.kept_arrival_or_none() is None


def test_who_was_brought_to_a_closed_door_is_noted_once(shop, visitor):
    closed = "/watch/{}/{}/{}".format(*PAID)
    visitor.get(closed)
    assert arrivals() == 0
    visitor.get("/t/900000000105?spm=a1.b2")
    for minute in (0, 5):
        with clock.standing_at(ANCHOR + timedelta(minutes=minute)):
            assert visitor.get(closed).status_code == 402
    assert known(shop, visitor).stopped_at == ANCHOR
