"""Many hands on one experiment: begun once, ended once, and each browser counted once."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from tbo.db import commits, db
from tbo.pages import experiments, publishing
from tbo.pages.experiment_models import Experiment, ExperimentVisitor
from tbo.pages.experiments import CannotTry
from tbo.pages.making import draft_of, page_or_none
from tbo.pages.models import PagePublication
from tbo.rules.experiments import Goal, Outcome

from ..support.at_once import at_once

HANDS = 12
SLUG = "shuang11"
PROPOSAL = experiments.Proposal(goal=Goal.ORDERS, share_b=50, wanted_percent=20, planned=1000)
OURS = {"Sec-Fetch-Site": "same-origin"}


@commits
def begin() -> int:
    page = page_or_none(SLUG)
    document = draft_of(page).document
    other = publishing.kept_version(page, {**document, "page": {"title": {"zh-Hans": "B"}}}, "", "x")
    return experiments.begin(page, other, PROPOSAL, "x").id


@commits
def end() -> bool:
    return experiments.end(page_or_none(SLUG), Outcome.B, {}, "x") is not None


def look(app, who: int) -> int:
    said = {"Cookie": f"tbo-test={who:022d}~99999999999"} | OURS
    return app.test_client(use_cookies=False).post("/figures", data={"tested": SLUG}, headers=said).status_code


def counted(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_one_of_many_begins_it_and_one_of_many_ends_it(committed_shop):
    begun = at_once(committed_shop, *[begin] * HANDS)
    assert Counter(type(each) for each in begun) == {int: 1, CannotTry: HANDS - 1}, begun
    with committed_shop.app_context():
        before = counted(PagePublication)
    assert sorted(at_once(committed_shop, *[end] * HANDS)) == [False] * (HANDS - 1) + [True]
    with committed_shop.app_context():
        assert (counted(Experiment), counted(PagePublication)) == (1, before + 1)


@pytest.mark.parametrize("browsers", [1, 3])
def test_a_browser_that_says_it_looks_many_times_at_once_is_one(committed_shop, browsers):
    with committed_shop.app_context():
        begin()

    answers = at_once(
        committed_shop, *[lambda who=number % browsers: look(committed_shop, who) for number in range(HANDS)]
    )
    assert answers == [204] * HANDS
    with committed_shop.app_context():
        assert counted(ExperimentVisitor) == browsers


def test_whoever_reads_how_an_experiment_stands_lets_no_visitor_wait(committed_shop):
    with committed_shop.app_context():
        begin()
        assert experiments.running_or_none(page_or_none(SLUG))
        assert at_once(committed_shop, lambda: look(committed_shop, 1)) == [204]
        db.session.rollback()
        assert counted(ExperimentVisitor) == 1
