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
ONE, TWO = drafting.Writer("one <1@tbo.example>"), drafting.Writer("two <2@tbo.example>")


@commits
def save(place: int) -> drafting.Saved:
    page = page_or_none("about")
    own, shared = f"b{place + 1}.audience", "page.title.zh-Hans"
    typed = [drafting.Typed(own, "visitors", 0), drafting.Typed(shared, f"第 {place} 个人写的", 0)]
    return drafting.save(page, typed, drafting.Writer(f"hand {place} <{place}@tbo.example>"))


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
        theirs = drafting.save(page, [drafting.Typed(key, "别人写的", 0)], ONE)
        taken_back = drafting.save(page, [drafting.Typed(key, before, 0)], TWO)
        assert key in theirs.steps
        assert not taken_back.steps
        assert not taken_back.conflicts
        again = drafting.save(page, [drafting.Typed(key, "又写", 0)], TWO)
        assert [each.theirs for each in again.conflicts] == ["别人写的"]


KEY, TAB = "page.title.zh-Hans", "t" * 24


def typed(page, text: str, turn: int, tab: str = TAB, base: int = 0) -> drafting.Saved:
    return drafting.save(page, [drafting.Typed(KEY, text, base)], drafting.Writer(ONE.who, tab, turn))


def title(page) -> str:
    return draft_of(page).document["page"]["title"]["zh-Hans"]


def test_a_page_that_never_heard_its_last_answer_is_in_nobody_s_way(shop):
    """Its tab was hidden, or the network went, while the words were being saved: it goes on from where it was."""
    page = page_or_none("about")
    assert not typed(page, "写了", 1).conflicts
    again = typed(page, "写了又写", 2)
    assert not again.conflicts
    assert KEY in again.steps
    assert title(page) == "写了又写"


def test_an_older_answer_that_comes_late_takes_nothing_back(shop):
    page = page_or_none("about")
    typed(page, "写了又写", 2)
    assert typed(page, "写了", 1).conflicts
    assert title(page) == "写了又写"


def test_another_tab_of_the_same_person_is_another(shop):
    page = page_or_none("about")
    typed(page, "这一页", 1)
    assert [each.theirs for each in typed(page, "那一页", 1, tab="u" * 24).conflicts] == ["这一页"]


def test_somebody_else_s_words_between_one_s_own_are_a_conflict(shop):
    page = page_or_none("about")
    typed(page, "我的", 1)
    drafting.save(page, [drafting.Typed(KEY, "别人的", draft_of(page).revision)], TWO)
    assert [each.theirs for each in typed(page, "我的话", 2).conflicts] == ["别人的"]
    assert title(page) == "别人的"
