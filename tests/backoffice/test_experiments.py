"""An experiment from its form to its end: who sees what, and what one click does."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.catalog.models import Title
from tbo.db import db
from tbo.jobs import Job
from tbo.pages.experiment_keeping import KEPT, forget_old_visitors
from tbo.pages.experiment_models import Experiment
from tbo.pages.models import Page, PagePublication
from tbo.rules.experiments import LONGEST
from tbo.rules.staff_rights import Role

from ..conftest import ANCHOR
from ..support.browser import Browser
from .desk import deeds
from .landing import HEADLINE, SLUG, fields, publish, type_into
from .trying import EXPERIMENT, arrived_at_goal, begin, end, rows

FILM = "qius-kitchen"


def headline(visitor) -> str:
    return visitor.page(f"/l/{SLUG}").h1.get_text()


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
    cards = select(Job.key).where(Job.key.startswith(f"cards {SLUG} publication"))
    assert len(db.session.scalars(cards).all()) == 2, "of A, and of B, which is shown now"
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


def test_all_experiments_stand_in_one_list_with_how_they_ended(desk, running):
    listed = [cell.get_text(strip=True) for cell in running.page("/staff/experiments").select("tbody td")]
    assert (listed[0], listed[-1]) == ("冬天的灯", "正在")
    end(running, "a")
    ended = running.page("/staff/experiments").select_one("#experiments tbody tr")
    assert ended.select_one(".badge").text == "A 留下"
    assert ended.a["href"].endswith(f"/staff/pages/{SLUG}/experiment")
