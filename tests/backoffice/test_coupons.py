"""Coupons as marketing makes them: said in a sentence first, kept within their promise, codes shown once."""

import csv
import io

import pytest
from sqlalchemy import func, select, update

from tbo import clock
from tbo.backoffice.coupons.words import coupon_sentence
from tbo.db import db, writing
from tbo.offers.coupon_models import Coupon, CouponCode
from tbo.offers.coupons import find_coupon
from tbo.orders.models import CouponUse, Order
from tbo.rules.coupons import CouponFacts, Scope
from tbo.rules.money import Money
from tbo.rules.staff_rights import Role

from ..support.parsing import page_of
from .desk import _sent, deeds, filled

LIST = "/staff/coupons"
NEW = f"{LIST}/new"
FORM = "main form[method=post]"
TYPED = {
    **{
        "code": "winter 20",
        "name_zh": "冬天见",
        "takes": "percent",
        "percent": "20",
        "scope": "plan",
        "refs": "yearly",
    },
    **{"audience": "new", "per_household": "1", "total": "100", "first_periods": "1", "minimum": "20"},
    **{"starts": "2026-12-01T00:00", "ends": "2026-12-31T23:30"},
}


def coupon(code: str) -> Coupon | None:
    db.session.expire_all()
    return db.session.scalar(select(Coupon).where(Coupon.code == code))


@pytest.fixture
def marketing(desk):
    return desk(Role.MARKETING)


@pytest.fixture
def batch(marketing) -> str:
    """The page of a coupon of unique codes."""
    filled(marketing, NEW, FORM, **TYPED | {"code": "ONLYCODES", "is_batch": "1", "starts": "", "ends": ""})
    return f"{LIST}/ONLYCODES"


def test_a_form_that_was_sent_twice_leads_to_what_it_made(marketing):
    form = marketing.page(NEW).select_one(FORM)
    first, second = _sent(marketing, form, TYPED), _sent(marketing, form, TYPED)
    assert [(each.status_code, each.location) for each in (first, second)] == [(303, f"{LIST}/WINTER20")] * 2


def test_a_batch_that_is_refused_stands_as_it_was_typed(marketing, batch):
    form = next(each for each in marketing.page(batch).select("form") if each["action"].startswith(f"{batch}/batches"))
    page = page_of(_sent(marketing, form, {"batch": "年会", "count": "9000"}))
    shown = {name: page.select_one(name).get("value") for name in ("#batch", "#count", "#import-batch")}
    assert shown == {"#batch": "年会", "#count": "9000", "#import-batch": ""}


def test_a_preview_says_it_in_a_sentence_and_keeps_nothing(marketing):
    page = page_of(filled(marketing, NEW, FORM, **TYPED, preview="1"))
    said = page.select_one(".note.good").get_text()
    for part in (
        "减 20 %",
        "年卡",
        "只减第一期",
        "满 ¥20.00",
        "没付过钱",
        "一家最多 1 次",
        "一共 100 次",
        "2026-12-01 00:00",
        "23:30",
    ):
        assert part in said, part
    assert page.select_one("#code")["value"] == TYPED["code"]
    assert coupon("WINTER20") is None


def test_a_coupon_is_made_with_every_limit_and_written_down(marketing):
    answer = filled(marketing, NEW, FORM, **TYPED)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/WINTER20")
    made = coupon("WINTER20")
    assert (made.percent, made.scope, made.refs, made.audience) == (20, "plan", ["yearly"], "new")
    assert (made.minimum_fen, made.total_limit, made.household_limit, made.first_periods) == (2000, 100, 1, 1)
    assert made.starts_at.isoformat() == "2026-11-30T16:00:00+00:00"
    assert [one.subject for one in deeds("coupon-made")] == ["WINTER20"]
    assert "年卡" in marketing.page(f"{LIST}/WINTER20").select_one(".note").get_text()


@pytest.mark.parametrize(
    ("scope", "refs", "kept"),
    [
        ("title", "return-the-lantern", 1),
        ("season", "return-the-lantern/1", 1),
        ("episode", "return-the-lantern/1/3 return-the-lantern/1/4", 2),
    ],
)
def test_things_are_named_as_in_their_address(marketing, scope, refs, kept):
    filled(marketing, NEW, FORM, **TYPED | {"scope": scope, "refs": refs, "first_periods": ""})
    assert len(coupon("WINTER20").refs) == kept
    assert all(ref.isdigit() for ref in coupon("WINTER20").refs)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "!"}, "3 到 40"),
        ({"code": "huanying"}, "已经有"),
        ({"name_zh": ""}, "名字"),
        ({"percent": "101"}, "1 到 100"),
        ({"percent": ""}, "1 到 100"),
        ({"takes": "amount", "amount": "0"}, "金额"),
        ({"takes": "amount", "amount": "1.234"}, "金额"),
        ({"refs": "no-such-plan"}, "没有找到：no-such-plan"),
        ({"scope": "season", "refs": "还灯"}, "可以写 return-the-lantern/1"),
        ({"total": "0"}, "整数"),
        ({"per_household": "9" * 9}, "整数"),
        ({"ends": "2026-12-01T00:00"}, "开始之后"),
        ({"starts": "1. 12."}, "2026-12-01T00:00"),
        ({"ends": "2026-12-31T23:59:59+08:00"}, "2026-12-01T00:00"),
        ({"ends": "9999-12-31T23:59"}, "2026-12-01T00:00"),
    ],
)
def test_a_refusal_stands_at_its_field_and_the_form_keeps_the_rest(marketing, wrong, said):
    answer = filled(marketing, NEW, FORM, **TYPED | wrong)
    assert answer.status_code == 422
    page = page_of(answer)
    assert said in page.select_one(".field.wrong").get_text()
    kept = {name: value for name, value in (TYPED | wrong).items() if name not in ("takes", "scope", "audience")}
    for name, value in kept.items():
        assert page.select_one(f"#{name}")["value"] == value
    assert coupon("WINTER20") is None


def test_what_was_promised_stays_and_limits_change(marketing):
    filled(marketing, NEW, FORM, **TYPED)
    page = f"{LIST}/WINTER20"
    filled(marketing, page, f'form[action^="{page}#"]', total="50", ends="", name_zh="新年见")
    made = coupon("WINTER20")
    assert (made.total_limit, made.ends_at, made.name["zh-Hans"], made.percent) == (50, None, "新年见", 20)
    with writing():
        db.session.execute(update(Coupon).where(Coupon.id == made.id).values(used_count=10))
    refused = filled(marketing, page, f'form[action^="{page}#"]', total="9")
    assert refused.status_code == 422
    assert coupon("WINTER20").total_limit == 50


def test_an_end_keeps_its_second_when_something_else_is_changed(marketing):
    filled(marketing, NEW, FORM, **TYPED | {"ends": "2026-12-31T23:59:59"})
    page = f"{LIST}/WINTER20"
    assert filled(marketing, page, f'form[action^="{page}#"]', total="50").status_code == 303
    made = coupon("WINTER20")
    assert (made.total_limit, made.ends_at.isoformat()) == (50, "2026-12-31T15:59:59+00:00")


def test_a_stopped_coupon_is_good_no_more_until_it_goes_on(marketing):
    page = f"{LIST}/JIEDENG8"
    assert filled(marketing, page, "form[action*=stop]", reason="x").status_code == 422
    filled(marketing, page, "form[action*=stop]", reason="活动提前结束")
    assert find_coupon("JIEDENG8").facts.is_stopped
    assert "停用了" in marketing.page(page).select_one(".head").get_text()
    filled(marketing, page, "form[action*=stop]", reason="又继续了")
    assert not find_coupon("JIEDENG8").facts.is_stopped
    assert [one.what for one in deeds("coupon-stopped") + deeds("coupon-resumed")] == [
        "coupon-stopped",
        "coupon-resumed",
    ]


def codes_of(answer) -> list[str]:
    assert answer.mimetype == "text/csv", answer.get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    return [row[0] for row in rows[1:]]


def kept_codes() -> int:
    mine = select(func.count(CouponCode.id)).join(Coupon, Coupon.id == CouponCode.coupon_id)
    return db.session.scalar(mine.where(Coupon.code == "ONLYCODES"))


def test_codes_are_made_and_shown_once(marketing, batch):
    codes = codes_of(filled(marketing, batch, "#batches form[action*='/batches#']", batch="年会", count="12"))
    assert len(set(codes)) == 12
    assert find_coupon(codes[0]).facts.total_limit == 100
    again = filled(marketing, batch, "#batches form[action*='/batches#']", batch="年会", count="12")
    assert again.status_code == 409
    assert "码只给一次" in again.get_data(as_text=True)
    assert kept_codes() == 12


@pytest.mark.parametrize(("name", "count"), [("", "5"), ("年会", "0"), ("年会", "5001"), ("年会", "many")])
def test_a_batch_has_a_name_and_a_sensible_size(marketing, batch, name, count):
    answer = filled(marketing, batch, "#batches form[action*='/batches#']", batch=name, count=count)
    assert answer.status_code == 422
    assert kept_codes() == 0


def test_revoked_codes_are_gone_but_for_those_that_orders_hold(marketing, batch):
    codes = codes_of(filled(marketing, batch, "#batches form[action*='/batches#']", batch="年会", count="3"))
    with writing():
        db.session.execute(
            update(CouponCode).where(CouponCode.id == find_coupon(codes[0]).unique_id).values(is_taken=True)
        )
    filled(marketing, batch, "#batches form[action*=revocation]", reason="寄错了地方")
    assert [find_coupon(code).facts.total_limit for code in codes] == [0, 0, 0]
    said = marketing.page(batch).select_one("#batches .rows").get_text()
    assert "共 3，用了 1，作废 2，还能用 0" in said
    assert [one.after for one in deeds("coupon-codes-revoked")] == [{"revoked": 3}]


def test_its_uses_are_listed_with_their_orders_and_sum(desk, marketing):
    with writing():
        used = db.session.scalars(select(Coupon.id).where(Coupon.code == "HUANYING")).one()
        paid = select(Order).where(Order.state == "fulfilled", Order.total_fen > 0).order_by(Order.id).limit(2)
        orders = db.session.scalars(paid).all()
        total = sum(order.total_fen for order in orders)
        numbers = [order.number for order in orders]
        db.session.add_all(CouponUse(coupon_id=used, order_id=order.id, held_at=clock.now()) for order in orders)
    page = desk(Role.FINANCE).page(f"{LIST}/HUANYING")
    assert sorted(link.get_text() for link in page.select("td.number a")) == sorted(numbers)
    assert f"¥{total / 100:.2f}" in page.select_one(".numbers").get_text()
    assert marketing.page(f"{LIST}/HUANYING").select("td.number a") == [], "marketing opens no orders"


def test_finance_sees_and_changes_nothing(desk):
    page = desk(Role.FINANCE).page(f"{LIST}/HUANYING")
    assert page.select("#acts form") == []
    assert desk(Role.FINANCE).get(NEW).status_code == 403


def test_the_list_tells_running_from_over(marketing):
    def shown(show: str) -> set[str]:
        return {link.get_text() for link in marketing.page(f"{LIST}?show={show}").select("#coupons td.number a")}

    assert shown("running").isdisjoint(shown("over"))
    assert shown("running") | shown("over") == shown("all")
    assert shown("over"), "the demo shop has one that is over"
    assert marketing.get(f"{LIST}?show=nonsense").status_code == 404


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("", ("季卡减 ¥12.00，只减第一期", "还灯 第 1 季")),
        ("/en", ("¥12.00 off Quarterly, first period only", "Return the Lantern")),
        ("/de", ("12,00\xa0¥ Rabatt auf das Abo „Vierteljährlich“, nur im ersten Zeitraum",)),
    ],
)
def test_the_list_names_what_each_is_for(marketing, language, says):
    told = marketing.page(f"{language}{LIST}").select_one("#coupons").get_text()
    for words in says:
        assert words in told


def test_what_is_gone_is_counted(app):
    facts = CouponFacts(starts_at=clock.now(), amount=Money(100), scope=Scope.PLAN, refs=frozenset({"gone", "away"}))
    with app.test_request_context():
        assert coupon_sentence(facts, {}).startswith("所有会员套餐里的 2 个减 ¥1.00")


def test_who_changes_a_coupon_as_it_was_is_told_that_somebody_changed_it(marketing):
    filled(marketing, NEW, FORM, **TYPED)
    at = f"{LIST}/WINTER20"

    def form():
        return next(one for one in marketing.page(at).select("#acts form") if one["action"].split("#")[0] == at)

    old = form()
    assert _sent(marketing, form(), {"total": "500"}).status_code == 303
    answer = _sent(marketing, old, {"name_en": "See you in winter"})
    assert (answer.status_code, coupon("WINTER20").total_limit) == (409, 500)
    assert page_of(answer).select_one("#name_en")["value"] == "See you in winter"
