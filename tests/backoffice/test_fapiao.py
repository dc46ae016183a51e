"""Finance's work on fapiao: a queue worked off from its front, taken along once, numbers and refusals written down."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tbo import clock
from tbo.backoffice.models import StaffSession
from tbo.db import db, writing
from tbo.messages.models import Message
from tbo.orders.fapiao.models import FapiaoRequest
from tbo.orders.fapiao.requests import Wanted, ask
from tbo.orders.models import Order
from tbo.rules.fapiao import FapiaoKind, FapiaoState
from tbo.rules.staff_rights import Role

from .desk import code_of, deeds, filled

QUEUE = "/staff/fapiao"
NUMBER, RED = "26442000000123456789", "26442000000123456790"
FORMULA = '=HYPERLINK("http://a.example","x")'


@pytest.fixture
def requests(shop) -> list[int]:
    """Two requests, of a company and of a person with an odd name; what the demo shop has is out of the way."""
    with writing():
        db.session.execute(
            update(FapiaoRequest).values(state=FapiaoState.WITHDRAWN, fapiao_number=None, red_number=None)
        )
        db.session.execute(update(FapiaoRequest).values(refused_because=None))
    paid = select(Order).where(Order.state == "fulfilled", Order.total_fen > 0).order_by(Order.id).limit(2)
    orders = [(order.number, order.household_id) for order in db.session.scalars(paid)]
    wanted = [
        Wanted(kind=FapiaoKind.COMPANY, title="灯影", tax_number="914403001922038216", email="a@tbo.example"),
        Wanted(kind=FapiaoKind.PERSONAL, title=FORMULA, tax_number=None, email="b@tbo.example"),
    ]
    for (number, household_id), one in zip(orders, wanted, strict=True):
        ask(number, household_id, one)
    db.session.expire_all()
    return list(
        db.session.scalars(select(FapiaoRequest.id).where(FapiaoRequest.state == "asked").order_by(FapiaoRequest.id))
    )


def stands(request_id: int) -> FapiaoRequest:
    db.session.expire_all()
    return db.session.get_one(FapiaoRequest, request_id)


def titles(page) -> list[str]:
    return [link.get_text() for link in page.select("#requests td:first-child a")]


def act(browser, request_id: int, what: str, **typed):
    return filled(browser, f"{QUEUE}/{request_id}", f'form[action*="/{request_id}/{what}"]', **typed)


def test_the_queue_shows_what_waits_oldest_first_with_its_sum(desk, requests):
    page = desk(Role.FINANCE).page(QUEUE)
    assert titles(page) == ["灯影", FORMULA]
    total = sum(stands(one).amount_fen for one in requests)
    assert f"¥{total / 100:.2f}" in page.select_one(".head").get_text()
    assert page.select_one('.places a[href="/staff/fapiao"] .count').get_text() == "2"


def test_what_is_looked_for_is_found_by_name_and_whole_numbers(desk, requests):
    browser = desk(Role.SUPPORT)
    order = db.session.get_one(Order, stands(requests[0]).order_id).number
    for asked in ("灯", "9144 0300 1922 0382 16", order.lower()):
        assert titles(browser.page(f"{QUEUE}?q={asked}")) == ["灯影"]
    assert "没有找到" in browser.page(f"{QUEUE}?q=%25").select_one("#requests").get_text()


def test_an_export_takes_each_along_once_and_its_file_can_be_had_again(desk, requests):
    browser = desk(Role.FINANCE)
    answer = filled(browser, QUEUE, 'form[action$="/exports"]')
    assert answer.status_code == 303
    assert {stands(one).state for one in requests} == {"making"}
    assert browser.page(f"{QUEUE}?show=making").select("form.note") == [], "an export is offered by its address only"
    for _ in range(2):
        file = filled(browser, answer.location, "form.note")
        assert file.mimetype == "text/csv"
        assert file.data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(file.get_data(as_text=True).removeprefix("\ufeff"))))
        assert len(rows) == 3
        assert {row[3]: row[4] for row in rows[1:]} == {"灯影": "\t914403001922038216", f"'{FORMULA}": ""}
    assert [deed.after["requests"] for deed in deeds("fapiao-exported")] == [2]
    assert len(deeds("fapiao-file-taken")) == 2


def test_the_same_form_again_exports_nothing_more(desk, requests):
    browser = desk(Role.FINANCE)
    form = browser.page(QUEUE).select_one('form[action$="/exports"]')
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    first, second = browser.bare_post(form["action"], **fields), browser.bare_post(form["action"], **fields)
    assert first.location == second.location
    other = browser.post(form["action"], form_key="another-form-of-now")
    assert other.status_code == 409
    assert "没有等着开" in other.get_data(as_text=True)


def test_exporting_asks_for_a_code_when_the_last_is_old(desk, requests):
    browser = desk(Role.FINANCE)
    with writing():
        db.session.execute(update(StaffSession).values(confirmed_at=clock.now() - timedelta(minutes=11)))
    refused = filled(browser, QUEUE, 'form[action$="/exports"]', code="000000")
    assert refused.status_code == 422
    assert stands(requests[0]).state == "asked"
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        assert filled(browser, QUEUE, 'form[action$="/exports"]', code=code_of(Role.FINANCE)).status_code == 303


def test_issuing_writes_number_and_day_down_and_tells_who_asked(desk, requests):
    browser, one = desk(Role.FINANCE), requests[0]
    assert act(browser, one, "number", number="2644 2000 0001 2345 6789").status_code == 303
    request = stands(one)
    assert (request.state, request.fapiao_number, request.issued_on) == ("issued", NUMBER, clock.now().date())
    letters = db.session.scalars(select(Message.body).where(Message.recipient == "a@tbo.example")).all()
    assert [NUMBER in letter for letter in letters] == [True]
    assert [deed.after["number"] for deed in deeds("fapiao-issued")] == [NUMBER]


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"number": "12"}, "发票号码是"), ({"day": "2026-11-19"}, "开票日期"), ({"day": "2020-01-01"}, "开票日期")],
)
def test_what_cannot_be_is_refused_and_the_form_keeps_it(desk, requests, typed, said):
    form = {"number": NUMBER, "day": "2026-11-18"} | typed
    answer = act(desk(Role.FINANCE), requests[0], "number", **form)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert said in text
    assert all(f'value="{value}"' in text for value in form.values())
    assert stands(requests[0]).state == "asked"


def test_a_number_of_another_request_is_refused_in_words(desk, requests):
    browser = desk(Role.FINANCE)
    act(browser, requests[0], "number", number=NUMBER)
    answer = act(browser, requests[1], "number", number=NUMBER)
    assert answer.status_code == 422
    assert "另一张申请" in answer.get_data(as_text=True)


def test_a_refusal_needs_a_reason_and_its_letter_has_it(desk, requests):
    browser, one = desk(Role.FINANCE), requests[1]
    assert act(browser, one, "refusal", reason="不").status_code == 422
    act(browser, one, "refusal", reason="姓名写成了公式")
    assert stands(one).state == "refused"
    (letter,) = db.session.scalars(select(Message.body).where(Message.recipient == "b@tbo.example"))
    assert "姓名写成了公式" in letter


def test_two_people_at_one_request_do_it_once(desk, requests):
    one = requests[0]
    finance, owner = desk(Role.FINANCE), desk(Role.OWNER)
    form = owner.page(f"{QUEUE}/{one}").select_one('form[action*="/refusal"]')
    act(finance, one, "number", number=NUMBER)
    late = owner.post(form["action"].split("#")[0], form_key="owner-form-of-before", reason="抬头不对")
    assert late.status_code == 409
    assert "刚刚变了" in late.get_data(as_text=True)
    assert stands(one).state == "issued"


def test_a_reversal_is_written_down(desk, requests):
    browser, one = desk(Role.FINANCE), requests[0]
    act(browser, one, "number", number=NUMBER)
    with writing():
        db.session.execute(update(FapiaoRequest).where(FapiaoRequest.id == one).values(state="to_reverse"))
    assert "红字发票" in browser.page(f"{QUEUE}/{one}").select_one(".note.bad").get_text()
    act(browser, one, "reversal", red_number=RED)
    assert (stands(one).state, stands(one).red_number) == ("reversed", RED)


def test_put_back_it_waits_for_the_next_export(desk, requests):
    browser, one = desk(Role.FINANCE), requests[0]
    filled(browser, QUEUE, 'form[action$="/exports"]')
    act(browser, one, "return")
    assert (stands(one).state, stands(one).export) == ("asked", None)
    assert titles(browser.page(QUEUE)) == ["灯影"]


def test_support_sees_and_does_nothing(desk, requests):
    page = desk(Role.SUPPORT).page(f"{QUEUE}/{requests[0]}")
    assert page.select("#acts form") == []
    assert "财务" in page.select_one("#acts").get_text()


def test_a_page_too_many_or_unreadable_is_refused(desk):
    browser = desk(Role.FINANCE)
    for wrong in ("before=x", f"before={2**31}", "before=-1"):
        assert browser.get(f"{QUEUE}?{wrong}").status_code == 400
    assert browser.get(f"{QUEUE}?show=nonsense").status_code == 404
