"""An experiment from its form to its end: who sees what, who counts, what is said, and what one click does."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.accounts.models import Household
from tbo.arrivals.models import Arrival
from tbo.backoffice.experiment_views import view_of
from tbo.catalog.models import Title
from tbo.db import db
from tbo.orders.models import Order
from tbo.pages.experiment_keeping import KEPT, forget_old_visitors
from tbo.pages.experiment_models import Experiment, ExperimentVisitor
from tbo.pages.models import Page, PagePublication
from tbo.playback.models import PlaybackSession
from tbo.rules.experiments import COUNTED_FOR, LONGEST
from tbo.rules.staff_rights import Role

from ..conftest import ANCHOR
from ..playback.screens import FREE, episode
from ..support.browser import Browser
from .desk import deeds
from .landing import HEADLINE, SLUG, fields, publish, type_into

EXPERIMENT = f"/staff/pages/{SLUG}/experiment"
FILM = "qius-kitchen"
LATER = ANCHOR + timedelta(days=8)


def rows() -> list[Experiment]:
    db.session.rollback()
    return list(db.session.scalars(select(Experiment).order_by(Experiment.id)))


def begin(browser, **typed):
    """Send the form as the page has it."""
    form = fields(browser.page(EXPERIMENT), "#experiment form")
    return browser.bare_post(f"/staff/pages/{SLUG}/experiments", **form | typed)


def end(browser, outcome: str):
    """Press one of both buttons."""
    return browser.bare_post(f"{EXPERIMENT}/end", **fields(browser.page(EXPERIMENT), "#ending form"), outcome=outcome)


def headline(visitor) -> str:
    return visitor.page(f"/l/{SLUG}").h1.get_text()


@pytest.fixture
def live(marketer, editor):
    """A page that is live as A, with a draft that says B."""
    type_into(marketer, editor("b1"), **{HEADLINE: "A 的话"})
    assert publish(marketer).status_code == 303
    type_into(marketer, editor("b1"), **{HEADLINE: "B 的话"})
    return marketer


@pytest.fixture
def running(live):
    """That page with its draft beside it."""
    assert begin(live, other="draft").status_code == 303
    return live


def test_the_publish_screen_begins_an_experiment_with_the_draft_as_b(live, desk):
    form = fields(live.page(f"/staff/pages/{SLUG}/publish"), "#experiment form")
    answer = live.bare_post(f"/staff/pages/{SLUG}/experiments", **form)
    assert answer.status_code == 303
    (row,) = rows()
    assert (row.goal, row.share_b, row.wanted_percent, row.outcome) == ("orders", 50, 20, None)
    assert (row.starts_at, row.ends_at) == (ANCHOR, ANCHOR + LONGEST)
    (deed,) = deeds("experiment-begun")
    assert deed.after["versions"] == [1, 2]
    page = desk(Role.SUPPORT).page(EXPERIMENT)
    assert "还太早" in page.select_one(".verdict").text
    assert not page.select("#ending"), "support may look, not end"


def test_who_works_here_sees_a_and_is_marked_so_that_nothing_counts(running):
    marked = running.client.get_cookie("tbo-test")
    assert (marked.value, marked.path, marked.http_only) == ("staff", "/", True)
    assert "Set-Cookie" not in running.get(EXPERIMENT).headers, "once"
    assert headline(running.client) == "A 的话"
    stranger = Browser(running.app)
    stranger.get("/staff")
    assert stranger.client.get_cookie("tbo-test") is None


def test_the_same_form_sent_twice_begins_one_and_a_second_is_refused(live):
    form = fields(live.page(EXPERIMENT), "#experiment form")
    address = f"/staff/pages/{SLUG}/experiments"
    assert [live.bare_post(address, **form).status_code for _twice in range(2)] == [303, 303]
    answer = live.bare_post(address, **form | {"form_key": "another-key-of-a-form"})
    assert answer.status_code == 409
    assert "已经有一个实验" in answer.text
    assert len(rows()) == 1


def test_the_database_itself_holds_one_running_experiment_a_page(running):
    same = {column.key: getattr(rows()[0], column.key) for column in Experiment.__table__.columns if column.key != "id"}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Experiment).values(**same))
    db.session.rollback()
    db.session.execute(insert(Experiment).values(**same | {"ended_at": ANCHOR, "outcome": "a"}))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"goal": "clicks"}, "请选"),
        ({"share": "51"}, "请选"),
        ({"wanted": ""}, "请选"),
        ({"other": "1"}, "一模一样"),
        ({"other": "99"}, "请选"),
        ({"revision": "1"}, "草稿后来又改了"),
    ],
)
def test_what_cannot_be_tried_is_said_and_the_form_stays_as_typed(live, typed, said):
    answer = begin(live, **{"other": "draft", "wanted": "30"} | typed)
    assert answer.status_code == 409
    assert said in answer.text
    assert rows() == []


def test_a_b_that_promises_what_is_not_true_is_not_shown_to_anybody(live, editor):
    type_into(live, editor("b1"), **{HEADLINE: "只要 9.9 元"})
    answer = begin(live, other="draft")
    assert answer.status_code == 409
    assert "手写了" in answer.text
    assert rows() == []


def test_pages_for_children_and_pages_that_are_not_live_are_not_tried(desk, marketer, editor):
    form = {"goal": "orders", "share": "50", "wanted": "20", "other": "draft", "form_key": "a-key-of-this-test"}
    assert marketer.post("/staff/pages", slug="for-children", kind="children").status_code == 303
    for slug, said in ((SLUG, "还没有上线"), ("for-children", "不做实验")):
        page = marketer.page(f"/staff/pages/{slug}")
        answer = marketer.post(
            f"/staff/pages/{slug}/experiments", **form | {"revision": page.select_one("[name=base]")["value"]}
        )
        assert answer.status_code == 409
        assert said in answer.text


def test_a_stays_or_b_goes_live_by_one_click_and_it_is_written_down(running, visitor):
    assert end(running, "b").status_code == 303
    (row,) = rows()
    assert (row.outcome, row.ended_at) == ("b", ANCHOR)
    assert row.told == {"a": [0, 0, 0.0, 0.0], "b": [0, 0, 0.0, 0.0], "saw_both": 0}
    for _browser in range(6):
        visitor.delete_cookie("tbo-test")
        assert headline(visitor) == "B 的话"
    (deed,) = deeds("experiment-ended")
    assert deed.after["outcome"] == "b"
    begin(running, other="1")
    assert end(running, "a").status_code == 303
    assert headline(visitor) == "B 的话"
    assert [row.outcome for row in rows()] == ["b", "a"]


def test_a_b_that_is_not_true_any_more_does_not_go_live_and_a_may_still_stay(live, editor, changed_catalogue):
    type_into(live, editor("b1"), **{"f:b1.picture": FILM, "f:b1.alt.zh-Hans": "一口大锅"})
    assert begin(live, other="draft").status_code == 303
    db.session.scalars(select(Title).where(Title.slug == FILM)).one().licence_number = None
    changed_catalogue()
    refused = end(live, "b")
    assert refused.status_code == 409
    assert "没有许可证号" in refused.text
    assert rows()[0].ended_at is None
    assert end(live, "a").status_code == 303
    assert rows()[0].outcome == "a"


def test_an_ending_that_was_sent_twice_ends_once(running):
    form = fields(running.page(EXPERIMENT), "#ending form")
    for _twice in range(2):
        assert running.bare_post(f"{EXPERIMENT}/end", **form, outcome="b").status_code == 303
    publications = select(PagePublication).join(Page).where(Page.slug == SLUG)
    assert len(db.session.scalars(publications).all()) == 2
    assert running.bare_post(f"{EXPERIMENT}/end", **form, outcome="c").status_code == 400


def test_a_click_on_an_old_page_ends_no_other_experiment(running):
    form = fields(running.page(EXPERIMENT), "#ending form")
    assert end(running, "a").status_code == 303
    assert begin(running, other="draft").status_code == 303
    assert running.bare_post(f"{EXPERIMENT}/end", **form, outcome="b").status_code == 303
    assert [row.outcome for row in rows()] == ["a", None]


def test_an_end_long_after_its_time_keeps_what_was_counted_before_browsers_were_forgotten(running):
    (row,) = rows()
    arrived_at_goal(row, 1, "a", paid_at=ANCHOR)
    arrived_at_goal(row, 2, "b")
    db.session.commit()
    with clock.standing_at(ANCHOR + LONGEST + KEPT + timedelta(seconds=1)):
        assert forget_old_visitors() == 2
    assert end(running, "a").status_code == 303
    assert rows()[0].told == {"a": [1, 1, 1.0, 1.0], "b": [1, 0, 0.0, 0.0], "saw_both": 0}


def test_a_version_that_takes_the_page_over_for_good_ends_it_and_one_for_a_while_does_not(running, editor, visitor):
    later = {"when": "span", "from": "2026-11-20T00:00", "until": "2026-11-21T00:00"}
    type_into(running, editor("b1"), **{HEADLINE: "C 的话"})
    publish(running, **later)
    assert rows()[0].ended_at is None
    with clock.standing_at(ANCHOR + timedelta(days=2)):
        for _browser in range(6):
            visitor.delete_cookie("tbo-test")
            assert headline(visitor) == "C 的话"
            assert visitor.get_cookie("tbo-test") is None, "nobody is dealt anything"
    page = running.page(f"/staff/pages/{SLUG}/publish")
    assert "实验" in page.select_one("#checks").text
    publish(running)
    assert rows()[0].outcome == "replaced"
    assert headline(visitor) == "C 的话"


def household(place: int) -> int:
    """The id of one of the demo shop's households."""
    return db.session.scalars(select(Household.id).order_by(Household.id).offset(place).limit(1)).one()


def arrived_at_goal(row: Experiment, number: int, arm: str, household_id=None, **goal) -> None:
    """A browser that was dealt an arm, and what it began."""
    who = f"v{number:021d}"
    seen = {"experiment_id": row.id, "visitor": who, "arm": arm, "household_id": household_id}
    db.session.add(ExperimentVisitor(**seen, seen_at=ANCHOR, counts_until=ANCHOR + COUNTED_FOR))
    if not goal:
        return
    arrival = Arrival(public_id=who, path="", visitor=who, known={}, raw=[], created_at=ANCHOR)
    db.session.add(arrival)
    db.session.flush()
    if "paid_at" in goal:
        same = {"household_id": household(0), "offer_kind": "plan", "subject": "-", "lines": [], "total_fen": 1}
        times = {"placed_at": ANCHOR, "expires_at": ANCHOR}
        told = {"number": f"T{number}", "idempotency_key": f"T{number}", "arrival_id": arrival.id, "state": "fulfilled"}
        db.session.add(Order(**same | times | told | goal))
    else:
        times = {"started_at": ANCHOR, "last_beat_at": ANCHOR}
        told = {"id": f"test-{number}", "episode_id": episode(FREE).id, "arrival_id": arrival.id}
        db.session.add(PlaybackSession(**times | told | goal))


def standing(now=LATER):
    db.session.commit()
    with clock.standing_at(now):
        return view_of(db.session.scalars(select(Page).where(Page.slug == SLUG)).one(), rows()[-1])


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


@pytest.mark.parametrize("goal", ["orders", "minutes"])
def test_the_course_ends_where_the_figures_are_and_no_day_knows_of_a_later_one(shop, live, goal):
    begin(live, other="draft", goal=goal)
    row, number = rows()[0], count()
    for day in range(4):
        at = ANCHOR + timedelta(days=day, hours=1)
        for arm, reached in (("a", 1), ("b", 2)):
            for _each in range(reached):
                told = {"paid_at": at} if goal == "orders" else {"started_at": at, "played_s": 60 * (day + 1)}
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
    row = rows()[0]
    seen = {"experiment_id": row.id, "seen_at": ANCHOR, "counts_until": ANCHOR + COUNTED_FOR}
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
        "paid_at": ANCHOR,
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
