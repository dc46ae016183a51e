"""A fapiao on the shopper's pages: found on the receipt, asked for, refused field by field, corrected, withdrawn."""

import pytest
from sqlalchemy import select

from tbo.db import db
from tbo.orders.fapiao.models import FapiaoRequest

from ..support.browser import Browser
from ..support.parsing import page_of
from .shopper import arrives, buy, change, elsewhere, on_phone, orders, press, the_order

FORM = ".fapiao-form form"
FIRM = {
    "kind": "company",
    "title": "深圳灯影科技有限公司",
    "tax_number": "9144 0300 7152 6726xg",
    "email": "Books@example.com",
}


@pytest.fixture
def phone(app) -> Browser:
    return on_phone(app)


@pytest.fixture
def receipt(phone, series, alipay) -> str:
    """The receipt of an episode that was bought for 3.00 yuan."""
    buy(phone, f"/episodes/{series.episodes[1]}/orders/new?offer=episode")
    arrives(alipay.pays(the_order().payments[0].number, 300))
    return f"/receipts/{the_order().number}"


def asked() -> list[FapiaoRequest]:
    with elsewhere():
        return list(db.session.scalars(select(FapiaoRequest).order_by(FapiaoRequest.id)))


def test_it_is_asked_for_from_the_receipt_over_what_was_paid(phone, receipt):
    link = phone.page(receipt).select_one(f'a[href="{receipt}/fapiao"]')
    page = phone.page(link["href"])
    assert "¥3.00" in page.select_one(".face-facts").get_text()
    answer = press(phone, page, FORM, **FIRM)
    assert (answer.status_code, answer.location) == (303, f"{receipt}/fapiao")
    (request,) = asked()
    assert (request.tax_number, request.email, request.amount_fen) == ("9144030071526726XG", "books@example.com", 300)
    assert "已申请" in phone.page(receipt).select_one(f'a[href="{receipt}/fapiao"]').get_text()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", " ", "全名"),
        ("title", "灯\u202e影", "全名"),
        ("tax_number", "", "要有税号"),
        ("tax_number", "9144030071526726X", "18 位"),
        ("tax_number", "9144030071526726XH", "抄错了一位"),
        ("tax_number", "9144030071526726IG", "不该有的字"),
        ("email", "13800138000", "邮箱"),
    ],
)
def test_a_wrong_field_says_why_and_the_form_keeps_what_was_typed(phone, receipt, field, typed, said):
    answer = press(phone, phone.page(f"{receipt}/fapiao"), FORM, **FIRM | {field: typed})
    assert answer.status_code == 422
    page = phone.page(f"{receipt}/fapiao")
    shown = phone.bare_post(page.select_one(FORM)["action"], csrf_token=phone.token(), **FIRM | {field: typed})
    text = shown.get_data(as_text=True)
    assert said in text
    others = {name: value for name, value in FIRM.items() if name != field and name != "kind"}
    assert all(f'value="{value}"' in text for value in others.values())
    assert asked() == []


def test_a_person_needs_no_tax_number(phone, receipt):
    press(phone, phone.page(f"{receipt}/fapiao"), FORM, **FIRM | {"kind": "personal", "title": "林小满"})
    (request,) = asked()
    assert (request.kind, request.tax_number) == ("personal", None)


def test_an_old_tax_number_is_taken_with_a_word(phone, receipt):
    press(phone, phone.page(f"{receipt}/fapiao"), FORM, **FIRM | {"tax_number": "110108754601602"})
    assert "老的税号" in phone.page(f"{receipt}/fapiao").select_one(".face-aside").get_text()


def test_it_is_corrected_and_withdrawn_while_nobody_has_begun(phone, receipt):
    press(phone, phone.page(f"{receipt}/fapiao"), FORM, **FIRM)
    page = phone.page(f"{receipt}/fapiao")
    press(phone, page, FORM, **FIRM | {"title": "灯影（上海）"})
    assert [request.title for request in asked()] == ["灯影（上海）"]
    forms = phone.page(f"{receipt}/fapiao").select(FORM)
    assert phone.bare_post(forms[1]["action"], csrf_token=phone.token()).status_code == 303
    assert [request.state for request in asked()] == ["withdrawn"]
    assert phone.page(f"{receipt}/fapiao").select_one(FORM)


def test_once_begun_the_page_shows_and_changes_nothing(phone, receipt):
    press(phone, phone.page(f"{receipt}/fapiao"), FORM, **FIRM)
    change(FapiaoRequest, state="making")
    page = phone.page(f"{receipt}/fapiao")
    assert page.select_one(FORM) is None
    assert "9144030071526726XG" in page.select_one(".face-facts").get_text()
    late = phone.post(f"{receipt}/fapiao", **FIRM | {"title": "另一家"})
    assert late.status_code == 409
    assert page_of(late).select_one(".fapiao-form [role=alert]").get_text(strip=True)
    assert phone.post(f"{receipt}/fapiao/removal").status_code == 409
    assert asked()[0].title == FIRM["title"]


def test_what_was_issued_shows_its_number(phone, receipt):
    press(phone, phone.page(f"{receipt}/fapiao"), FORM, **FIRM)
    change(FapiaoRequest, state="issued", fapiao_number="26442000000123456789", issued_on=the_order().placed_at.date())
    assert "26442000000123456789" in phone.page(f"{receipt}/fapiao").select_one(".face-facts").get_text()


def test_strangers_and_unpaid_orders_get_nothing(app, phone, receipt, series):
    stranger = Browser(app, "203.0.113.9")
    assert stranger.get(f"{receipt}/fapiao").status_code == 404
    assert stranger.post(f"{receipt}/fapiao", **FIRM).status_code == 404
    assert stranger.post(f"{receipt}/fapiao/removal").status_code == 404
    buy(stranger, f"/episodes/{series.episodes[2]}/orders/new?offer=episode")
    unpaid = f"/receipts/{orders()[-1].number}/fapiao"
    assert stranger.page(unpaid).select_one(FORM) is None
    assert stranger.post(unpaid, **FIRM).status_code == 409
    assert asked() == []
