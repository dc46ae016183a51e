"""Refunds by staff: all or a part, with a reason and a fresh code, once however often the form is sent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.db import db
from tbo.jobs import run_due_jobs
from tbo.orders.models import Order, Payment, Refund
from tbo.rules.order_states import OrderState, PaymentState
from tbo.rules.staff_rights import Role

from ..support.parsing import page_of
from .desk import code_of, deeds, filled, refunded

FORM = "#refund form"
REASON = "第 9 集没有声音"


@pytest.fixture
def order(shop) -> Order:
    """A fulfilled order of the demo of at least four yuan."""
    paid = Order.state == OrderState.FULFILLED, Order.paid_by.is_not(None), Order.total_fen >= 400
    newest = (
        select(Order).join(Order.payments).where(*paid, Payment.state == PaymentState.PAID).order_by(Order.id.desc())
    )
    return db.session.scalars(newest).first()


@pytest.fixture
def address(order) -> str:
    return f"/staff/orders/{order.number}"


def refunds(order: Order) -> list[tuple[int, str, str]]:
    db.session.rollback()
    rows = select(Refund).join(Payment).where(Payment.order_id == order.id).order_by(Refund.id)
    return [(row.amount_fen, row.state, row.reason) for row in db.session.scalars(rows)]


def test_all_of_it_goes_back_with_the_reason_and_is_written_down(desk, order, address):
    total = order.total_fen
    answer = refunded(desk(Role.SUPPORT), address, reason=REASON)
    assert answer.status_code == 303
    assert refunds(order) == [(total, "requested", REASON)]
    deed = deeds("refund")[0]
    assert (deed.subject, deed.reason, deed.after["fen"], deed.before["left_fen"]) == (
        order.number,
        REASON,
        total,
        total,
    )
    assert deed.who.startswith("陈默")


def test_a_part_goes_back_and_what_is_left_can_still_go(desk, order, address):
    browser, total = desk(Role.OWNER), order.total_fen
    assert refunded(browser, address, how="part", amount="1.5", reason=REASON).status_code == 303
    assert "¥2.50" in browser.page(address).select_one("#refund").get_text() or total != 400
    assert refunded(browser, address, reason=REASON).status_code == 303
    assert [fen for fen, _state, _reason in refunds(order)] == [150, total - 150]
    assert browser.page(address).select_one(FORM) is None, "nothing is left"


def test_one_form_sent_twice_gives_back_once(desk, order, address):
    browser = desk(Role.OWNER)
    form = browser.page(address).select_one(FORM)
    key = form.find("input", attrs={"name": "form_key"})["value"]
    typed = {"form_key": key, "how": "part", "amount": "1", "reason": REASON}
    for _ in range(2):
        assert browser.post(f"{address}/refunds", shown="100", **typed).status_code == 303
    assert browser.post(f"{address}/refunds", **typed).status_code == 303, "shown once more it does nothing either"
    assert [fen for fen, _state, _reason in refunds(order)] == [100]
    assert len(deeds("refund")) == 1


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ({"how": "part", "amount": "0"}, 422, "12.00"),
        ({"how": "part", "amount": "-1"}, 422, "12.00"),
        ({"how": "part", "amount": "1.234"}, 422, "12.00"),
        ({"how": "part", "amount": "1e3"}, 422, "12.00"),
        ({"how": "part", "amount": ""}, 422, "12.00"),
        ({"how": "part", "amount": "100000"}, 422, "最多还能退"),
        ({"how": "all", "reason": "  x "}, 422, "原因"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(desk, order, address, typed, status, says):
    sent = {"reason": REASON} | typed
    answer = refunded(desk(Role.OWNER), address, **sent)
    page = page_of(answer)
    assert answer.status_code == status
    assert says in page.select_one("#refund .note.bad").get_text()
    assert (page.select_one("#amount")["value"], page.select_one("#reason")["value"]) == (
        sent.get("amount", ""),
        sent["reason"],
    )
    assert page.select_one("input[name=how][checked]")["value"] == sent["how"]
    assert refunds(order) == []


def test_support_gives_back_two_hundred_yuan_and_not_a_fen_more(desk, order, address):
    db.session.execute(db.update(Payment).where(Payment.number == order.paid_by).values(amount_fen=30_000))
    db.session.commit()
    support = desk(Role.SUPPORT)
    over = refunded(support, address, how="part", amount="200.01", reason=REASON)
    assert over.status_code == 403
    assert "店主" in page_of(over).select_one("#refund .note.bad").get_text()
    assert refunded(support, address, reason=REASON).status_code == 403
    assert refunds(order) == []
    assert refunded(support, address, how="part", amount="200.00", reason=REASON).status_code == 303
    assert refunded(desk(Role.FINANCE), address, reason=REASON).status_code == 303
    assert [fen for fen, _state, _reason in refunds(order)] == [20_000, 10_000]


def test_support_gives_no_more_back_of_an_order_in_parts(desk, order, address):
    db.session.execute(db.update(Payment).where(Payment.number == order.paid_by).values(amount_fen=30_000))
    db.session.commit()
    support = desk(Role.SUPPORT)
    for amount, status in (("150.00", 303), ("50.01", 403), ("50.00", 303), ("0.01", 403)):
        assert refunded(support, address, how="part", amount=amount, reason=REASON).status_code == status
    run_due_jobs()
    assert refunded(support, address, how="part", amount="0.01", reason=REASON).status_code == 403
    assert refunded(desk(Role.FINANCE), address, how="part", amount="0.01", reason=REASON).status_code == 303
    assert [fen for fen, _state, _reason in refunds(order)] == [15_000, 5_000, 1]


def test_ten_minutes_after_the_last_code_another_one_is_asked_for(desk, order, address):
    browser = desk(Role.OWNER)
    with clock.standing_at(clock.now() + timedelta(minutes=10)):
        assert page_of(filled(browser, address, FORM, reason=REASON)).select_one("#refund #code")
        without = refunded(browser, address, reason=REASON, code="123")
        assert without.status_code == 422
        assert page_of(without).select_one("#refund [name=reason]")["value"] == REASON
        assert refunds(order) == []
        assert refunded(browser, address, reason=REASON, code=code_of(Role.OWNER)).status_code == 303
    assert len(refunds(order)) == 1


def test_an_order_that_was_never_paid_offers_no_refund(desk, shop):
    unpaid = db.session.scalars(select(Order.number).where(Order.paid_at.is_(None))).first()
    browser = desk(Role.OWNER)
    assert browser.page(f"/staff/orders/{unpaid}").select_one(FORM) is None
    answer = browser.post(f"/staff/orders/{unpaid}/refunds", form_key="k" * 24, how="all", reason=REASON)
    assert answer.status_code == 422
    assert "没有可退的" in page_of(answer).get_text()


def test_a_form_without_its_key_does_nothing(desk, order, address):
    assert desk(Role.OWNER).post(f"{address}/refunds", how="all", reason=REASON).status_code == 400
    assert refunds(order) == []


def test_what_happens_is_shown_first_and_the_button_names_the_sum(desk, order, address):
    browser, total = desk(Role.OWNER), order.total_fen
    assert not browser.page(address).select("#refund .danger"), "nothing is given back by one press"
    shown = filled(browser, address, FORM, how="part", amount="1.5", reason=REASON)
    page = page_of(shown)
    assert shown.status_code == 200
    assert refunds(order) == []
    assert page.select_one("#refund .danger").get_text() == "退款 ¥1.50"
    told = page.select_one("#foreseen").get_text()
    assert f"¥{(total - 150) / 100:.2f} 可退" in told
    assert "观看保留" in told
    whole = page_of(filled(browser, address, FORM, reason=REASON)).select_one("#foreseen").get_text()
    assert "收回买的家庭的观看" in whole


def test_a_sum_that_was_not_shown_is_shown_instead_of_given(desk, order, address):
    typed = {"form_key": "k" * 24, "how": "part", "amount": "2", "reason": REASON}
    answer = desk(Role.OWNER).post(f"{address}/refunds", shown="100", **typed)
    assert page_of(answer).select_one("#refund .danger").get_text() == "退款 ¥2.00"
    assert refunds(order) == []


def test_what_was_typed_can_be_mended_after_it_was_shown(desk, order, address):
    typed = {"form_key": "k" * 24, "how": "part", "amount": "2", "reason": REASON}
    page = page_of(desk(Role.OWNER).post(f"{address}/refunds", shown="200", edit="1", **typed))
    assert (page.select_one("#amount")["value"], page.select_one("#reason")["value"]) == ("2", REASON)
    assert refunds(order) == []
