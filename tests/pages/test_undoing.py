"""Undo and redo among several people: one's own steps only, and never words that somebody else wrote meanwhile."""

import pytest

from tbo.db import db
from tbo.pages import arranging, drafting, undoing
from tbo.pages.making import draft_of, page_or_none
from tbo.pages.models import Page
from tbo.pages.refusals import NotChanged

ME, THEM = "one <1@tbo.example>", "two <2@tbo.example>"


@pytest.fixture
def page(shop) -> Page:
    """A page of the demo shop, with a request's language for refusals."""
    with shop.test_request_context():
        yield page_or_none("about")


def write(page: Page, key: str, text: str, who: str) -> None:
    saved = drafting.save(page, [drafting.Typed(key, text, draft_of(page).revision)], drafting.Writer(who))
    assert key in saved.steps, saved


def block(page: Page, code: str) -> dict | None:
    db.session.expire_all()
    return next((each for each in draft_of(page).document["blocks"] if each["code"] == code), None)


def test_a_block_that_was_added_goes_again_with_one_s_own_words_in_it(page):
    code = arranging.add_block(page, "quote", -1, None, ME)
    write(page, f"{code}.text.zh-Hans", "我的话", ME)
    undoing.undo(page, ME)
    undoing.undo(page, ME)
    assert block(page, code) is None
    undoing.redo(page, ME)
    undoing.redo(page, ME)
    assert block(page, code)["props"]["text"] == {"zh-Hans": "我的话"}


def test_a_block_in_which_somebody_else_wrote_meanwhile_is_not_taken_away(page):
    code = arranging.add_block(page, "quote", -1, None, ME)
    write(page, f"{code}.text.zh-Hans", "别人的话", THEM)
    with pytest.raises(NotChanged):
        undoing.undo(page, ME)
    assert block(page, code)["props"]["text"] == {"zh-Hans": "别人的话"}
    undoing.undo(page, THEM)
    undoing.undo(page, ME)
    assert block(page, code) is None, "they took their words back"


def test_words_that_somebody_else_wrote_again_stand_in_the_way_again(page):
    code = arranging.add_block(page, "quote", -1, None, ME)
    write(page, f"{code}.text.zh-Hans", "别人的话", THEM)
    undoing.undo(page, THEM)
    undoing.redo(page, THEM)
    with pytest.raises(NotChanged):
        undoing.undo(page, ME)


def test_a_block_that_came_back_is_not_taken_away_again_with_what_was_written_since(page):
    """Doing again what was undone removes the block a second time."""
    code = arranging.add_block(page, "quote", -1, None, THEM)
    arranging.remove_block(page, code, ME)
    undoing.undo(page, ME)
    write(page, f"{code}.text.zh-Hans", "后来写的", THEM)
    with pytest.raises(NotChanged):
        undoing.redo(page, ME)
    assert block(page, code)["props"]["text"] == {"zh-Hans": "后来写的"}
