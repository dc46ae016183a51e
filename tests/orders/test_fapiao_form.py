"""The form of a fapiao: each field that is wrong says what is missing, and nothing is read until all are right."""

import pytest

from tbo.orders.fapiao.form import FapiaoForm, form_of, form_typed
from tbo.orders.fapiao.models import FapiaoRequest
from tbo.rules.fapiao import FapiaoKind

PERSON = {"kind": "personal", "title": "林小雨", "tax_number": "", "email": "lin@example.com"}
COMPANY = {**PERSON, "kind": "company", "title": "长安影业有限公司", "tax_number": "91350100M000100Y43"}
NO_MAIL = "这不像邮箱地址。发票只能发到邮箱。"

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def in_chinese(app):
    with app.test_request_context():
        yield


def read(typed: dict, **changed):
    form = FapiaoForm({**typed, **changed})
    return form.read(), form.errors


def test_a_person_needs_a_name_and_a_mail_address():
    wanted, errors = read(PERSON, title="  林  小雨 ", tax_number="91350100M000100Y43")
    assert errors == {}
    assert (wanted.kind, wanted.title, wanted.tax_number, wanted.email) == (
        FapiaoKind.PERSONAL,
        "林 小雨",
        None,
        "lin@example.com",
    )


def test_a_company_needs_its_number_too():
    wanted, errors = read(COMPANY, tax_number=" 9135 0100M000100Y43 ")
    assert errors == {}
    assert (wanted.kind, wanted.title, wanted.tax_number) == (
        FapiaoKind.COMPANY,
        "长安影业有限公司",
        "91350100M000100Y43",
    )


@pytest.mark.parametrize("title", ["", "   ", "a\x00b"])
def test_a_missing_name_is_asked_for_as_who_asks_would_write_it(title):
    assert read(PERSON, title=title) == (None, {"title": "请写下姓名。"})
    assert read(COMPANY, title=title) == (None, {"title": "请写下公司的全名，和营业执照上一样。"})


@pytest.mark.parametrize("email", ["", "lin", "13800138000", "lin@"])
def test_a_fapiao_goes_to_a_mail_address_only(email):
    assert read(PERSON, email=email) == (None, {"email": NO_MAIL})


def test_everything_that_is_wrong_is_said_at_once():
    wanted, errors = read(COMPANY, title="", tax_number="1", email="")
    assert wanted is None
    assert set(errors) == {"title", "tax_number", "email"}


def test_a_kind_that_is_none_is_a_persons():
    assert read(COMPANY, kind="rich")[0].kind is FapiaoKind.PERSONAL


def test_a_form_shows_what_was_asked_before_or_the_households_address():
    asked = FapiaoRequest(kind="company", title="长安影业", tax_number=None, email="lin@example.com")
    told = {"kind": "company", "title": "长安影业", "tax_number": "", "email": "lin@example.com"}
    assert form_of(asked, "other@example.com").typed == told
    fresh = {"kind": "personal", "title": "", "tax_number": "", "email": "lin@example.com"}
    assert form_of(None, "lin@example.com").typed == fresh
    assert form_of(None, None).typed == fresh | {"email": ""}


def test_no_more_of_an_address_is_read_than_one_may_be_long(app):
    with app.test_request_context(method="POST", data={"email": "a" * 255}):
        assert form_typed().typed["email"] == "a" * 254
