"""Short links: said where they lead before they are made, followed with what they tell, given as pictures and words."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from tbo.arrivals.link_models import ShortLink
from tbo.arrivals.models import Arrival
from tbo.db import db
from tbo.rules.staff_rights import Role

from ..support.parsing import page_of
from .desk import deeds, filled
from .landing import SLUG

LIST, FORM = "/staff/links", "form#link"
TYPED = {"kind": "season", "ref": "west-of-orion/1", "source": "weixin", "campaign": "冬天", "spm": "a1.b2.c3"}


def links() -> list[ShortLink]:
    db.session.expire_all()
    return list(db.session.scalars(select(ShortLink)))


def last_arrival() -> Arrival:
    return db.session.scalars(select(Arrival).order_by(Arrival.id.desc())).first()


@pytest.fixture
def link(marketer) -> ShortLink:
    """A link to a season."""
    assert filled(marketer, LIST, FORM, **TYPED).status_code == 303
    return links()[0]


def test_a_preview_says_where_it_leads_at_what_price_and_makes_nothing(marketer):
    page = page_of(filled(marketer, LIST, FORM, **TYPED, preview="1"))
    said = page.select_one("#leads").get_text()
    assert "/titles/west-of-orion/seasons/1" in said
    assert "¥" in said
    assert page.select_one("#source")["value"] == "weixin"
    assert links() == []


def test_a_season_named_by_its_title_is_the_only_one_or_is_asked_for(marketer):
    page = page_of(filled(marketer, LIST, FORM, **TYPED | {"ref": "West of Orion"}, preview="1"))
    assert page.select_one("#ref")["value"] == "west-of-orion/1"
    asked = page_of(filled(marketer, LIST, FORM, **TYPED | {"ref": "《还灯》"}))
    assert "哪一季？可以写 return-the-lantern/1、return-the-lantern/2。" in asked.select_one(FORM).get_text()
    assert "没有找到" not in asked.select_one(FORM).get_text()
    assert links() == []


def test_whoever_follows_it_is_known_by_what_it_says(link, visitor):
    answer = visitor.get(f"/k/{link.code.lower()}")
    assert (answer.status_code, answer.location) == (302, "/titles/west-of-orion/seasons/1")
    arrival = last_arrival()
    assert arrival.known == {"utm_source": "weixin", "utm_campaign": "冬天", "spm": "a1.b2.c3"}
    assert (arrival.path, arrival.spm) == (f"/k/{link.code}", "a1.b2.c3")
    assert visitor.get_cookie("tbo-arrival")


def test_the_language_of_its_address_stays(link, visitor):
    assert visitor.get(f"/de/k/{link.code}").location == "/de/titles/west-of-orion/seasons/1"


def test_its_page_counts_arrivals_and_the_deed_is_written_down(link, marketer, visitor):
    for _time in range(2):
        visitor.get(f"/k/{link.code}")
    visitor.get(f"/k/{link.code}", headers={"User-Agent": "Baiduspider"})
    assert marketer.page(LIST).select_one("#links td.num").get_text() == "2"
    assert [entry.subject for entry in deeds("link-made")] == [link.code]


def test_words_to_send_along_are_in_each_language_with_its_own_address(link, marketer):
    page = marketer.page(f"{LIST}/{link.code}")
    said = {area["lang"]: area.get_text() for area in page.select("#texts textarea")}
    assert "参宿以西" in said["zh-Hans"]
    assert "West of Orion" in said["en"]
    assert f"/de/k/{link.code}" in said["de"]
    assert all("¥" in text for text in said.values())


def test_the_code_is_given_as_a_drawing_and_as_a_picture_that_prints(link, marketer):
    drawing = marketer.get(f"{LIST}/{link.code}/qr.svg")
    assert drawing.mimetype == "image/svg+xml"
    assert b"<svg" in drawing.data
    picture = Image.open(io.BytesIO(marketer.get(f"{LIST}/{link.code}/qr.png").data))
    assert picture.width == picture.height >= 400
    assert marketer.get(f"{LIST}/{link.code}/qr.gif").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ref": "no-such/1"}, "ref"),
        ({"kind": "https://evil.example", "ref": "x"}, "ref"),
        ({"kind": "page", "ref": "//evil.example"}, "ref"),
        ({"source": " "}, "source"),
        ({"spm": "only-one"}, "spm"),
        ({"spm": "a1.b2?x"}, "spm"),
        ({"coupon": "NOSUCHCODE"}, "coupon"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_stands_as_it_was_typed(marketer, wrong, field):
    answer = filled(marketer, LIST, FORM, **TYPED | wrong)
    assert answer.status_code == 422
    page = page_of(answer)
    assert page.select_one(f"#{field}-hint[role=alert]").get_text()
    assert page.select_one(f"#{field}").get("value", "") == (TYPED | wrong).get(field, "").strip()
    assert links() == []


@pytest.mark.parametrize("code", ["NQTHNGXX", "x", "0" * 8, "A" * 400, "..%2Fx"])
def test_no_other_code_leads_anywhere(visitor, code):
    assert visitor.get(f"/k/{code}").status_code == 404


def test_a_form_sent_twice_makes_one(marketer):
    form = marketer.page(LIST).select_one(FORM)
    typed = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")} | TYPED
    assert len({marketer.bare_post(LIST, **typed).location for _again in range(2)}) == 1
    assert len(links()) == 1


def test_a_coupon_is_kept_as_coupons_keep_it_however_it_was_typed(marketer):
    typed = "-".join("huanying") + "-" * 30
    assert filled(marketer, LIST, FORM, **TYPED, coupon=typed).status_code == 303
    assert links()[0].coupon == "HUANYING"
    assert [entry.after["coupon"] for entry in deeds("link-made")] == ["HUANYING"]


def test_a_page_that_nobody_can_see_is_said_before_and_after(marketer, editor):
    typed = TYPED | {"kind": "page", "ref": SLUG}
    assert "没有人看得到" in page_of(filled(marketer, LIST, FORM, **typed, preview="1")).select_one("#leads").get_text()
    made = filled(marketer, LIST, FORM, **typed).location
    assert "没有人看得到" in marketer.page(made).select_one(".note.bad").get_text()
    shown = filled(marketer, LIST, FORM, **typed | {"ref": "shuang11"}, preview="1")
    assert "没有人看得到" not in page_of(shown).select_one("#leads").get_text()


def test_support_sees_links_and_makes_none(link, desk):
    assert not desk(Role.SUPPORT).page(LIST).select(FORM)
    assert desk(Role.SUPPORT).page(f"{LIST}/{link.code}").select_one("#texts textarea")
