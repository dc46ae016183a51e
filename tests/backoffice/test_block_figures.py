"""What blocks and links brought: every fen of the ledger once, stages as they were reached, only for who may see it."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, func, select

from tbo.arrivals.models import Arrival
from tbo.backoffice.figures import funnel_pages
from tbo.backoffice.figures.blocks import of_page
from tbo.backoffice.figures.funnel import DIMENSIONS, funnel, whole
from tbo.db import db
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.models import Order
from tbo.pages.figure_models import BlockDay
from tbo.playback.models import PlaybackSession
from tbo.rules.ledger import LedgerKind
from tbo.rules.staff_rights import Role

from ..conftest import ANCHOR
from ..playback.screens import FREE, PAID, episode

POSITIONS = (None, "home.b1.1", "home.b1.2", "home.b2.1", "shuang11.b1.1", "forged.b7.1", "no position")
BEGINS = ANCHOR + timedelta(days=400)
AT = BEGINS + timedelta(hours=1)


def arrived(number: int, at=AT, **more) -> int:
    """A link that was opened."""
    row = Arrival(public_id=f"test-{number}", path="/", known={}, raw=[], created_at=at, **more)
    db.session.add(row)
    db.session.flush()
    return row.id


def booked(number: int, kind: LedgerKind, fen: int, arrival_id: int | None, at=AT) -> None:
    """A line of the ledger, later than all of the demo shop's."""
    who = {"actor": "shop", "reason": "", "arrival_id": arrival_id}
    db.session.add(LedgerEntry(key=f"test-{number}", kind=kind, fen=fen, at=at, **who))


def ordered(number: int, arrival_id: int, paid=True, key="") -> Order:
    """An order like one of the demo shop's."""
    like = db.session.scalars(select(Order).where(Order.household_id.is_not(None)).limit(1)).one()
    same = {"household_id": like.household_id, "offer_kind": "plan", "subject": "-", "lines": [], "total_fen": 1}
    times = {"placed_at": AT, "expires_at": AT, "paid_at": AT if paid else None}
    row = Order(number=f"T{number}", idempotency_key=key or f"T{number}", arrival_id=arrival_id, **same, **times)
    db.session.add(row)
    return row


def played(number: int, arrival_id: int, place=FREE, household_id=None, at=AT, played_s=90) -> None:
    """A viewing."""
    who = {"household_id": household_id, "episode_id": episode(place).id, "arrival_id": arrival_id}
    times = {"started_at": at, "last_beat_at": at, "played_s": played_s}
    db.session.add(PlaybackSession(id=f"test-{number}", **who, **times))


@pytest.mark.parametrize("luck", range(3))
def test_blocks_and_what_no_block_brought_are_the_ledger_to_the_fen(shop, luck):
    dice, told = Random(luck), 0
    places = [None, *(arrived(number, position=position) for number, position in enumerate(POSITIONS))]
    kinds = (LedgerKind.PAID, LedgerKind.PAID_TWICE, LedgerKind.REFUNDED, LedgerKind.ORDERED, LedgerKind.GRANTED)
    signs = {LedgerKind.PAID: 1, LedgerKind.PAID_TWICE: 1, LedgerKind.REFUNDED: -1}
    for number in range(60):
        kind, fen, is_new = dice.choice(kinds), dice.randrange(99_999), dice.random() < 0.9
        booked(number, kind, fen, dice.choice(places), AT if is_new else BEGINS - timedelta(microseconds=1))
        told += signs.get(kind, 0) * fen if is_new else 0
    for by in DIMENSIONS:
        assert whole(funnel(by, BEGINS).values()).fen == told
    for page, blocks in {"home": {"b1", "b2"}, "shuang11": {"b1"}, "hom": set()}.items():
        beside, rows = of_page(page, BEGINS), funnel("block", BEGINS)
        assert set(beside) == blocks
        assert all(each.fen == rows[f"{page}.{block}."].fen for block, each in beside.items())


def test_the_demo_shop_s_own_books_add_up_too(shop):
    since = ANCHOR - timedelta(days=28)
    by_kind = select(LedgerEntry.kind, func.sum(LedgerEntry.fen)).where(LedgerEntry.at >= since)
    sums = dict(db.session.execute(by_kind.group_by(LedgerEntry.kind)).all())
    told = sums.get("paid", 0) + sums.get("paid_twice", 0) - sums.get("refunded", 0)
    assert told > 0
    assert whole(funnel("block", since).values()).fen == told


def test_each_link_counts_once_a_stage_however_often_it_got_there(shop):
    link = arrived(1, source="weibo", item_id="900000000105")
    block = arrived(2, source="weibo", item_id="900000000105", goes_on_id=link, position="home.b1.2", stopped_at=AT)
    arrived(3, source="weibo")
    for number in (1, 2):
        played(number, link)
        order = ordered(number, block)
    played(3, block, PAID, order.household_id, AT + timedelta(hours=1))
    ordered(4, block, key="renewal S1 1")
    ordered(5, block, paid=False)
    db.session.flush()
    found = funnel("source", BEGINS)["weibo"].counts
    assert list(found.values()) == [2, 1, 1, 1, 1, 1, 1]
    assert funnel("item", BEGINS)["900000000105"].counts["arrived"] == 1
    assert list(funnel("block", BEGINS)["home.b1."].counts.values()) == [0, 0, 1, 1, 1, 1, 1]


def test_a_block_counts_what_was_reached_in_the_days_by_whomever_a_link_brought_before(shop):
    long_ago = BEGINS - timedelta(days=20)
    link = arrived(1, long_ago, source="weibo")
    block = arrived(2, long_ago, source="weibo", goes_on_id=link, position="home.b1.2", stopped_at=AT)
    order = ordered(1, block)
    played(1, block, at=AT)
    played(2, block, PAID, order.household_id, AT + timedelta(hours=1))
    ordered(2, block, key="renewal S1 1")
    db.session.flush()
    assert list(funnel("block", BEGINS)["home.b1."].counts.values()) == [0, 1, 1, 1, 1, 1, 1]
    later = funnel("block", AT + timedelta(minutes=1))["home.b1."].counts
    assert list(later.values()) == [0, 0, 0, 0, 0, 1, 0], "only the viewing after the payment is so late"
    assert "weibo" not in funnel("source", BEGINS)


def test_a_first_period_is_no_renewal_and_an_early_viewing_follows_no_payment(shop):
    link = arrived(1, source="weibo")
    order = ordered(1, link, key="renewal S1 0")
    played(1, link, PAID, order.household_id, AT - timedelta(seconds=1))
    db.session.flush()
    assert list(funnel("source", BEGINS)["weibo"].counts.values()) == [1, 0, 0, 1, 1, 0, 0]


def test_the_editor_shows_each_block_s_figures_beside_it_to_who_may_see_them(desk):
    db.session.execute(delete(BlockDay))
    for back, views in ((0, 5), (27, 7), (28, 100)):
        day = ANCHOR.date() - timedelta(days=back)
        db.session.add(BlockDay(page="shuang11", day=day, version_id=1, block="b1", views=views, clicks=1))
    place = arrived(1, ANCHOR, position="shuang11.b1.1")
    booked(1, LedgerKind.PAID, 1900, place, ANCHOR)
    booked(2, LedgerKind.REFUNDED, 500, place, ANCHOR)
    played(1, place, at=ANCHOR, played_s=179)
    db.session.commit()
    line = desk(Role.MARKETING).page("/staff/pages/shuang11").select_one("#outline [data-code=b1] .figures")
    assert line.text == "12 次看到 · 2 次点 · ¥14.00 · 2 分钟"
    assert not desk(Role.CATALOGUE).page("/staff/pages/shuang11").select(".figures")


def test_the_page_adds_up_and_keeps_what_was_chosen(desk):
    browser = desk(Role.MARKETING)
    page = browser.page("/staff/funnel?days=28&by=item")
    assert [chosen.text for chosen in page.select(".filters [aria-current]")] == ["最近 28 天", "天猫商品"]
    assert page.select(".filters a")[0]["href"] == "/staff/funnel?by=item"
    *rows, total = page.select("tbody tr")
    cells = [[int(cell.text) for cell in row.select("td")[1:-1]] for row in (*rows, total)]
    assert [sum(column) for column in zip(*cells[:-1], strict=True)] == cells[-1]
    assert len(browser.page("/staff/funnel?days=x&by=%27").select(".filters [aria-current]")) == 2


def test_a_shop_to_which_nobody_came_says_so(desk, monkeypatch):
    monkeypatch.setattr(funnel_pages, "funnel", lambda *_asked: {})
    page = desk(Role.FINANCE).page("/staff/funnel")
    assert "还没有人从链接来" in page.select_one(".empty").text
    assert not page.select("table")


def test_what_a_page_cannot_hold_stands_in_one_row_and_still_adds_up(desk, monkeypatch):
    full = desk(Role.OWNER).page("/staff/funnel?days=28&by=item").select("tbody tr")
    monkeypatch.setattr(funnel_pages, "MOST_ROWS", 2)
    cut = desk(Role.OWNER).page("/staff/funnel?days=28&by=item").select("tbody tr")
    assert (len(cut), cut[1].td.text, cut[-1].text) == (3, "其余的", full[-1].text)
