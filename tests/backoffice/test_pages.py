"""Marketing at work on landing pages: plain forms, two people at once, publishing to the second, the way back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.db import db
from tbo.pages.models import Page, PageLink, PagePublication, PageStep, PageVersion
from tbo.rules.staff_rights import Role

from ..conftest import ANCHOR
from ..support.parsing import parsed
from .desk import deeds
from .landing import HEADLINE, SLUG, act, document, fields, publish, type_into


def test_a_page_is_built_from_nothing_with_plain_forms(shop, marketer, editor):
    answer = type_into(marketer, editor("b1"), **{HEADLINE: "每扇窗都亮着", "f:b1.picture": "qius-kitchen"})
    assert answer.status_code == 303
    assert document()["blocks"][0]["props"]["headline"] == {"zh-Hans": "每扇窗都亮着"}
    added = act(marketer, act="add", type="offer:0", block="b1")
    assert added.location.endswith("block=b3")
    assert [block["code"] for block in document()["blocks"]] == ["b1", "b3", "b2"]
    act(marketer, act="move", block="b3", place="0")
    assert [block["code"] for block in document()["blocks"]] == ["b3", "b1", "b2"]
    act(marketer, act="undo")
    assert [block["code"] for block in document()["blocks"]] == ["b1", "b3", "b2"]
    act(marketer, act="redo")
    act(marketer, act="remove", block="b3")
    act(marketer, act="undo")
    assert [block["code"] for block in document()["blocks"]] == ["b3", "b1", "b2"]
    act(marketer, act="hide", block="b3")
    assert document()["blocks"][0]["hidden"] is True


def test_an_untrue_promise_is_refused_mended_published_and_brought_back(shop, marketer, editor, visitor):
    type_into(marketer, editor("b1"), **{HEADLINE: "年卡只要 ¥9.90", "f:b1.picture": "qius-kitchen"})
    refused = publish(marketer)
    assert refused.status_code == 409
    assert "手写了“¥9" in refused.text
    assert "没有中文的替代文字" in refused.text
    assert visitor.get(f"/l/{SLUG}").status_code == 404
    type_into(marketer, editor("b1"), **{HEADLINE: "年卡 {plan:yearly}", "f:b1.alt.zh-Hans": "一口大锅"})
    assert publish(marketer).status_code == 303
    assert visitor.page(f"/l/{SLUG}").h1.get_text() == "年卡 ¥198.00"
    type_into(marketer, editor("b1"), **{HEADLINE: "第二版"})
    assert visitor.page(f"/l/{SLUG}").h1.get_text() == "年卡 ¥198.00", "a draft is no publication"
    with clock.standing_at(ANCHOR + timedelta(seconds=5)):
        assert publish(marketer).status_code == 303
        assert visitor.page(f"/l/{SLUG}").h1.get_text() == "第二版"
        versions = marketer.page(f"/staff/pages/{SLUG}/versions")
        compared = marketer.get(f"/staff/pages/{SLUG}/versions?left=1&right=2").location
        assert compared == f"/staff/pages/{SLUG}/differences?left=1&right=2"
        form = fields(versions, "#versions form")
        assert marketer.bare_post(f"/staff/pages/{SLUG}/publications", **form, act="bring-back").status_code == 303
    with clock.standing_at(ANCHOR + timedelta(seconds=6)):
        assert visitor.page(f"/l/{SLUG}").h1.get_text() == "年卡 ¥198.00"
    assert [deed.after["version"] for deed in deeds("page-published")] == [1, 2]
    assert len(deeds("page-brought-back")) == 1


def test_a_scheduled_page_flips_at_its_second_and_gives_way_at_its_end(shop, marketer, editor, visitor):
    type_into(marketer, editor("b1"), **{HEADLINE: "平常"})
    assert publish(marketer).status_code == 303
    type_into(marketer, editor("b1"), **{HEADLINE: "双十一"})
    span = {"when": "span", "from": "2026-11-20T00:00:00", "until": "2026-11-21T00:00:00"}
    assert publish(marketer, **span).status_code == 303
    begins = ANCHOR.replace(day=19, hour=16)  # midnight in Shanghai
    for seconds, name in ((-1, "平常"), (0, "双十一"), (86399, "双十一"), (86400, "平常")):
        with clock.standing_at(begins + timedelta(seconds=seconds)):
            assert visitor.page(f"/l/{SLUG}").h1.get_text() == name, seconds


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ({"from": "2026-11-01T00:00"}, "已经过去"),
        ({"from": "2026-13-01T00:00"}, "没有这个时间"),
        ({"from": ""}, "请选时刻"),
        ({"from": "2026-12-02T00:00", "until": ""}, "请选时刻"),
        ({"from": "2026-12-02T00:00", "until": "2026-12-01T00:00"}, "结束要在开始之后"),
        ({"from": "2036-12-02T00:00", "until": "2036-12-03T00:00"}, "两年"),
    ],
)
def test_a_time_that_cannot_be_is_said_and_what_was_typed_stays(marketer, editor, span, words):
    answer = publish(marketer, when="span" if "until" in span else "from", note="记着", **span)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="记着"' in answer.text
    assert db.session.scalars(select(PagePublication).join(Page).where(Page.slug == SLUG)).all() == []


def test_the_same_form_sent_twice_publishes_once(marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "一次"})
    form = fields(marketer.page(f"/staff/pages/{SLUG}/publish"), "#publish form") | {"act": "publish"}
    for _ in range(2):
        assert marketer.bare_post(f"/staff/pages/{SLUG}/publications", **form).status_code == 303
    assert len(db.session.scalars(select(PagePublication).join(Page).where(Page.slug == SLUG)).all()) == 1
    assert len(db.session.scalars(select(PageVersion).join(Page).where(Page.slug == SLUG)).all()) == 1


def test_two_people_collide_in_one_field_only_and_nothing_is_lost(desk, marketer, editor):
    mine, theirs = editor("b1"), desk(Role.OWNER).page(f"/staff/pages/{SLUG}?block=b1")
    assert type_into(desk(Role.OWNER), theirs, **{HEADLINE: "店主写的"}).status_code == 303
    answer = type_into(marketer, mine, **{HEADLINE: "营销写的", "f:b1.line.zh-Hans": "别的一行"})
    assert answer.status_code == 409
    assert "店主写的" in answer.text, "theirs is shown"
    assert 'value="营销写的"' in answer.text, "mine stays in its field"
    props = document()["blocks"][0]["props"]
    assert props["headline"] == {"zh-Hans": "店主写的"}
    assert props["line"] == {"zh-Hans": "别的一行"}, "the other field is saved"
    again = type_into(marketer, editor("b1"), **{HEADLINE: "营销写的"})
    assert again.status_code == 303
    assert document()["blocks"][0]["props"]["headline"] == {"zh-Hans": "营销写的"}


def test_nobody_undoes_what_somebody_else_changed_since(desk, marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "我的"})
    type_into(desk(Role.OWNER), desk(Role.OWNER).page(f"/staff/pages/{SLUG}?block=b1"), **{HEADLINE: "店主的"})
    answer = act(marketer, act="undo")
    assert answer.status_code == 409
    assert "不能撤销" in answer.text
    assert document()["blocks"][0]["props"]["headline"] == {"zh-Hans": "店主的"}


def test_the_script_s_way_of_saving_tells_the_step_of_each_field(marketer, editor):
    page = editor("b1")
    typed = {"csrf_token": fields(page)["csrf_token"], "base": "0", HEADLINE: "雾散", "f:b1.picture": "不是地址"}
    asked = {"Accept": "application/json"}
    answer = marketer.open(f"/staff/pages/{SLUG}/draft", headers=asked, method="POST", data=typed)
    assert answer.json["saved"] == {"b1.headline.zh-Hans": 1}
    assert list(answer.json["unfit"]) == ["b1.picture"]
    assert (answer.json["outline"], answer.json["is_changed"]) == ({"b1": "雾散"}, True)
    assert len(db.session.scalars(select(PageStep)).all()) == 1


def test_a_preview_link_shows_one_draft_until_it_is_revoked_and_signs_nobody_in(shop, marketer, editor, visitor):
    type_into(marketer, editor("b1"), **{HEADLINE: "还没发布"})
    form = fields(marketer.page(f"/staff/pages/{SLUG}/links"), "#new-link form")
    made = marketer.bare_post(f"/staff/pages/{SLUG}/links", **form | {"act": "make", "life": "1h"})
    path = re.search(r"http://shop\.test(/p/[\w-]{43})", made.text).group(1)
    assert path not in marketer.get(f"/staff/pages/{SLUG}/links").text, "shown once"
    answer = visitor.get(path)
    assert "还没发布" in answer.text
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == (
        "private, no-store",
        "noindex, nofollow",
    )
    assert "Set-Cookie" not in answer.headers
    assert visitor.get(path[:-1] + ("a" if path[-1] != "a" else "b")).status_code == 404
    with clock.standing_at(ANCHOR + timedelta(hours=1)):
        assert visitor.get(path).status_code == 404
    revoke = fields(marketer.page(f"/staff/pages/{SLUG}/links"), "#links form")
    marketer.bare_post(f"/staff/pages/{SLUG}/links", **revoke, act="revoke")
    assert visitor.get(path).status_code == 404


def test_the_draft_is_seen_as_of_any_moment_by_anybody(marketer):
    preview = "/staff/pages/shuang11/preview"
    assert "148.00" in marketer.get(preview).text
    assert "148.00" not in marketer.get(f"{preview}?moment=2026-12-01T00:00:00").text, "the coupon has ended"
    assert "Vier Bildschirme" in marketer.get(f"{preview}?lang=de").text
    child = marketer.get(f"{preview}?persona=child").text
    assert "¥" not in child
    assert "frame-ancestors 'self'" in marketer.get(preview).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in marketer.get("/staff/pages/shuang11").headers["Content-Security-Policy"]


def test_words_of_the_draft_know_their_fields_in_the_editor_and_nowhere_else(marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "每扇窗都亮着"})
    editing = marketer.page(f"/staff/pages/{SLUG}/preview?words=yes")
    assert editing.select_one("[data-words='b1.headline.zh-Hans']").get_text() == "每扇窗都亮着"
    assert editing.select_one("meta[name=draft-revision]")["content"] == editor("b1").select_one("[name=base]")["value"]
    assert "data-words" not in marketer.get(f"/staff/pages/{SLUG}/preview").text
    assert "data-words" not in marketer.get("/staff/pages/shuang11/preview?words=yes&version=1").text


def test_there_is_one_home(marketer):
    assert marketer.post("/staff/pages", slug="second-home", kind="home", title="").status_code == 422


def test_what_was_typed_into_a_block_that_was_taken_off_meanwhile_is_shown_back(desk, marketer, editor):
    mine = editor("b1")
    act(desk(Role.OWNER), act="remove", block="b1")
    answer = type_into(marketer, mine, **{HEADLINE: "  写了半天的话", "f:b1.line.en": "half an hour of words"})
    assert answer.status_code == 422
    found = parsed(answer.text).select("#lost textarea")
    assert [each.get_text().strip() for each in found] == ["写了半天的话", "half an hour of words"]
    assert [block["code"] for block in document()["blocks"]] == ["b2"]


def test_a_moment_that_cannot_be_makes_no_link_and_stays_as_it_was_typed(marketer, editor):
    form = fields(marketer.page(f"/staff/pages/{SLUG}/links"), "#new-link form")
    typed = {"act": "make", "persona": "child", "life": "1h", "moment": "2026-13-01T00:00"}
    answer = marketer.bare_post(f"/staff/pages/{SLUG}/links", **form | typed)
    assert answer.status_code == 422
    assert "没有这个时间" in answer.text
    assert 'value="2026-13-01T00:00"' in answer.text
    assert db.session.scalars(select(PageLink)).all() == []


def test_the_list_names_pages_by_the_addresses_at_which_shoppers_see_them(marketer):
    found = {
        row.a["href"]: row.select_one("small").get_text() for row in marketer.page("/staff/pages").select("td:has(a)")
    }
    assert found["/staff/pages/home"] == "/"
    assert found["/staff/pages/shuang11"] == "/l/shuang11"


def test_an_overlapping_publication_is_told(marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "第一"})
    assert (
        publish(marketer, when="span", **{"from": "2026-11-25T00:00", "until": "2026-11-26T00:00"}).status_code == 303
    )
    assert "另一次排好的发布" in marketer.get(f"/staff/pages/{SLUG}/publish").text


@pytest.mark.parametrize("slug", ["Winter", "a b", "../x", "x" * 61, "", "shuang11", "雪"])
def test_an_address_that_cannot_be_is_said_where_it_was_typed(marketer, slug):
    answer = marketer.post("/staff/pages", slug=slug, kind="campaign", title="标题在")
    assert answer.status_code == 422
    assert 'value="标题在"' in answer.text


@pytest.mark.parametrize(
    "typed",
    [
        {"f:b1.headline.zh-Hans": "<script>alert(1)</script>"},
        {"f:b1.headline.xx": "x"},
        {"f:b9.headline.zh-Hans": "x"},
        {"f:b1.slides.999.title": "x"},
        {"f:b1.slides.x.line.en": "x"},
        {"f:b1.link": "//evil.example"},
        {"f:b1.link": "javascript:alert(1)"},
        {"f:b1.headline.zh-Hans": "x" * 9000},
        {"f:": "x"},
        {"f:page": "x"},
        {"f:page.title.zh-Hans.more.and.more.and": "x"},
        {"f:b1.hidden": "yes"},
        {"f:b1.until": "2026-02-30T00:00"},
        {"base": "99999999999999", "f:b1.line.en": "\u202eevil\u200b"},
    ],
)
def test_whatever_is_typed_gets_a_page_and_runs_nothing(marketer, editor, typed):
    answer = type_into(marketer, editor("b1"), **typed)
    assert answer.status_code in (303, 409, 422)
    shown = marketer.get(f"/staff/pages/{SLUG}/preview")
    assert shown.status_code == 200
    assert "<script>alert" not in shown.text
    assert "\u202e" not in shown.text
    assert "evil.example" not in shown.text
