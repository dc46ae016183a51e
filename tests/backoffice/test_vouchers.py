"""Vouchers as marketing, finance and support have them: made, given away once, told of before they are gone, ended."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from tbo import clock
from tbo.backoffice import paging
from tbo.backoffice.models import StaffSession
from tbo.backoffice.vouchers import pages as voucher_pages
from tbo.catalog.models import Episode
from tbo.db import commits, db
from tbo.entitlements.models import Entitlement
from tbo.orders.locks import lock_household
from tbo.playback.models import PlaybackSession
from tbo.rules.staff_rights import Role
from tbo.rules.vouchers import read_code
from tbo.tickets.models import Ticket, TicketCall, TicketCode
from tbo.vouchers.handing import hand_out
from tbo.vouchers.life import lives, note_first_plays, running_low
from tbo.vouchers.making import locked_batch
from tbo.vouchers.models import Voucher, VoucherBatch
from tbo.vouchers.redeeming import find_voucher, give

from ..support.parsing import page_of
from ..support.selling import household
from .desk import _sent, deeds, filled

LIST, NEW, FORM = "/staff/vouchers", "/staff/vouchers/new", "form#batch"
# An item of which the demo shop has no codes, and one of two variants.
ITEM, OF_VARIANTS, SKU = "900000000102", "900000000101", "900000000101001"
TYPED = {"name": "双11 年卡", "kind": "plan", "ref": "yearly", "count": "5", "value": "148.00", "low_stock": "2"}
ELSEWHERE = "TMALL7Q9K4M2X8W3Z\nOTHER5R8T2V6B9N4K"


def made(clerk, **typed) -> VoucherBatch:
    """Make a batch on the page; the one with its name as it is now."""
    typed = TYPED | typed
    answer = filled(clerk, NEW, FORM, **typed)
    assert answer.status_code == 303, page_of(answer).main.get_text(" ", strip=True)
    return batch(typed["name"])


def batch(name: str = TYPED["name"]) -> VoucherBatch:
    db.session.expire_all()
    return db.session.scalars(select(VoucherBatch).where(VoucherBatch.name == name)).one()


def batches(name: str) -> int:
    return db.session.scalar(select(func.count()).select_from(VoucherBatch).where(VoucherBatch.name == name))


def address(found: VoucherBatch) -> str:
    return f"{LIST}/{found.key}"


def codes_in(answer) -> list[str]:
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    return [read_code(row[1]) for row in rows[1:]]


def redeemed(code: str, who: int | None = None) -> Voucher:
    who = who or household()
    commits(lambda: give(find_voucher(code), lock_household(who)))()
    return find_voucher(code)


def numbers(page) -> list[str]:
    return [number.get_text() for number in page.select(".numbers b")]


def test_a_batch_is_said_in_a_sentence_before_it_is_made(marketer):
    page = page_of(filled(marketer, NEW, FORM, **TYPED, preview="1"))
    assert (
        page.select_one(".note.good span").get_text()
        == "5 个码，每个给：TBO 会员 家庭年卡（12 个月），天猫卖 ¥148.00，没有到期日。"
    )
    assert batches(TYPED["name"]) == 0
    found = made(marketer)
    assert (found.months, found.value_fen, lives([found])[found.id].left) == (12, 14800, 5)
    assert [entry.subject for entry in deeds("vouchers-made")] == [found.key]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " "}, "name"),
        ({"ref": "never"}, "ref"),
        ({"kind": "title", "ref": "west-of-orion"}, "ref"),
        ({"kind": "nothing"}, "ref"),
        ({"count": "0"}, "count"),
        ({"count": "10001"}, "count"),
        ({"count": "many"}, "count"),
        ({"value": "1.234"}, "value"),
        ({"ends": "2020-01-01T00:00"}, "ends"),
        ({"ends": "soon"}, "ends"),
        ({"low_stock": "-1"}, "low_stock"),
        ({"item_id": "12"}, "item_id"),
        ({"item_id": "900000009999"}, "item_id"),
        ({"sku_id": SKU}, "item_id"),
        ({"item_id": OF_VARIANTS, "sku_id": "900000000999"}, "sku_id"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(marketer, typed, field):
    answer = filled(marketer, NEW, FORM, **TYPED | typed)
    page = page_of(answer)
    assert answer.status_code == 422
    assert page.select_one(f"#{field}-hint[role=alert]"), page.main.get_text(" ", strip=True)
    assert page.select_one("#value")["value"] == (TYPED | typed)["value"]


def test_a_film_is_named_by_its_title(marketer):
    film = db.session.scalars(select(Episode).join(Episode.season).where(Episode.title.has(kind="film"))).first()
    found = made(marketer, kind="title", ref=film.title.slug)
    assert (found.kind, found.episode_id) == ("episode", film.id)


def test_codes_made_elsewhere_are_kept_once_and_those_that_are_known_weak_or_counted_are_named(marketer):
    found = made(marketer, count="", codes=f"{ELSEWHERE}\n{ELSEWHERE.lower()}")
    assert (lives([found])[found.id].exported, found.is_imported) == (2, True)
    assert marketer.page(address(found)).select_one("#export") is None
    for codes, said in (
        (ELSEWHERE, "已经有了"),
        ("SHORT", "太短"),
        ("TMALL7Q9K4M2X8W301\nTMALL7Q9K4M2X8W302", "接着别的码"),
    ):
        page = page_of(filled(marketer, NEW, FORM, **TYPED | {"name": "又一批", "codes": codes}))
        assert said in page.select_one("#codes-hint").get_text()
        assert page.select_one("#codes").get_text().strip() == codes
    redeemed("tmall7q9k4m2x8w3z".upper())


def test_the_first_look_at_codes_made_elsewhere_says_what_making_would(marketer):
    look = TYPED | {"count": "", "preview": "yes"}
    page = page_of(filled(marketer, NEW, FORM, **look, codes=f"{ELSEWHERE}\n{ELSEWHERE.lower()}"))
    assert "2 个码" in page.main.get_text()
    assert "重复的 2 行只算一次" in page.main.get_text()
    assert batches(TYPED["name"]) == 0
    made(marketer, count="", codes=ELSEWHERE)
    for codes, said in ((ELSEWHERE, "已经有了"), ("SHORT", "太短")):
        page = page_of(filled(marketer, NEW, FORM, **look | {"name": "又一批"}, codes=codes))
        assert said in page.select_one("#codes-hint").get_text()


def test_a_file_of_codes_is_in_the_shop_s_time_and_language(marketer, desk):
    made(marketer, ends="2099-12-31T23:59")
    answer = desk(Role.FINANCE).post(f"/en{address(batch())}/exports")
    number, _code, link, ends = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))[1]
    assert (link.startswith("http://shop.test/redeem/"), ends) == (True, "2099-12-31 23:59:00")
    assert number


def test_codes_are_given_in_a_file_once_with_links_and_then_nobody_reads_them(marketer, desk):
    found = made(marketer)
    finance = desk(Role.FINANCE)
    answer = finance.post(f"{address(found)}/exports")
    codes = codes_in(answer)
    assert (answer.mimetype, len(codes), len(set(codes))) == ("text/csv", 5, 5)
    assert f"/redeem/{codes[0][:5]}" in answer.get_data(as_text=True)
    assert set(db.session.scalars(select(Voucher.seed).where(Voucher.batch_id == found.id))) == {None}
    again = finance.post(f"{address(found)}/exports")
    assert (again.status_code, "导出过" in again.get_data(as_text=True)) == (409, True)
    assert [entry.after["codes"] for entry in deeds("vouchers-exported")] == [5]
    assert redeemed(codes[0]).household_id
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_file_needs_a_fresh_code(marketer):
    found = made(marketer)
    long_ago = clock.now() - timedelta(hours=1)
    db.session.execute(update(StaffSession).values(confirmed_at=long_ago))
    answer = marketer.post(f"{address(found)}/exports")
    assert answer.status_code == 422
    assert batch().exported_at is None


def test_one_code_is_given_by_hand_with_link_and_picture_and_once_for_a_form(marketer):
    found = made(marketer)
    form = {"reason": "老顾客 张女士", "form_key": "k" * 24}
    first, second = (
        marketer.post(f"{address(found)}/handing", **form),
        marketer.post(f"{address(found)}/handing", **form),
    )
    page = page_of(first)
    code = read_code(page.select_one("#given-code")["value"])
    assert page.select_one(".qr svg")
    assert page_of(second).select_one("#given-code")["value"] == page.select_one("#given-code")["value"]
    assert lives([found])[found.id].handed == 1
    rows = marketer.page(address(found)).select(".rowed tbody tr")
    assert [row.get_text(" ", strip=True).split(" ", 1)[1] for row in rows] == ["罗岚: 老顾客 张女士 – – 给出去了"]
    voucher = redeemed(code)
    shown = marketer.page(f"{address(found)}/{voucher.number}")
    assert shown.select_one("#given-code") is None
    assert "老顾客 张女士" in shown.main.get_text()
    assert codes_in(marketer.post(f"{address(found)}/exports")).count(code) == 0


def test_who_goes_back_to_the_page_of_before_loses_no_other_form_of_it(marketer):
    found = made(marketer)
    page = marketer.page(address(found))
    handing, changing = (page.select_one(f"form[action*='{address(found)}{end}#']") for end in ("/handing", ""))
    fields = {field["name"]: field.get("value", "") for field in changing.select("input[name]")}
    key = handing.select_one("[name=form_key]")["value"]
    assert marketer.post(f"{address(found)}/handing", reason="老顾客 张女士", form_key=key).status_code == 200
    assert marketer.bare_post(address(found), **fields | {"low_stock": "4"}).status_code == 303
    assert (batch().low_stock, lives([found])[found.id].handed) == (4, 1)


def test_a_form_that_is_refused_stays_as_it_was_typed_and_fills_no_other(marketer):
    found = made(marketer)
    redeemed(codes_in(marketer.post(f"{address(found)}/exports"))[0])
    page = page_of(marketer.post(f"{address(found)}/revocation", reason="漏", redeemed="1"))
    assert page.select_one("#reason")["value"] == "漏"
    assert page.select_one("[name=redeemed]").has_attr("checked")
    other = made(marketer, name="又一批")
    db.session.execute(update(StaffSession).values(confirmed_at=clock.now() - timedelta(hours=1)))
    page = page_of(marketer.post(f"{address(other)}/handing", reason="老顾客", code="000000", form_key="k" * 24))
    assert (page.select_one("#to")["value"], page.select_one("#reason")["value"]) == ("老顾客", "")


def test_support_finds_one_code_by_its_text_and_ends_it_with_what_it_gave(marketer, desk):
    found, support = made(marketer), desk(Role.SUPPORT)
    code = codes_in(marketer.post(f"{address(found)}/exports"))[0]
    voucher = redeemed(code)
    answer = support.get(f"{LIST}?q={code.lower()}")
    assert answer.location == f"{address(found)}/{voucher.number}"
    assert support.get(f"{LIST}?q={voucher.number}").location == answer.location
    assert support.post(f"{answer.location}/revocation", reason="").status_code == 422
    assert support.post(f"{answer.location}/revocation", reason="天猫退了款").status_code == 303
    assert support.post(f"{answer.location}/revocation", reason="天猫退了款").status_code == 409
    right = db.session.scalars(select(Entitlement).where(Entitlement.source == voucher.number)).one()
    assert right.revoked_at is not None
    assert "天猫退了款" in support.page(answer.location).main.get_text()
    assert [entry.reason for entry in deeds("voucher-revoked")] == ["天猫退了款"]


@pytest.mark.parametrize("and_redeemed", [False, True])
def test_a_batch_is_ended_and_what_was_redeemed_only_when_that_is_said(marketer, and_redeemed):
    found = made(marketer)
    code, *_others = codes_in(marketer.post(f"{address(found)}/exports"))
    redeemed(code)
    more = {"redeemed": "1"} if and_redeemed else {}
    assert marketer.post(f"{address(found)}/revocation", reason="码泄露了", **more).status_code == 303
    life = lives([batch()])[found.id]
    assert (life.revoked, life.redeemed, life.unsold) == ((5, 0, 0) if and_redeemed else (4, 1, 0))
    right = db.session.scalars(select(Entitlement).where(Entitlement.source_kind == "voucher")).one()
    assert (right.revoked_at is not None) == and_redeemed
    assert running_low() == []


def test_the_page_shows_where_the_codes_are_and_when_watching_began(marketer):
    found = made(marketer)
    codes = codes_in(marketer.post(f"{address(found)}/exports"))
    voucher = redeemed(codes[0])
    episode = db.session.scalars(select(Episode.id)).first()
    same = {"household_id": voucher.household_id, "episode_id": episode, "started_at": clock.now()}
    db.session.add(PlaybackSession(id="p" * 22, last_beat_at=clock.now(), played_s=20, **same))
    db.session.commit()
    assert note_first_plays() == 1
    assert note_first_plays() == 0
    page = marketer.page(address(found))
    assert numbers(page) == ["5", "4", "1", "1"]
    assert [part.get_text(" ", strip=True) for part in page.select(".life-legend li")][:3] == [
        *("兑换了 1", "给出去了 0", "导出了 4"),
    ]
    assert "照最近七天的速度，还能用 28 天" in page.main.get_text()


def test_a_batch_that_runs_low_is_told_of_unless_another_takes_its_place(marketer):
    found = made(marketer, item_id=ITEM)
    codes = codes_in(marketer.post(f"{address(found)}/exports"))
    assert "只剩" not in marketer.page("/staff").main.get_text()
    for code in codes[:3]:
        redeemed(code)
    row = next(row for row in marketer.page("/staff").select(".rows li") if "双11 年卡" in row.get_text())
    assert "只剩 2 个兑换码" in row.get_text()
    assert row.find("a")["href"] == address(found)
    made(marketer, name="补货", item_id=ITEM)
    assert "只剩" not in marketer.page("/staff").main.get_text()


def test_end_and_item_may_change_and_what_a_code_gives_may_not(marketer):
    found = made(marketer)
    later = clock.now() + timedelta(days=90)
    typed = {"ends": f"{later:%Y-%m-%dT%H:%M}", "item_id": ITEM, "low_stock": "3", "kind": "plan", "ref": "monthly"}
    assert filled(marketer, address(found), "form#change", **typed).status_code == 303
    now = batch()
    assert (now.item_id, now.low_stock, now.plan_key) == (ITEM, 3, "yearly")
    assert now.ends_at is not None
    assert filled(marketer, address(found), "form#change", item_id="1").status_code == 422
    assert batch().item_id == ITEM


def test_who_changes_a_batch_as_it_was_is_told_that_somebody_changed_it(marketer):
    found = made(marketer)
    old = marketer.page(address(found)).select_one("form#change")
    assert filled(marketer, address(found), "form#change", low_stock="3").status_code == 303
    answer = _sent(marketer, old, {"low_stock": "9"})
    assert (answer.status_code, batch().low_stock) == (409, 3)
    page = page_of(answer)
    assert page.select_one("#low_stock")["value"] == "9"
    assert _sent(marketer, page.select_one("form#change"), {}).status_code == 303
    assert batch().low_stock == 9


def test_a_form_sent_twice_makes_one_batch(marketer):
    form = marketer.page(NEW).select_one(FORM)
    sent = {field["name"]: field.get("value", "") for field in form.select("input[name]")} | TYPED
    answers = [marketer.bare_post(LIST, **sent) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, address(batch()))] * 2
    assert batches(TYPED["name"]) == 1


def test_an_item_leads_to_a_batch_of_what_it_sells(marketer):
    page = marketer.page(f"{NEW}?item={OF_VARIANTS}")
    assert (page.select_one("#ref")["value"], page.select_one("#item_id")["value"]) == ("yearly", OF_VARIANTS)
    assert page.select_one("#value")["value"] == "148.00"


def test_without_a_price_it_is_the_items(marketer):
    assert made(marketer, item_id=ITEM, value="").value_fen == 1330
    assert made(marketer, name="没有商品", value="").value_fen is None


def test_the_list_shows_each_with_its_bar(marketer):
    made(marketer)
    row = marketer.page(LIST).select_one("#vouchers tbody tr")
    assert "双11 年卡" in row.get_text()
    assert row.select_one("svg.life")["aria-label"] == "还在店里 5"
    assert marketer.page(f"{LIST}?show=over").select("#vouchers tbody tr") == []
    assert marketer.get(f"{LIST}?show=never").status_code == 404


def test_what_was_searched_for_goes_on_with_the_next_page(marketer, monkeypatch):
    for module in (voucher_pages, paging):
        monkeypatch.setattr(module, "ON_PAGE", 1)
    for name in ("灯会 一", "别的", "灯会 二"):
        made(marketer, name=name, count="1")
    first = marketer.page(f"{LIST}?q=灯会")
    second = marketer.page(first.select_one(".more a")["href"])
    assert ["灯会" in page.select_one("#vouchers tbody").get_text() for page in (first, second)] == [True, True]
    assert second.select_one(".more") is None


def test_what_tmall_sold_shows_its_order_and_what_tmall_was_told(marketer):
    found = made(marketer, item_id=ITEM)
    (voucher,) = commits(lambda: hand_out(locked_batch(found.key), 1, "tmall 175334"))()
    soon = clock.now() + timedelta(days=10)
    told = {"token": "t", "item_id": ITEM, "count": 1, "state": "sent", "asked_at": clock.now()}
    ticket = Ticket(outer_id="175334", **told)
    ticket.codes.append(TicketCode(voucher_id=voucher.id, serial="S1"))
    voucher.ends_at = soon
    db.session.add(ticket)
    db.session.commit()
    answer = marketer.get(f"{LIST}?q=175334")
    assert answer.location == f"{address(found)}/{voucher.number}"
    later = clock.now() + timedelta(days=90)
    filled(marketer, address(found), "form#change", ends=f"{later:%Y-%m-%dT%H:%M}")
    card = marketer.page(answer.location).select_one("#tmall").get_text(" ", strip=True)
    assert ("175334" in card, "延期" in card, "还没说成" in card) == (True, True, True)
    assert db.session.get(Voucher, voucher.id).ends_at == batch().ends_at > soon


def test_today_says_what_tmall_did_not_get_or_hear(marketer):
    now = clock.now()
    ticket = Ticket(outer_id="1", token="t", item_id=ITEM, count=1, state="no-stock", asked_at=now)
    db.session.add(ticket)
    db.session.flush()
    same = {"ticket_id": ticket.id, "what": "fail", "next_try_at": now, "made_at": now - timedelta(hours=2)}
    db.session.add_all([TicketCall(key="1", state="waiting", **same), TicketCall(key="2", state="refused", **same)])
    db.session.commit()
    words = marketer.page("/staff").main.get_text()
    for said in ("天猫的 1 个订单没有码可发", "天猫拒绝了 1 件事", "有 1 件事天猫一个多小时没听到"):
        assert said in words
