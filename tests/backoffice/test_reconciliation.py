"""The books as finance reads them: a difference is red until it has a story, and the bill alone gives nothing."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.alipay.bills import BillRow as Told
from tbo.backoffice.books.days import book_or_none
from tbo.db import db, writing
from tbo.demo.content import Anchor
from tbo.demo.staff import add_staff
from tbo.orders.asking import look
from tbo.orders.books import bill_books
from tbo.orders.books.bill_models import BillDifference
from tbo.orders.books.bills import check_bill
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.models import Payment, Refund
from tbo.rules.money import Money
from tbo.rules.staff_rights import Role

from ..support.browser import Browser
from ..support.parsing import page_of
from ..support.queries import recorded_queries
from ..support.selling import buying, household, order_of, payment_of, place
from .conftest import door_of
from .desk import deeds, filled

DAY = date(2026, 11, 18)
PAGE = f"/staff/reconciliation/{DAY}"
NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)
REASON = "已经在支付宝后台处理"


@pytest.fixture(autouse=True)
def noon():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def finance(app) -> Browser:
    with writing():
        add_staff(Anchor(NOON))
    return door_of(app)(Role.FINANCE)


@pytest.fixture
def number(series, alipay) -> str:
    """A payment of 3.00 yuan that came, of which nothing was told."""
    number = buying(series.episode())
    alipay.pays(number, 300)
    return number


def bill(*rows: tuple[str, int], refunds: tuple[tuple[str, int, str], ...] = ()) -> None:
    """Let a bill be compared, and nothing be asked."""
    told = [Told(number, f"T{number}"[:64], Money(fen)) for number, fen in rows]
    told += [Told(number, f"T{number}"[:64], Money(fen), refund) for number, fen, refund in refunds]
    bill_books.keep(DAY, told, bill_books.compare(DAY, told, None))


def sum_on(page) -> str:
    return page.select_one(".books .sum b").get_text()


def stories() -> list[tuple[str, int, str | None]]:
    db.session.rollback()
    rows = db.session.scalars(select(BillDifference).order_by(BillDifference.id))
    return [(row.kind, row.size_fen, row.story) for row in rows]


def test_a_day_without_a_difference_has_the_good_face(finance, number):
    with clock.standing_at(NOON):
        look(number)
    bill((number, 300))
    page = finance.page(PAGE)
    assert sum_on(page) == "¥0.00"
    assert "open" not in page.select_one(".books .sum")["class"]
    assert stories() == []
    assert sum_on(finance.page("/staff/reconciliation")) == "¥0.00"


def test_a_planted_difference_is_red_on_every_page_until_alipay_was_asked(finance, number):
    bill((number, 300))
    for address in (PAGE, "/staff/reconciliation"):
        page = finance.page(address)
        assert sum_on(page) == "¥3.00"
        assert "open" in page.select_one(".books .sum")["class"]
        assert page.select_one(".places .alarm").get_text() == "1"
    assert "没对上" in finance.page("/staff").get_text()
    assert order_of(number).state == "pending", "the bill alone gives nothing"
    asked = finance.page(PAGE).select_one('form[action$="/question"]')
    assert finance.post(asked["action"]).status_code == 303
    assert order_of(number).state == "fulfilled"
    assert stories() == [("missing-here", 300, "found-by-asking")]
    assert sum_on(finance.page(PAGE)) == "¥0.00"
    assert [(deed.subject, deed.reason) for deed in deeds("difference-asked")] == [(number, "paid")]


def test_enter_in_the_reason_writes_off_and_many_differences_cost_as_many_questions_as_one(finance, series, alipay):
    asked, numbers = [], []
    for many in (1, 4):
        numbers += [buying(series.episode(2)) for _ in range(many)]
        for number in numbers[-many:]:
            alipay.pays(number, 300)
            look(number)
        bill(*((number, 250) for number in numbers))
        with recorded_queries() as queries:
            page = finance.page(PAGE)
        asked.append(len(queries))
        forms = page.select('form[action$="/write-off"]')
        assert len(forms) == len(numbers)
        assert all(form.select("button")[1]["formaction"].endswith("/refund") for form in forms)
        assert not any(form.select_one("button").get("formaction") for form in forms)
    assert asked[0] == asked[1]


def test_when_alipay_knows_nothing_the_difference_stays_and_says_so(finance, series, alipay):
    number = buying(series.episode())
    bill((number, 300))
    asked = finance.page(PAGE).select_one('form[action$="/question"]')
    answer = finance.post(asked["action"])
    assert answer.status_code == 409
    assert "差异还在" in page_of(answer).select_one(".note.bad").get_text()
    assert stories() == [("missing-here", 300, None)]
    assert order_of(number).state == "pending"


def test_a_foreign_row_is_written_off_with_a_reason_and_the_ledger_says_so(finance):
    bill(("SOMEBODYELSES1", 1800))
    assert finance.page(PAGE).select('form [formaction$="/refund"]') == [], "there is nothing here to give back"
    form = 'form[action$="/write-off"]'
    assert filled(finance, PAGE, form, reason="").status_code == 422
    assert stories() == [("unknown", 1800, None)]
    assert filled(finance, PAGE, form, reason=REASON).status_code == 303
    assert stories() == [("unknown", 1800, "written-off")]
    entry = db.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "written_off")).one()
    assert (entry.fen, entry.reason, entry.actor[:6]) == (1800, REASON, "staff:")
    assert deeds("difference-written-off")[0].reason == REASON
    page = finance.page(PAGE)
    assert (sum_on(page), REASON in page.get_text(), "何敏" in page.select_one(".rows").get_text()) == (
        "¥0.00",
        True,
        True,
    )


def test_money_that_came_in_excess_can_be_given_back(finance, number):
    look(number)
    bill((number, 500))
    assert stories() == [("different", 200, None)]
    form = finance.page(PAGE).select_one('form[action$="/write-off"]')
    address = form.select_one("[formaction]")["formaction"]
    key = form.find("input", attrs={"name": "form_key"})["value"]
    assert finance.post(address, form_key=key, reason=REASON).status_code == 303
    assert stories() == [("different", 200, "refunded")]
    db.session.rollback()
    assert db.session.scalars(select(Refund.amount_fen)).all() == [300]


def test_two_tabs_explain_once(finance):
    bill(("SOMEBODYELSES1", 1800))
    form = finance.page(PAGE).select_one('form[action$="/write-off"]')
    assert finance.post(form["action"], reason=REASON).status_code == 303
    late = finance.post(form["action"], reason="another reason")
    assert late.status_code == 409
    assert len(deeds("difference-written-off")) == 1


def test_what_the_bill_lacks_is_named_and_explained_by_the_bill_of_the_next_day(finance, number):
    look(number)
    bill()
    assert stories() == [("missing-there", 300, None)]
    told = [Told(number, "T1", Money(300))]
    tomorrow = date(2026, 11, 19)
    bill_books.keep(tomorrow, told, bill_books.compare(tomorrow, told, None))
    assert stories() == [("missing-there", 300, "other-day")]
    bill()
    assert stories() == [("missing-there", 300, "other-day")], "comparing again finds nothing new"


def test_payments_older_than_the_first_bill_are_not_missed(series, number):
    look(number)
    assert bill_books.compare(DAY, [], NOON.replace(hour=5)) == []
    assert len(bill_books.compare(DAY, [], NOON.replace(hour=3))) == 1


def test_the_real_bill_of_the_sandbox_keeps_its_rows_and_explains_what_it_can(series, wallet):
    wallet.trouble(notices_drop_all=True)
    number = wallet.leaves_for_the_cashier(place(household(), series.episode()))
    wallet.pays(number)
    wallet.console(number, "refunds", refund_amount="1.00")
    db.session.execute(db.update(Payment).where(Payment.number == number).values(next_query_at=None))
    db.session.commit()
    with clock.standing_at(NEXT_MORNING):
        for _ in range(2):
            check_bill(DAY)
    assert {story for _kind, _fen, story in stories()} == {"found-by-asking", "recorded"}
    assert payment_of(number).refunded_fen == 100
    book = book_or_none(DAY)
    assert (book.rows, book.came, book.went, book.unexplained) == (2, Money(300), Money(100), Money(0))


@pytest.mark.parametrize("address", ["2026-11-17", "x", "2026-13-01", "2026-11-18T00:00:00"])
def test_a_day_that_was_not_compared_has_no_page(finance, address):
    assert finance.get(f"/staff/reconciliation/{address}").status_code == 404


def test_a_difference_of_another_day_is_not_found_under_this_one(finance):
    bill(("SOMEBODYELSES1", 1800))
    assert finance.post("/staff/reconciliation/2026-11-17/differences/1/write-off", reason=REASON).status_code == 404
    assert stories() == [("unknown", 1800, None)]
