"""Forms take things of the shop by name: suggested in every language, said beside the field, kept when not found."""

import pytest
from sqlalchemy import select

from tbo.db import db
from tbo.offers.coupon_models import Coupon
from tbo.rules.staff_rights import Role

from .desk import filled
from .landing import SLUG, act, document, fields, type_into

TITLE = "return-the-lantern"
FORMS = ("/staff/items/new", "/staff/links", "/staff/coupons/new", "/staff/vouchers/new", "/staff/films")


@pytest.mark.parametrize("address", FORMS)
def test_what_is_sold_is_suggested_by_its_name_in_every_language(desk, address):
    page = desk(Role.OWNER).page(address)
    lists = {field["list"] for field in page.select("input[list]")}
    suggested = {option["value"]: option.text for each in lists for option in page.select(f"datalist#{each} option")}
    assert suggested[TITLE] == "还灯 · Return the Lantern · Die geborgte Laterne"


def test_a_block_takes_names_keeps_codes_and_says_the_name(marketer, editor):
    act(marketer, act="add", type="offer:0", block="b1")
    page = editor("b3")
    typed = {"f:b3.offers": "家庭年卡\n还灯/1/2", "f:b3.text.zh-Hans": "一个月 {月卡}"}
    assert type_into(marketer, page, **typed).status_code == 303
    props = document()["blocks"][1]["props"]
    assert props["offers"] == ["plan:yearly", f"episode:{TITLE}/1/2"]
    assert props["text"] == {"zh-Hans": "一个月 {plan:monthly}"}
    named = [each.text for each in editor("b3").select("[data-key='b3.offers'] .named")]
    assert named == ["家庭年卡、还灯 · 第 1 季 · 第 2 集"]
    assert editor("b3").select("datalist#offers option[value='plan:monthly']")


def test_a_name_that_nothing_has_stays_in_the_field(marketer, editor):
    refused = type_into(marketer, editor("b1"), **{"f:b1.offer": "没有这个"})
    assert refused.status_code == 422
    assert 'value="没有这个"' in refused.text
    typed = {"f:b1.link": "Return the Lantern", "f:b1.picture": "还灯"}
    assert type_into(marketer, editor("b1"), **typed).status_code == 303
    props = document()["blocks"][0]["props"]
    assert (props["link"], props["picture"]) == (f"title:{TITLE}", TITLE)


def test_the_editors_script_hears_how_the_thing_is_called(marketer, editor):
    sent = fields(editor("b1")) | {"f:b1.link": "还灯"}
    asked = {"Accept": "application/json"}
    told = marketer.open(f"/staff/pages/{SLUG}/draft", headers=asked, method="POST", data=sent).json
    assert told["named"]["b1.link"] == "还灯"


def test_links_items_and_coupons_take_names(marketer):
    link = {"kind": "episode", "ref": "还灯/1/2", "source": "weixin"}
    shown = filled(marketer, "/staff/links", "#link", **link, preview="1")
    assert 'value="return-the-lantern/1/2"' in shown.text
    assert "还灯 · 第 1 季 · 第 2 集" in shown.text
    assert filled(marketer, "/staff/links", "#link", **link | {"ref": "没有/1"}).status_code == 422
    item = {"item_id": "900000000999", "name_zh": "还灯 全集", "kind": "season", "ref": "Return the Lantern/1"}
    assert "还灯 · 第 1 季" in filled(marketer, "/staff/items/new", "main form", **item, preview="1").text
    coupon = {
        "code": "LAMP20",
        "name_zh": "灯",
        "percent": "20",
        "scope": "title",
        "refs": "Return the Lantern, West of Orion, 还灯",
    }
    assert filled(marketer, "/staff/coupons/new", "form.columns", **coupon).status_code == 303
    assert len(db.session.scalars(select(Coupon).where(Coupon.code == "LAMP20")).one().refs) == 2
