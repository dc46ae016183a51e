"""Publishing what was looked at: one draft and its checks, made before anybody has to wait; and the way back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

import tbo.db
from tbo import clock
from tbo.backoffice.editing import publishing as page_publishing
from tbo.backoffice.editing import versions as page_versions
from tbo.catalog.models import Title
from tbo.db import db
from tbo.pages.models import Page, PageItem, PagePublication
from tbo.rules.staff_rights import Role

from ..conftest import ANCHOR
from .landing import HEADLINE, SLUG, fields, publish, type_into

FILM = "qius-kitchen"
PICTURE = {"f:b1.picture": FILM, "f:b1.alt.zh-Hans": "一口大锅"}
PUBLICATIONS = f"/staff/pages/{SLUG}/publications"


def publications() -> list[PagePublication]:
    db.session.rollback()
    return list(db.session.scalars(select(PagePublication).join(Page).where(Page.slug == SLUG)))


def bring_back(browser):
    form = fields(browser.page(f"/staff/pages/{SLUG}/versions"), "#versions form")
    return browser.bare_post(PUBLICATIONS, **form, act="bring-back")


def switch_off(browser, slug=SLUG):
    form = fields(browser.page(f"/staff/pages/{slug}/off"), "#off form")
    return browser.bare_post(f"/staff/pages/{slug}/publications", **form, act="off")


def badges(page) -> list[str]:
    return [row.select_one(".badge").text for row in page.select("#planned li")]


def test_a_draft_that_somebody_changed_since_is_not_published_unseen(desk, marketer, editor, visitor):
    type_into(marketer, editor("b1"), **{HEADLINE: "看过的"})
    looked_at = fields(marketer.page(f"/staff/pages/{SLUG}/publish"), "#publish form") | {"act": "publish"}
    owner = desk(Role.OWNER)
    type_into(owner, owner.page(f"/staff/pages/{SLUG}?block=b1"), **{HEADLINE: "没看过的"})
    answer = marketer.bare_post(PUBLICATIONS, **looked_at | {"note": "记着"})
    assert answer.status_code == 409
    assert "草稿后来又改了" in answer.text
    assert 'value="记着"' in answer.text
    assert publications() == []
    assert publish(marketer).status_code == 303
    assert visitor.page(f"/l/{SLUG}").h1.get_text() == "没看过的"


def test_a_note_is_kept_also_where_nothing_differs_from_an_older_version(marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "一样的"})
    assert publish(marketer, note="开头").status_code == 303
    with clock.standing_at(ANCHOR + timedelta(seconds=1)):
        assert publish(marketer, note="周末再来一次", when="from", **{"from": "2026-11-28T00:00"}).status_code == 303
        assert publish(marketer).status_code == 303
        page = marketer.page(f"/staff/pages/{SLUG}/versions")
    assert len(page.select("#versions li")) == 1
    assert [note.get_text() for note in page.select("#planned small")] == ["周末再来一次", "开头"]


def test_another_span_is_checked_without_a_key_in_the_address(desk, marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "看过的"})
    publish(marketer)
    planned = {"when": "from", "from": "2026-11-28T00:00"}
    with clock.standing_at(ANCHOR + timedelta(seconds=1)):
        publish(marketer, **planned)
        answer = publish(
            marketer, act="check", note="记着", when="span", until="2026-11-30T00:00", **{"from": "2026-11-25T00:00"}
        )
        seen = desk(Role.SUPPORT).page(f"/staff/pages/{SLUG}/publish").select_one("#publish form")
    assert answer.status_code == 200
    assert "另一次排好的发布" in answer.text
    assert 'value="记着"' in answer.text
    assert len(publications()) == 2, "nothing was published"
    assert seen["method"] == "get"
    assert not seen.select("[name=csrf_token], [name=form_key]"), "who only looks sends no token into the address"


@pytest.mark.parametrize("revision", ["", "-1", "nonsense"])
def test_a_form_that_looked_at_no_draft_publishes_nothing(marketer, editor, revision):
    type_into(marketer, editor("b1"), **{HEADLINE: "有字"})
    assert publish(marketer, revision=revision).status_code == 409
    assert publications() == []


def test_the_same_form_sent_again_after_the_draft_went_on_has_been_done(marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "一次"})
    form = fields(marketer.page(f"/staff/pages/{SLUG}/publish"), "#publish form") | {"act": "publish"}
    assert marketer.bare_post(PUBLICATIONS, **form).status_code == 303
    type_into(marketer, editor("b1"), **{HEADLINE: "又写"})
    assert marketer.bare_post(PUBLICATIONS, **form).status_code == 303
    assert len(publications()) == 1


def test_nobody_waits_while_a_page_is_checked(marketer, editor, monkeypatch):
    """On SQLite whoever writes lets everybody else wait: the check comes before."""
    asked_within = []
    for module in (page_publishing, page_versions):
        checked = module.promises

        def noted(*args, checked=checked):
            asked_within.append(tbo.db._write_first.get())
            return checked(*args)

        monkeypatch.setattr(module, "promises", noted)
    type_into(marketer, editor("b1"), **{HEADLINE: "一"})
    assert publish(marketer).status_code == 303
    type_into(marketer, editor("b1"), **{HEADLINE: "二"})
    with clock.standing_at(ANCHOR + timedelta(seconds=1)):
        assert publish(marketer).status_code == 303
        assert bring_back(marketer).status_code == 303
    assert len(publications()) == 3
    assert set(asked_within) == {False}


def test_a_version_that_is_not_true_any_more_stays_away_and_its_own_checks_say_why(marketer, editor, changed_catalogue):
    type_into(marketer, editor("b1"), **{HEADLINE: "旧的"} | PICTURE)
    assert publish(marketer).status_code == 303
    type_into(marketer, editor("b1"), **{HEADLINE: "新的，手写 ¥9.90", "f:b1.picture": "", "f:b1.alt.zh-Hans": ""})
    with clock.standing_at(ANCHOR + timedelta(seconds=1)):
        switch_off(marketer)
        db.session.scalars(select(Title).where(Title.slug == FILM)).one().licence_number = None
        changed_catalogue()
        refused = bring_back(marketer)
    assert refused.status_code == 409
    assert "没有许可证号" in refused.text
    assert "没有换回" in refused.text
    assert "手写了" not in refused.text, "that is the draft, and not what was asked for"
    assert len(publications()) == 2


def test_nobody_takes_home_down_without_reading_what_shoppers_see_instead(desk, marketer, visitor):
    versions = marketer.page("/staff/pages/home/versions")
    assert not versions.select('[value="off"]'), "one click must not do it"
    asked = marketer.page(versions.select_one("#planned a")["href"])
    assert "店里自带的那一页" in asked.select_one("#off").text
    assert marketer.post("/staff/pages/home/publications", act="off").status_code == 400
    assert desk(Role.SUPPORT).get("/staff/pages/home/off").status_code == 403


def test_a_page_that_is_off_says_so_and_goes_back_by_one_button(marketer, editor, visitor):
    type_into(marketer, editor("b1"), **{HEADLINE: "一"} | PICTURE)
    assert publish(marketer).status_code == 303
    assert badges(marketer.page(f"/staff/pages/{SLUG}/versions")) == ["正在"]
    with clock.standing_at(ANCHOR + timedelta(seconds=1)):
        assert switch_off(marketer).location.endswith("/versions")
        page = marketer.page(f"/staff/pages/{SLUG}/versions")
        assert "冬天的灯 下线了" in page.select_one("#off .note").text
        assert "这盏灯已经收起来了" in page.select_one("#off .note").text
        assert badges(page) == ["正在", "结束了"]
        assert visitor.get(f"/l/{SLUG}").status_code == 410
        assert marketer.get(f"/staff/pages/{SLUG}/off").status_code == 303, "it is off already"
        marketer.bare_post(PUBLICATIONS, **fields(page, "#off form"), act="bring-back")
    with clock.standing_at(ANCHOR + timedelta(seconds=2)):
        assert visitor.page(f"/l/{SLUG}").h1.get_text() == "一"
        page = marketer.page(f"/staff/pages/{SLUG}/versions")
    assert (badges(page), page.select("#off")) == (["正在", "结束了", "结束了"], [])


def test_what_leads_to_a_page_and_what_comes_by_itself_is_said_before_it_goes(marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "一"} | PICTURE)
    publish(marketer)
    type_into(marketer, editor("b1"), **{HEADLINE: "二"})
    publish(marketer, when="from", **{"from": "2026-11-28T00:00"})
    db.session.add(PageItem(item_id="900000000105", page_id=publications()[0].page_id))
    db.session.commit()
    asked = marketer.page(f"/staff/pages/{SLUG}/off").select_one("#off ul").text
    assert "1 个天猫商品通到这里" in asked
    assert "起有排好的发布" in asked


def seen(page, which: str) -> list[str]:
    """What is said to be seen, from when to when."""
    return [" ".join(row.get_text(" ").split()) for row in page.select(f"#publish #{which} li")]


def test_what_this_publication_would_do_is_shown_beside_what_is_planned(marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "第一版"})
    address = f"/staff/pages/{SLUG}/publish"
    assert [row.split("… ")[1] for row in seen(marketer.page(address), "after")] == ["草稿，会是版本 1"]
    assert seen(marketer.page(address), "planned") == []
    publish(marketer, when="span", **{"from": "2026-11-28T00:00", "until": "2026-11-30T00:00"})
    type_into(marketer, editor("b1"), **{HEADLINE: "第二版"})
    page = marketer.page(address)
    # Now and for good, until the planned days begin.
    assert seen(page, "after")[0].endswith("草稿，会是版本 2")
    assert "版本 1" in seen(page, "after")[1]
    assert seen(page, "after")[2].endswith("草稿，会是版本 2")
    assert [row.split(" ")[-1] for row in seen(page, "planned")] == ["还没有", "1", "下线"]
    later = marketer.page(f"{address}?when=from&from=2026-11-29T00:00")
    assert seen(later, "after")[0].endswith("还没有")
    assert "2026-11-29 00:00:00" in seen(later, "after")[2]
    assert not seen(marketer.page(f"{address}?when=from&from=2020-01-01T00:00", 422), "after")


def test_a_draft_that_is_a_version_already_is_called_so(marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "第一版"})
    publish(marketer)
    assert seen(marketer.page(f"/staff/pages/{SLUG}/publish"), "after")[0].endswith("草稿，和版本 1 一样")
