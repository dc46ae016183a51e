"""A version that is planned for good ends a page's experiment at the second it begins, whoever comes or does not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.db import db
from tbo.pages.experiment_models import Experiment
from tbo.pages.models import PagePublication
from tbo.pages.replacing import end_replaced

from ..conftest import ANCHOR
from .landing import HEADLINE, SLUG, fields, publish, type_into
from .trying import EXPERIMENT, begin

# In the shop's time zone; soon, so that whoever works here is still signed in.
TYPED = "2026-11-18T20:10"
BEGINS = ANCHOR + timedelta(minutes=10)
SECOND = timedelta(seconds=1)


def row() -> Experiment:
    db.session.rollback()
    return db.session.scalars(select(Experiment)).one()


def dealt(visitor) -> bool:
    """Whether a newcomer is dealt a version."""
    visitor.delete_cookie("tbo-test")
    visitor.get(f"/l/{SLUG}")
    return visitor.get_cookie("tbo-test") is not None


@pytest.fixture
def replaced(running, editor):
    """A page under test for which another version is planned, for good."""
    type_into(running, editor("b1"), **{HEADLINE: "C 的话"})
    assert publish(running, when="from", **{"from": TYPED}).status_code == 303
    return running


def test_visitors_are_dealt_until_the_second_and_nobody_from_it_on(replaced, visitor):
    with clock.standing_at(BEGINS - SECOND):
        assert dealt(visitor)
        assert replaced.page(EXPERIMENT).select("#ending")
    with clock.standing_at(BEGINS):
        assert not dealt(visitor)
        page = replaced.page(EXPERIMENT)
        assert not page.select("#ending")
        assert "别的版本接替了" in page.text
    assert row().ended_at is None, "nobody has written yet"


def test_the_clock_writes_down_when_it_ended_and_by_whom_once(replaced):
    with clock.standing_at(BEGINS - SECOND):
        assert end_replaced() == 0
    with clock.standing_at(BEGINS + timedelta(days=3)):
        assert [end_replaced(), end_replaced()] == [1, 0]
    planned = db.session.scalars(select(PagePublication).order_by(PagePublication.id.desc())).first()
    found = row()
    assert (found.ended_at, found.outcome, found.ended_by) == (BEGINS, "replaced", planned.made_by)


def test_an_a_that_comes_back_later_is_not_tested_again(replaced, visitor):
    with clock.standing_at(BEGINS + SECOND):
        form = fields(replaced.page(f"/staff/pages/{SLUG}/publish"), "#publish form")
        back = form | {"act": "bring-back", "version": "1"}
        assert replaced.bare_post(f"/staff/pages/{SLUG}/publications", **back).status_code == 303
        assert row().ended_at == BEGINS
        assert not dealt(visitor)


def test_an_a_that_is_planned_to_come_back_is_not_tested_again_either(replaced, visitor):
    later = BEGINS + timedelta(days=2)
    a, *_others, c = db.session.scalars(select(PagePublication).order_by(PagePublication.id)).all()[-2:]
    told = {"page_id": a.page_id, "version_id": a.version_id, "made_at": ANCHOR, "made_by": c.made_by}
    db.session.add(PagePublication(**told, starts_at=later))
    db.session.commit()
    with clock.standing_at(later + timedelta(days=1)):
        assert not dealt(visitor)


def test_the_end_of_the_old_one_makes_room_for_a_new_one_and_a_late_click_ends_nothing(replaced):
    form = fields(replaced.page(EXPERIMENT), "#ending form")
    with clock.standing_at(BEGINS):
        assert replaced.bare_post(f"{EXPERIMENT}/end", **form, outcome="b").status_code == 303
        type_into(replaced, replaced.page(f"/staff/pages/{SLUG}?block=b1"), **{HEADLINE: "D 的话"})
        assert begin(replaced, other="draft").status_code == 303
    db.session.rollback()
    outcomes = db.session.scalars(select(Experiment.outcome).order_by(Experiment.id)).all()
    assert outcomes == ["replaced", None]


def test_a_plan_that_is_cancelled_in_time_leaves_the_experiment_running(replaced, visitor):
    planned = db.session.scalars(select(PagePublication.id).order_by(PagePublication.id.desc())).first()
    form = fields(replaced.page(f"/staff/pages/{SLUG}/publish"), "#publish form")
    cancelled = form | {"act": "cancel", "publication": str(planned)}
    assert replaced.bare_post(f"/staff/pages/{SLUG}/publications", **cancelled).status_code == 303
    with clock.standing_at(BEGINS):
        assert dealt(visitor)
        assert end_replaced() == 0


def test_the_publish_screen_and_the_calendar_say_when_it_ends(replaced):
    page = replaced.page(f"/staff/pages/{SLUG}/publish?when=from&from={TYPED}")
    said = page.select_one("#checks").text
    assert "20:10" in said
    assert "实验就结束" in said
    assert "2026-11-18 20:10:00 换成排好的版本" in replaced.page(EXPERIMENT).text
    with clock.standing_at(BEGINS):
        assert "换成排好的版本" not in replaced.page(EXPERIMENT).text, "it has happened"
    assert "实验到期" not in replaced.page("/staff/calendar?month=2026-12").text
