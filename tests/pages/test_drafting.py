"""Drafts under many hands at once: each step has its number, one wins a field, nobody loses words."""

from sqlalchemy import select

from tbo.db import commits, db
from tbo.pages import drafting, presence, publishing
from tbo.pages.making import draft_of, page_or_none
from tbo.pages.models import PageStep, PageVersion
from tbo.rules.page_steps import Step, StepKind, applied

from ..conftest import ANCHOR
from ..support.at_once import at_once

HANDS = 6


@commits
def save(place: int) -> drafting.Saved:
    page = page_or_none("about")
    own, shared = f"b{place + 1}.audience", "page.title.zh-Hans"
    typed = [drafting.Typed(own, "visitors", 0), drafting.Typed(shared, f"第 {place} 个人写的", 0)]
    return drafting.save(page, typed, f"hand {place} <{place}@tbo.example>")


@commits
def publish(_place: int) -> int:
    page = page_or_none("about")
    return publishing.publish(page, draft_of(page).document, (ANCHOR, None), "", "x").version_id


def test_six_people_saving_at_once_lose_nothing(committed_shop):
    saved = at_once(committed_shop, *(lambda place=place: save(place) for place in range(HANDS)))
    assert all(isinstance(each, drafting.Saved) for each in saved), saved
    with committed_shop.app_context():
        document = draft_of(page_or_none("about")).document
        steps = db.session.scalars(select(PageStep).order_by(PageStep.number)).all()
        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        assert len(steps) == HANDS + 1, "every own field, and the shared one once"
        assert [block["audience"] for block in document["blocks"]] == ["visitors"] * HANDS
        title = document["page"]["title"]["zh-Hans"]
        lost = [each.conflicts[0] for each in saved if each.conflicts]
        assert len(lost) == HANDS - 1
        assert {conflict.theirs for conflict in lost} == {title}
        assert len({conflict.mine for conflict in lost} | {title}) == HANDS
        assert len(presence.others_at_work(page_or_none("about"), "hand 0 <0@tbo.example>")) == HANDS - 1


def test_a_draft_is_what_its_steps_make_of_what_it_was(committed_shop):
    with committed_shop.app_context():
        document = draft_of(page_or_none("about")).document
        save(0)
        save(1)
        for step in db.session.scalars(select(PageStep).order_by(PageStep.number)):
            document = applied(document, Step(StepKind(step.kind), step.key, step.before, step.after))
        assert document == draft_of(page_or_none("about")).document


def test_equal_documents_published_at_once_are_one_version(committed_shop):
    made = at_once(committed_shop, *(lambda place=place: publish(place) for place in range(4)))
    assert len(set(made)) == 1
    with committed_shop.app_context():
        page = page_or_none("about")
        assert len(db.session.scalars(select(PageVersion).where(PageVersion.page_id == page.id)).all()) == 1


def test_taking_back_what_one_typed_does_not_hide_what_somebody_else_wrote(committed_shop):
    """Their words were never seen there: the next letter is still asked about."""
    with committed_shop.app_context():
        page, key = page_or_none("about"), "page.title.zh-Hans"
        before = draft_of(page).document["page"]["title"]["zh-Hans"]
        theirs = drafting.save(page, [drafting.Typed(key, "别人写的", 0)], "one <1@tbo.example>")
        taken_back = drafting.save(page, [drafting.Typed(key, before, 0)], "two <2@tbo.example>")
        assert key in theirs.steps
        assert not taken_back.steps
        assert not taken_back.conflicts
        again = drafting.save(page, [drafting.Typed(key, "又写", 0)], "two <2@tbo.example>")
        assert [each.theirs for each in again.conflicts] == ["别人写的"]
