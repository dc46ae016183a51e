"""The map of Tmall items as marketing edits it: shown first, kept with its history, unknown arrivals one click away."""

from collections import Counter

import pytest
from sqlalchemy import select

from tbo.arrivals.models import Arrival, TmallItem
from tbo.backoffice.items import making as item_making
from tbo.backoffice.items.refusals import ItemGone, ItemKnown
from tbo.backoffice.staff.sessions import Clerk
from tbo.db import db
from tbo.rules.staff_rights import Role

from ..support.at_once import at_once
from ..support.browser import Browser
from ..support.parsing import page_of
from .desk import _sent, deeds, filled, staff_of
from .landing import SLUG

LIST, NEW = "/staff/items", "/staff/items/new"
SEASON, UNKNOWN = "900000000105", "900000000777"
FORM = "form#item"
TYPED = {"name_zh": "参宿以西 电子票", "kind": "season", "ref": "west-of-orion/1"}


def item(item_id: str) -> TmallItem | None:
    db.session.expire_all()
    return db.session.scalar(select(TmallItem).where(TmallItem.item_id == item_id))


def marketing() -> Clerk:
    staff = staff_of(Role.MARKETING)
    kinds = {"roles": frozenset({Role.MARKETING}), "has_factor": True, "has_passed": True, "is_confirmed": True}
    return Clerk(staff_id=staff.id, session_id=1, name=staff.name, email=staff.email, **kinds)


def where_it_leads(visitor, item_id: str) -> str:
    visitor.get(f"/t/{item_id}?spm=a1.b2")
    return visitor.get(f"/t/{item_id}").location


def test_a_season_is_asked_for_where_a_title_has_several_of_them(marketer):
    sku = {"sku_id": "5000000000001", "sku_kind": "season", "sku_ref": "还灯"}
    typed = TYPED | {"item_id": UNKNOWN, "ref": "Return the Lantern"}
    told = page_of(filled(marketer, NEW, FORM, **typed | sku)).select_one(FORM).get_text()
    assert told.count("哪一季？可以写 return-the-lantern/1") == 2
    assert "没有找到" not in told
    assert item(UNKNOWN) is None


def test_a_place_that_was_left_empty_is_asked_for(marketer):
    sku = {"sku_id": "5000000000001", "sku_kind": "season"}
    told = page_of(filled(marketer, NEW, FORM, **TYPED | sku | {"item_id": UNKNOWN, "ref": ""})).select_one(FORM)
    assert told.get_text().count("选一个") == 2
    assert "没有找到" not in told.get_text()


def test_an_item_that_arrived_unknown_is_listed_with_its_count_and_mapped_from_there(marketer, visitor):
    for n in range(3):
        visitor.get(f"/t/{UNKNOWN}?spm=a1.b{n}")
    row = marketer.page(LIST).select_one("#unknown li")
    assert UNKNOWN in row.get_text()
    assert "3 次到达" in row.get_text()
    answer = filled(marketer, row.find("a")["href"], FORM, **TYPED)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{UNKNOWN}")
    assert where_it_leads(visitor, UNKNOWN) == "/titles/west-of-orion/seasons/1"
    assert UNKNOWN not in str(marketer.page(LIST).select_one("#unknown"))
    assert [entry.subject for entry in deeds("item-mapped")] == [UNKNOWN]


def test_a_preview_says_where_it_leads_at_what_price_and_keeps_nothing(marketer):
    page = page_of(filled(marketer, NEW, FORM, item_id=UNKNOWN, preview="1", **TYPED))
    leads = page.select_one("#leads")
    assert leads.find("a", href="/titles/west-of-orion/seasons/1")
    assert leads.find("b").get_text().startswith("¥")
    assert f"/t/{UNKNOWN}" in leads.get_text()
    assert page.select_one("#ref")["value"] == TYPED["ref"]
    assert item(UNKNOWN) is None


def test_a_form_that_was_sent_twice_leads_to_what_it_made(marketer):
    form = marketer.page(NEW).select_one(FORM)
    sent = [_sent(marketer, form, TYPED | {"item_id": UNKNOWN}) for _ in range(2)]
    assert [(each.status_code, each.location) for each in sent] == [(303, f"{LIST}/{UNKNOWN}")] * 2


def test_a_form_that_was_filled_before_somebody_s_change_undoes_nothing_and_loses_nothing(marketer):
    base = {**_rows(marketer), "kind": "season", "ref": "return-the-lantern/1", "status": "active"}
    old = marketer.page(f"{LIST}/{SEASON}").select_one(FORM)
    changed = base | {"status": "withdrawn", "price": "77.00"}
    assert filled(marketer, f"{LIST}/{SEASON}", FORM, **changed).status_code == 303
    answer = _sent(marketer, old, base | {"name_en": "Another name"})
    page = page_of(answer)
    assert (answer.status_code, item(SEASON).status, item(SEASON).price_fen) == (409, "withdrawn", 7700)
    assert "这中间别人改过" in page.select_one(".note.bad").get_text()
    assert page.select_one("#name_en")["value"] == "Another name"
    assert _sent(marketer, page.select_one(FORM), base | {"name_en": "Another name"}).status_code == 303
    assert (item(SEASON).status, item(SEASON).name["en"]) == ("active", "Another name")


def test_a_price_that_no_column_holds_is_said_at_its_field(marketer):
    answer = filled(marketer, NEW, FORM, **TYPED, item_id=UNKNOWN, price="99999999.99")
    assert answer.status_code == 422
    assert "金额要写成" in page_of(answer).select_one("#price-hint").get_text()


def test_a_change_takes_effect_at_once_and_its_history_says_from_what_to_what(marketer, visitor):
    filled(marketer, f"{LIST}/{SEASON}", FORM, kind="plan", ref="yearly")
    assert where_it_leads(visitor, SEASON) == "/plans?plan=yearly"
    told = marketer.page(f"{LIST}/{SEASON}").select_one("#history").get_text()
    assert "season return-the-lantern/1 → plan yearly" in told


def test_what_the_form_does_not_ask_for_stays(marketer):
    before = item(SEASON).skus
    filled(marketer, f"{LIST}/{SEASON}", FORM, **_rows(marketer), kind="season", ref="return-the-lantern/1")
    assert item(SEASON).skus == before
    assert item(SEASON).name["de"]


def test_a_sku_gets_a_place_of_its_own(marketer, visitor):
    rows = _rows(marketer)
    rows["sku_id"][2], rows["sku_name"][2] = "900000000105009", "第三集"
    rows["sku_kind"][2], rows["sku_ref"][2] = "episode", "return-the-lantern/1/3"
    filled(marketer, f"{LIST}/{SEASON}", FORM, **rows, kind="season", ref="return-the-lantern/1")
    visitor.get(f"/t/{SEASON}?skuId=900000000105009")
    assert visitor.get(f"/t/{SEASON}").location == "/watch/return-the-lantern/1/3"


def test_a_page_stands_before_the_offer_and_is_taken_off_again(marketer, visitor):
    where_it_leads(visitor, SEASON)
    filled(marketer, f"{LIST}/{SEASON}", FORM, kind="season", ref="return-the-lantern/1", page="shuang11")
    assert where_it_leads(visitor, SEASON) == "/l/shuang11"
    filled(marketer, f"{LIST}/{SEASON}", FORM, kind="season", ref="return-the-lantern/1", page="")
    assert where_it_leads(visitor, SEASON) == "/titles/return-the-lantern/seasons/1"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"item_id": "12"}, "item_id"),
        ({"item_id": SEASON}, "item_id"),
        ({"name_zh": " "}, "name_zh"),
        ({"ref": "no-such-series/1"}, "ref"),
        ({"ref": "return-the-lantern"}, "ref"),
        ({"ref": "west-of-orion/99999999999"}, "ref"),
        ({"kind": "plan", "ref": "weekly"}, "ref"),
        ({"kind": "gift", "ref": "gift-2"}, "ref"),
        ({"kind": "javascript", "ref": "x"}, "ref"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_stands_as_it_was_typed(marketer, wrong, field):
    typed = {"item_id": UNKNOWN, **TYPED, **wrong}
    answer = filled(marketer, NEW, FORM, **typed)
    assert answer.status_code == 422
    page = page_of(answer)
    assert page.select_one(f"#{field}-hint[role=alert]").get_text()
    assert page.select_one(f"#{field}")["value"] == typed[field].strip()
    assert item(UNKNOWN) is None


def test_a_wrong_row_is_said_in_its_row(marketer):
    rows = {"sku_id": ["1", ""], "sku_name": ["x", ""], "sku_kind": ["", ""], "sku_ref": ["", ""]}
    page = page_of(filled(marketer, NEW, FORM, item_id=UNKNOWN, **TYPED, **rows))
    assert page.select_one("fieldset.wrong [role=alert]")
    assert page.select_one("fieldset.wrong input[name=sku_name]")["value"] == "x"


def test_more_skus_than_there_may_be_are_refused_and_none_is_lost(marketer):
    def rows(count: int) -> dict[str, list[str]]:
        kept = {"sku_name": ["x"] * count, "sku_kind": [""] * count, "sku_ref": [""] * count}
        return kept | {"sku_id": [f"{900000000777000 + n}" for n in range(count)]}

    answer = filled(marketer, NEW, FORM, item_id=UNKNOWN, **TYPED, **rows(41))
    assert answer.status_code == 422
    page = page_of(answer)
    assert any("40" in said.get_text() for said in page.select(f"{FORM} [role=alert]"))
    assert [one["value"] for one in page.select("input[name=sku_id]")] == rows(41)["sku_id"]
    assert filled(marketer, NEW, FORM, item_id=UNKNOWN, **TYPED, **rows(39)).status_code == 303
    assert len(marketer.page(f"{LIST}/{UNKNOWN}").select("input[name=sku_id]")) == 40


def test_who_maps_the_same_item_at_once_is_told_that_it_is_there(committed_shop):
    with committed_shop.app_context():
        clerk = marketing()
    columns = {"item_id": UNKNOWN, "name": {"zh-Hans": "灯"}, "offer_kind": "plan", "offer_ref": "yearly"}
    mapping = [lambda key=key: item_making.keep(clerk, columns, None, key * 24, is_new=True) for key in "abcd"]
    answers = at_once(committed_shop, *mapping)
    assert Counter(map(type, answers)) == {type(None): 1, ItemKnown: 3}, answers
    with committed_shop.app_context():
        assert len(deeds("item-mapped")) == 1


def test_an_item_that_is_gone_is_neither_changed_nor_mapped_anew(marketer):
    filled(marketer, f"{LIST}/{SEASON}", "#removal form", reason="不再卖这一季")
    columns = {"item_id": SEASON, "offer_kind": "plan", "offer_ref": "yearly"}
    with pytest.raises(ItemGone):
        item_making.keep(marketing(), columns, None, "k" * 24, is_new=False)
    assert item(SEASON) is None


def test_a_page_that_nobody_can_see_is_said_beside_the_item(marketer, editor):
    page = page_of(filled(marketer, NEW, FORM, item_id=UNKNOWN, preview="1", page=SLUG, **TYPED))
    assert "没有人看得到" in page.select_one(f"#leads li:has(a[href='/l/{SLUG}'])").get_text()


def test_an_item_that_is_taken_out_is_unknown_again_and_the_reason_is_kept(marketer, visitor):
    assert filled(marketer, f"{LIST}/{SEASON}", "#removal form", reason="no").status_code == 422
    assert item(SEASON) is not None
    assert filled(marketer, f"{LIST}/{SEASON}", "#removal form", reason="不再卖这一季").status_code == 303
    assert visitor.get(f"/t/{SEASON}").status_code == 404
    assert [entry.reason for entry in deeds("item-removed")] == ["不再卖这一季"]


def test_a_form_sent_twice_maps_once(marketer):
    form = marketer.page(NEW).select_one(FORM)
    typed = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")} | TYPED
    for _again in range(2):
        marketer.bare_post(LIST, item_id=UNKNOWN, **typed)
    assert len(deeds("item-mapped")) == 1


def test_support_sees_the_map_and_changes_nothing(desk):
    page = desk(Role.SUPPORT).page(f"{LIST}/{SEASON}")
    assert page.select_one("#leads a")
    assert not page.select(f"{FORM}, #removal")
    assert desk(Role.CATALOGUE).get(LIST).status_code == 403


def test_a_name_with_a_script_is_only_text(marketer, shop):
    name = "<script>alert(1)</script>"
    filled(marketer, NEW, FORM, item_id=UNKNOWN, **TYPED | {"name_zh": name}, status="withdrawn")
    page = Browser(shop).page(f"/t/{UNKNOWN}", 410)
    assert name in page.get_text()
    assert not [one for one in page.find_all("script") if "alert" in one.get_text()]


def _rows(marketer) -> dict[str, list[str]]:
    form = marketer.page(f"{LIST}/{SEASON}").select_one(FORM)
    texts = {name: [one.get("value", "") for one in form.select(f"input[name={name}]")] for name in _TEXTS}
    chosen = [one.select_one("option[selected]") for one in form.select("select[name=sku_kind]")]
    return texts | {"sku_kind": [one["value"] if one else "" for one in chosen]}


_TEXTS = ("sku_id", "sku_name", "sku_ref")


def test_an_items_coupon_is_on_the_price_of_whoever_comes_by_it(marketer, shop):
    buyer, checkout = Browser(shop), "/plans/yearly/orders/new"
    assert "QUANJIA1111" not in str(buyer.page(checkout))
    typed = {"kind": "plan", "ref": "yearly", "coupon": "quanjia1111", "price": "148.00"}
    page = page_of(filled(marketer, f"{LIST}/{SEASON}", FORM, preview="1", **typed))
    assert page.select_one("#leads b").get_text() == "¥148.00"
    filled(marketer, f"{LIST}/{SEASON}", FORM, **typed)
    assert (item(SEASON).coupon, item(SEASON).price_fen) == ("QUANJIA1111", 14800)
    buyer.get(f"/t/{SEASON}")
    page = buyer.page(checkout)
    assert "QUANJIA1111" in str(page)
    assert "¥148.00" in page.main.get_text()
    told = marketer.page(f"{LIST}/{SEASON}").select_one("#history").get_text()
    assert "– → QUANJIA1111" in told


def test_a_link_that_names_a_coupon_keeps_its_own(marketer, shop):
    filled(marketer, f"{LIST}/{SEASON}", FORM, kind="plan", ref="yearly", coupon="QUANJIA1111")
    buyer = Browser(shop)
    buyer.get(f"/t/{SEASON}?coupon=HUANYING")
    raw = db.session.scalars(select(Arrival.raw).order_by(Arrival.id.desc())).first()
    assert [pair for pair in raw if pair[0] == "coupon"] == [["coupon", "HUANYING"]]


def test_a_withdrawn_item_brings_no_coupon(marketer, shop):
    filled(marketer, f"{LIST}/{SEASON}", FORM, kind="plan", ref="yearly", coupon="QUANJIA1111", status="withdrawn")
    Browser(shop).get(f"/t/{SEASON}")
    assert "coupon" not in dict(db.session.scalars(select(Arrival.raw).order_by(Arrival.id.desc())).first())


@pytest.mark.parametrize("wrong", [{"coupon": "NEVER"}, {"coupon": "SHUJIA20"}, {"price": "1.234"}, {"price": "dear"}])
def test_a_coupon_that_is_not_for_links_and_no_price_are_refused(marketer, wrong):
    answer = filled(marketer, f"{LIST}/{SEASON}", FORM, kind="plan", ref="yearly", **wrong)
    assert answer.status_code == 422
    page, (name, text) = page_of(answer), next(iter(wrong.items()))
    assert page.select_one(f"#{name}-hint[role=alert]")
    assert page.select_one(f"#{name}")["value"] == text
