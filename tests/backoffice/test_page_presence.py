"""Several people in one editor: each is told who else is here, where, and what changed elsewhere since their page."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from tbo import clock
from tbo.backoffice.models import StaffSession
from tbo.backoffice.staff.sessions import IDLE
from tbo.db import db
from tbo.pages.models import PagePresence
from tbo.pages.presence import AGAIN_AFTER, HERE_FOR
from tbo.rules.staff_rights import Role

from ..conftest import ANCHOR
from ..support.queries import recorded_queries
from .landing import HEADLINE, SLUG, act, fields, type_into

ADDRESS = f"/staff/pages/{SLUG}/presence"
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
LINE = "f:b1.line.zh-Hans"


class Tab:
    """The page of an editor that asks: what it knows is what it was told last."""

    def __init__(self, browser, block="page"):
        self.browser, self.block = browser, block
        self.page = browser.page(f"/staff/pages/{SLUG}?block={block}")
        self.name = fields(self.page)["tab"]
        self.knows = {each["name"]: each["value"] for each in self.page.select("#presence input")}

    def ask(self, **more):
        """Look, and return the answer as it is."""
        asked = self.knows | {"tab": self.name, "block": self.block} | more
        return self.browser.get(ADDRESS, query_string=asked, headers=PART)

    def look(self, **more) -> BeautifulSoup:
        """Look at something new, and know it from now on."""
        answer = self.ask(**more)
        assert answer.status_code == 200
        part = BeautifulSoup(answer.text, "html.parser")
        assert not part.select("html, h1, script")
        self.knows = {each["name"]: each["value"] for each in part.select("input")}
        return part

    def told(self, **more) -> dict:
        """Look at what was changed elsewhere, as the script gets it."""
        return json.loads(self.look(**more).select_one("#arrived")["data-told"])


def said(part: BeautifulSoup) -> list[str]:
    return [each.text for each in part.select("#here span")]


def save(tab: Tab, **typed) -> None:
    """Save as the script of that tab does."""
    form = {**fields(tab.page), "base": "999", "turn": "1", **typed}
    answer = tab.browser.open(
        f"/staff/pages/{SLUG}/draft", method="POST", data=form, headers={"Accept": "application/json"}
    )
    assert answer.json["saved"]


@pytest.fixture
def both(desk, marketer, editor) -> tuple[Tab, Tab]:
    """Marketing at the page's first block, the owner at the page itself; neither has looked yet."""
    return Tab(marketer, "b1"), Tab(desk(Role.OWNER))


def test_nobody_and_nothing_new_is_answered_by_no_words(both):
    mine, _theirs = both
    answer = mine.ask()
    assert (answer.status_code, answer.data) == (204, b"")
    assert mine.ask().status_code == 204


def test_each_is_told_who_else_is_here_in_which_block_until_they_are_gone(both):
    mine, theirs = both
    assert mine.ask().status_code == 204
    assert said(theirs.look()) == ["罗岚 在「大图」"]
    assert said(mine.look()) == ["沈雨 在「页面本身」"]
    assert mine.ask().status_code == 204, "that is known already"
    theirs.block = "b2"
    assert theirs.ask().status_code == 204
    assert said(mine.look())[0].startswith("沈雨 在「")
    with clock.standing_at(ANCHOR + HERE_FOR):
        assert said(mine.look()) == [], "whoever does not ask any more is not here"


def test_without_a_look_nobody_is_named_and_the_page_asks_at_its_own_address(both):
    mine, _theirs = both
    assert said(mine.page) == []
    assert mine.page.select_one("#presence")["hx-get"] == ADDRESS


def test_rows_are_bounded_and_forgotten(both, desk):
    mine, theirs = both
    for block in ("b1", "b2", "page", "b77", "'; drop", "b" * 400):
        mine.ask(tab="x" * 24, block=block)
        theirs.ask(block=block)
    rows = db.session.execute(select(PagePresence.who, PagePresence.block)).all()
    assert [row.block for row in rows] == ["b77", "b77"], "one row each, and no block that cannot be"
    with clock.standing_at(ANCHOR + HERE_FOR):
        Tab(desk(Role.FINANCE)).ask()
        db.session.rollback()
        assert [who.split(" <")[0] for who in db.session.scalars(select(PagePresence.who))] == ["何敏"]


def test_a_tab_that_asks_often_writes_seldom(both):
    mine, _theirs = both
    mine.ask()
    with clock.standing_at(ANCHOR + AGAIN_AFTER - timedelta(seconds=1)), recorded_queries() as statements:
        mine.ask()
    assert not [each for each in statements if not each.startswith("SELECT")]
    with clock.standing_at(ANCHOR + AGAIN_AFTER), recorded_queries() as statements:
        mine.ask()
    assert len([each for each in statements if each.startswith("INSERT")]) == 1


def test_an_idle_tab_asks_the_database_little(both):
    mine, theirs = both
    theirs.ask()
    mine.look()
    with recorded_queries() as statements:
        assert mine.ask().status_code == 204
    assert len(statements) <= 5, "\n".join(statements)
    assert not [each for each in statements if "page_draft.document" in each], "the document stays where it is"


def test_what_others_changed_comes_with_its_step_and_who_it_was(both):
    mine, theirs = both
    type_into(theirs.browser, theirs.browser.page(f"/staff/pages/{SLUG}?block=b1"), **{HEADLINE: "店主写的"})
    told = mine.told()
    assert told["fields"] == {"b1.headline.zh-Hans": {"text": "店主写的", "by": "沈雨"}}
    assert told["revision"] == int(mine.knows["since"])
    assert told["outline"] == {"b1": "店主写的"}
    assert told["is_outline_other"] is False
    assert mine.ask(known="").status_code == 204


def test_of_other_blocks_only_what_stands_around_is_told(both):
    mine, theirs = both
    mine.block = "page"
    type_into(theirs.browser, theirs.browser.page(f"/staff/pages/{SLUG}?block=b1"), **{HEADLINE: "店主写的"})
    told = mine.told()
    assert (told["fields"], told["outline"]) == ({}, {"b1": "店主写的"})


def test_a_page_is_not_told_of_its_own_steps_but_of_those_of_another_tab(both, marketer):
    mine, _theirs = both
    save(mine, **{HEADLINE: "这一页写的"})
    part = mine.look()
    assert not part.select("#arrived")
    assert int(mine.knows["since"]) > 0
    assert mine.ask().status_code == 204
    save(Tab(marketer, "b1"), **{LINE: "另一页写的"})
    assert list(mine.told()["fields"]) == ["b1.line.zh-Hans"]


def test_many_steps_at_a_field_are_one_change(both):
    mine, theirs = both
    for number in range(5):
        save(theirs, **{LINE: f"第 {number} 次"})
    assert mine.told()["fields"] == {"b1.line.zh-Hans": {"text": "第 4 次", "by": "沈雨"}}


@pytest.mark.parametrize(
    ("done", "words"),
    [
        ({"act": "add", "type": "quote:", "block": "b1"}, "沈雨 加了「引语」"),
        ({"act": "move", "block": "b1", "place": "1"}, "沈雨 挪了「大图」"),
        ({"act": "hide", "block": "b1"}, "沈雨 藏起了「大图」"),
    ],
)
def test_what_others_do_with_blocks_is_said_and_the_outline_is_another(both, done, words):
    mine, theirs = both
    act(theirs.browser, **done)
    part = mine.look()
    assert said(part) == [words]
    assert json.loads(part.select_one("#arrived")["data-told"])["is_outline_other"] is True


def test_whoever_is_in_a_block_that_was_taken_off_is_told_by_whom(both):
    mine, theirs = both
    act(theirs.browser, act="remove", block="b1")
    part = mine.look()
    assert said(part) == ["沈雨 拿掉了一块"]
    assert json.loads(part.select_one("#arrived")["data-told"])["removed_by"] == "沈雨"
    assert said(Tab(theirs.browser, "b2").look()) == ["罗岚 也在这一页"], "no name of a block that is gone"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_that_sees_pages_is_here_too(desk, both, role):
    _mine, theirs = both
    answer = Tab(desk(role)).ask()
    assert answer.status_code == 204
    if role is not Role.OWNER:
        assert len(said(theirs.look())) == 1


def test_an_open_page_keeps_no_session_from_ending(both):
    mine, theirs = both
    for minutes in (10, 20, 29):
        with clock.standing_at(ANCHOR + timedelta(minutes=minutes)):
            mine.ask()
            theirs.browser.page(f"/staff/pages/{SLUG}")
    with clock.standing_at(ANCHOR + IDLE):
        answer = mine.ask()
        assert answer.status_code == 204
        assert answer.headers["HX-Redirect"].startswith("/staff/sign-in")
        assert "HX-Redirect" not in theirs.ask().headers, "who works stays"
    assert db.session.scalar(select(func.max(StaffSession.seen_at))) > ANCHOR


def test_what_is_no_question_of_a_page_leads_to_the_editor_or_nowhere(both):
    mine, _theirs = both
    answer = mine.browser.get(ADDRESS)
    assert (answer.status_code, answer.location) == (303, f"/staff/pages/{SLUG}")
    assert mine.browser.get("/staff/pages/none/presence", headers=PART).status_code == 404
    assert mine.ask(since="-1", known="<b>", tab="?").status_code == 200
    assert mine.browser.post(ADDRESS).status_code == 405
