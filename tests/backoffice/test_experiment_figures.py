"""What is counted of an experiment, and what is said of it: who counts, what they brought, how sure that is."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import insert, select, update

from tbo.arrivals.models import Arrival
from tbo.db import db
from tbo.orders.books.ledger import record
from tbo.orders.models import Order
from tbo.pages.experiment_figures import before
from tbo.pages.experiment_models import ExperimentVisitor
from tbo.pages.figure_models import BlockDay
from tbo.playback.models import PlaybackSession
from tbo.rules.experiments import COUNTED_FOR, Goal, visitors_needed
from tbo.rules.ledger import LedgerKind
from tbo.rules.money import Money

from ..conftest import ANCHOR
from ..playback.screens import FREE, episode
from .landing import HEADLINE, SLUG, publish, type_into
from .trying import EXPERIMENT, arrived_at_goal, begin, household, rows, standing


def test_only_orders_that_were_paid_in_time_and_kept_count_once_a_browser(shop, running):
    row = rows()[0]
    end_of_count = ANCHOR + COUNTED_FOR
    goals = [
        {"paid_at": ANCHOR},
        {"paid_at": end_of_count - timedelta(microseconds=1), "state": "partly_refunded"},
        {"paid_at": end_of_count},
        {"paid_at": ANCHOR - timedelta(microseconds=1)},
        {"paid_at": None},
        {"paid_at": ANCHOR, "state": "refunded"},
        {"paid_at": ANCHOR, "idempotency_key": "renewal S1 1"},
        {"paid_at": ANCHOR, "idempotency_key": "renewal S2 0"},
        {},
    ]
    for number, goal in enumerate(goals):
        arrived_at_goal(row, number, "b", **goal)
    arrived_at_goal(row, 100, "a", household_id=household(1), paid_at=ANCHOR)
    arrived_at_goal(row, 101, "b", household_id=household(1))
    arrived_at_goal(row, 102, "a", household_id=household(2))
    figures = standing().figures
    assert (figures.a.visitors, figures.a.reached) == (1, 0)
    assert (figures.b.visitors, figures.b.reached) == (9, 3)
    assert figures.saw_both == 2


def test_minutes_are_summed_by_browser_and_bounded(shop, live):
    begin(live, other="draft", goal="minutes")
    row = rows()[0]
    for number, goal in enumerate(({"played_s": 600}, {"played_s": 10**6}, {"played_s": 0}, {})):
        arrived_at_goal(row, number, "a", **goal)
    again = {"id": "again", "episode_id": episode(FREE).id, "started_at": ANCHOR, "last_beat_at": ANCHOR}
    arrival = db.session.scalar(select(Arrival.id).where(Arrival.public_id == f"v{0:021d}"))
    db.session.add(PlaybackSession(**again, arrival_id=arrival, played_s=300))
    figures = standing().figures
    assert (figures.a.visitors, figures.a.reached, figures.a.total, figures.a.squares) == (4, 2, 615.0, 360225.0)


def test_money_is_the_ledgers_less_refunds_by_browser_and_bounded(shop, live):
    """Two orders of one browser, one given back in part; a school's; one given back; a later period; one too late."""
    begin(live, other="draft", goal="yuan")
    row = rows()[0]
    late = {"paid_at": ANCHOR + COUNTED_FOR}
    others = [{"total_fen": 900, "idempotency_key": "renewal S1 1"}, {"total_fen": 70} | late]
    for number, told in enumerate([{"total_fen": fen} for fen in (2500, 500_000, 300, 0)] + others):
        arrived_at_goal(row, number, "a", **{"paid_at": ANCHOR} | told)
    arrived_at_goal(row, 50, "a")
    arrived_at_goal(row, 60, "b", paid_at=ANCHOR, total_fen=600)
    order, gone = (db.session.scalars(select(Order).where(Order.number == f"T{n}")).one() for n in (0, 2))
    record(LedgerKind.PAID, key="again", order=order, amount=Money(100))
    record(LedgerKind.PAID_TWICE, key="twice", order=order, amount=Money(40))
    record(LedgerKind.REFUND_REQUESTED, key="asked", order=order, amount=Money(340))
    record(LedgerKind.REFUNDED, key="back", order=order, amount=Money(340))
    record(LedgerKind.REFUNDED, key="gone", order=gone, amount=Money(300))
    gone.state = "refunded"
    figures = standing().figures
    assert (figures.a.visitors, figures.a.reached) == (7, 2)
    assert figures.a.total == pytest.approx(23 + 1000)
    assert figures.a.squares == pytest.approx(23**2 + 1000**2)
    assert (figures.b.visitors, figures.b.reached, figures.b.total) == (1, 1, 6.0)


def test_a_goal_in_yuan_is_planned_by_what_the_page_brought_and_told_in_money(shop, live):
    arrived = {"path": "", "known": {}, "raw": [], "position": f"{SLUG}.b1.x", "created_at": ANCHOR}
    db.session.add(BlockDay(page=SLUG, day=ANCHOR.date(), version_id=1, block="b1", views=2800, clicks=0))
    for number, fen in enumerate((2500, 700_000)):
        arrival = Arrival(public_id=f"p{number:021d}", **arrived)
        db.session.add(arrival)
        db.session.flush()
        record(LedgerKind.PAID, key=f"p{number}", amount=Money(fen), arrival_id=arrival.id)
    db.session.commit()
    visitors_a_day, seen = before(SLUG, Goal.YUAN, ANCHOR)
    assert visitors_a_day == 100
    assert (seen.visitors, seen.reached, seen.total) == (2800, 2, 1025.0)
    begin(live, other="draft", goal="yuan")
    row = rows()[0]
    assert row.planned == visitors_needed(seen, row.wanted_percent)
    arrived_at_goal(row, 1, "a", paid_at=ANCHOR, total_fen=1234)
    arrived_at_goal(row, 2, "b")
    db.session.commit()
    page = live.page(EXPERIMENT).text
    assert "访客付的钱" in page
    assert "每百个访客 ¥1,234.00" in page
    assert "一个访客最多算 ¥1,000.00" in page


@pytest.mark.parametrize("goal", ["orders", "yuan", "minutes"])
def test_the_course_ends_where_the_figures_are_and_no_day_knows_of_a_later_one(shop, live, goal):
    begin(live, other="draft", goal=goal)
    row, number = rows()[0], count()
    for day in range(4):
        at = ANCHOR + timedelta(days=day, hours=1)
        for arm, reached in (("a", 1), ("b", 2)):
            for _each in range(reached):
                told = {"started_at": at, "played_s": 60 * (day + 1)} if goal == "minutes" else {"paid_at": at}
                arrived_at_goal(row, next(number), arm, **told)
            for _each in range(2):
                arrived_at_goal(row, next(number), arm)
    db.session.execute(update(ExperimentVisitor).where(ExperimentVisitor.arm == "b").values(seen_at=ANCHOR))
    view = standing(ANCHOR + timedelta(days=4))
    assert [(each.a.reached, each.b.reached) for each in view.course.table] == [(1, 2), (2, 4), (3, 6), (4, 8)]
    last = view.course.table[-1]
    assert (last.a, last.b) == (view.figures.a, view.figures.b)
    assert len(view.course.dots) == 4
    page = live.page(EXPERIMENT)
    assert not page.select(".course"), "of the first day there is no course yet"


def test_what_else_happened_meanwhile_is_said_beside_the_figures(running, editor):
    row = rows()[0]
    before = dict(map(reversed, standing(ANCHOR).checks))
    assert {words: holds for words, holds in before.items() if not holds}.keys() == {
        "满了七天，周末也在里面",
        "两组都有 100 个到了目标：0 和 0",
    }
    type_into(running, editor("b1"), **{HEADLINE: "C 的话"})
    publish(running, when="span", until="2026-11-20T00:00", **{"from": "2026-11-19T00:00"})
    meanwhile = dict(map(reversed, standing(ANCHOR + timedelta(hours=12)).checks))
    assert meanwhile["在线的是 A；别的版本在线时，谁也不分"] is False
    assert meanwhile["中间别的版本在线过 1 次，那时来的人没有算"] is False
    assert any(words.startswith("价格、片子或别的页面变过") and not holds for words, holds in meanwhile.items())
    assert len(standing(row.ends_at).checks) == 4, "after its time only the figures are left"


def test_when_too_few_came_the_end_says_that_and_claims_no_range(shop, running):
    row = rows()[0]
    arrived_at_goal(row, 1, "a")
    arrived_at_goal(row, 2, "b")
    view = standing(row.ends_at)
    assert (view.sentence, view.range) == ("时间到了，来的人太少，什么也看不出。A 留下。", None)


@pytest.mark.parametrize(
    ("paid", "said", "button"),
    [
        ({"a": 150, "b": 260}, "B 更好", "b"),
        ({"a": 260, "b": 110}, "B 更差", "a"),
        ({"a": 150, "b": 165}, "还不能确定", "a"),
    ],
)
def test_visitors_with_a_known_truth_are_told_as_they_are(shop, running, paid, said, button):
    row, seen_at = rows()[0], ANCHOR - timedelta(days=3)
    seen = {"experiment_id": row.id, "seen_at": seen_at, "counts_until": seen_at + COUNTED_FOR}
    names = {arm: [f"{arm}{number:021d}" for number in range(1500)] for arm in paid}
    every = [{"visitor": name, "arm": arm, **seen} for arm, some in names.items() for name in some]
    db.session.execute(insert(ExperimentVisitor), every)
    bought = [name for arm, count in paid.items() for name in names[arm][:count]]
    same = {"path": "", "known": {}, "raw": [], "created_at": ANCHOR, "host_app": "plain"}
    db.session.execute(insert(Arrival), [{"public_id": name, "visitor": name, **same} for name in bought])
    ids = dict(db.session.execute(select(Arrival.visitor, Arrival.id).where(Arrival.visitor.in_(bought))).all())
    order = {"household_id": household(0), "offer_kind": "plan", "subject": "-", "lines": [], "total_fen": 1}
    order |= {
        "is_gift": False,
        "placed_at": ANCHOR,
        "expires_at": ANCHOR,
        "paid_at": seen_at,
        "state": "fulfilled",
        "paid_late": False,
    }
    db.session.execute(
        insert(Order), [{"number": f"T{n}", "idempotency_key": f"T{n}", "arrival_id": ids[n], **order} for n in bought]
    )
    row.starts_at = ANCHOR - timedelta(days=8)
    db.session.commit()
    page = running.page(EXPERIMENT)
    assert said in page.select_one(".verdict").text
    assert page.select_one("#ending button.main")["value"] == button
    band = page.select_one(".range .band")
    begins, ends = int(band["x"]), int(band["x"]) + int(band["width"])
    assert (begins > 300, ends < 300) == (said == "B 更好", said == "B 更差")
    # On a telephone each of the days is a card whose figures say what they are.
    days = page.select(".course table.rowed tbody tr")
    assert len(days) == 3
    assert {cell["data-label"] for day in days for cell in day.find_all("td")[1:]} == {"A", "B", "差别", "可能的范围"}
