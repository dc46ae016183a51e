"""What happens to an order's money stands in the ledger, each event once, with who and why."""

from sqlalchemy import select

from tbo import clock
from tbo.arrivals.models import Arrival
from tbo.db import db
from tbo.jobs import run_due_jobs
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.checkout import place_order
from tbo.orders.closing import expire_order
from tbo.orders.payments import Product
from tbo.orders.refunds.sending import refund_order
from tbo.rules.access import VISITOR
from tbo.rules.ledger import LedgerKind, household_actor
from tbo.rules.money import Money

from ..support.selling import DAY, attempt, buying, household, order_of, payment_of, place, sell_plan
from .telling import tell


def story(number: str) -> list[tuple[str, int | None]]:
    """What the ledger tells of a payment's order, in its order: kind and fen."""
    order_id = order_of(number).id
    told = select(LedgerEntry.kind, LedgerEntry.fen).where(LedgerEntry.order_id == order_id).order_by(LedgerEntry.id)
    return [tuple(row) for row in db.session.execute(told)]


def entry(number: str, kind: LedgerKind) -> LedgerEntry:
    order_id = order_of(number).id
    return db.session.scalars(
        select(LedgerEntry).where(LedgerEntry.order_id == order_id, LedgerEntry.kind == kind)
    ).one()


def paid(number: str, alipay) -> str:
    tell(alipay.pays(number, payment_of(number).amount_fen))
    return number


def test_an_order_tells_what_it_costs_and_why_less(series, alipay):
    buyer = household()
    paid(buying(series.episode(1), buyer), alipay)
    second = buying(series.season, buyer)
    assert story(second) == [("quoted", 900), ("credited", 300), ("ordered", 600)]
    assert entry(second, LedgerKind.ORDERED).actor == household_actor(buyer)


def test_a_member_s_price_is_told_apart_from_credit(series, alipay):
    buyer = household()
    paid(buying(sell_plan(discount=10), buyer), alipay)
    assert story(buying(series.season, buyer)) == [("quoted", 900), ("discounted", 90), ("ordered", 810)]


def test_a_payment_and_what_it_opened_are_told_once_however_often_we_hear_of_it(series, alipay):
    number = buying(series.episode(1))
    notice = alipay.pays(number, 300)
    for _ in range(3):
        tell(notice)
    assert story(number) == [("quoted", 300), ("ordered", 300), ("paid", 300), ("granted", 300)]
    assert entry(number, LedgerKind.PAID).payment_number == number


def test_an_order_of_nothing_is_granted_without_a_payment(series, alipay):
    buyer = household()
    for nth in (1, 2, 3):
        paid(buying(series.episode(nth), buyer), alipay)
    number = place(buyer, series.season)
    told = select(LedgerEntry.kind, LedgerEntry.fen).where(LedgerEntry.key.endswith(number)).order_by(LedgerEntry.id)
    assert [tuple(row) for row in db.session.execute(told)] == [
        ("quoted", 900),
        ("credited", 900),
        ("ordered", 0),
        ("granted", 0),
    ]


def test_a_refund_tells_who_asked_and_who_did_it(series, alipay):
    number = paid(buying(series.episode(1)), alipay)
    refund_order(order_of(number).number, "a wish", actor="staff:3")
    run_due_jobs()
    assert story(number)[-3:] == [("refund_requested", 300), ("refunded", 300), ("taken_back", None)]
    asked, done = entry(number, LedgerKind.REFUND_REQUESTED), entry(number, LedgerKind.REFUNDED)
    assert (asked.actor, asked.reason, asked.refund_number) == ("staff:3", "a wish", done.refund_number)
    assert done.actor == "alipay"


def test_a_part_that_goes_back_takes_nothing_back(series, alipay):
    number = paid(buying(series.episode(1)), alipay)
    refund_order(order_of(number).number, "a wish", Money(100))
    run_due_jobs()
    assert story(number)[-2:] == [("refund_requested", 100), ("refunded", 100)]


def test_a_refund_of_alipay_s_console_is_told_as_one(series, alipay):
    number = paid(buying(series.episode(1)), alipay)
    tell(alipay.refunds(number, 300))
    assert story(number)[-2:] == [("refunded", 300), ("taken_back", None)]
    assert entry(number, LedgerKind.REFUNDED).actor == "alipay console"


def test_a_refused_refund_is_told_with_its_reason(series, alipay):
    number = paid(buying(series.episode(1)), alipay)
    refund_order(order_of(number).number, "a wish")
    alipay.finishes(number)
    run_due_jobs()
    assert story(number)[-2:] == [("refund_requested", 300), ("refund_refused", 300)]
    assert entry(number, LedgerKind.REFUND_REFUSED).reason


def test_money_that_comes_twice_is_told_twice_and_goes_back(series, alipay):
    number = buying(series.episode(1))
    second = attempt(order_of(number).number, Product.WAP)
    paid(number, alipay)
    tell(alipay.pays(second, 300))
    run_due_jobs()
    assert story(number)[2:] == [
        ("paid", 300),
        ("granted", 300),
        ("paid", 300),
        ("paid_twice", 300),
        ("refund_requested", 300),
        ("refunded", 300),
    ]
    assert entry(number, LedgerKind.REFUNDED).payment_number == second


def test_an_order_nobody_paid_is_told_closed_once(series):
    number = place(household(), series.episode(1))
    with clock.standing_at(clock.now() + DAY):
        for _ in range(2):
            expire_order(number)
    told = select(LedgerEntry.kind).where(LedgerEntry.key == f"closed:{number}")
    assert list(db.session.scalars(told)) == ["closed"]


def test_what_cannot_be_believed_is_told_and_brings_nothing(series, alipay):
    number = buying(series.episode(1))
    tell(alipay.pays(number, 299))
    assert story(number) == [("quoted", 300), ("ordered", 300), ("flagged", 300)]
    assert "299" in entry(number, LedgerKind.FLAGGED).reason.replace(".", "")


def test_every_entry_of_an_order_knows_who_brought_the_shopper(series, alipay):
    came = Arrival(public_id="a" * 22, path="/", known={}, raw={}, host_app="taobao", created_at=clock.now())
    db.session.add(came)
    db.session.commit()
    order = place_order(household(), VISITOR, series.episode(1), Money(300), "k" * 20, came.id).number
    paid(attempt(order), alipay)
    told = set(db.session.execute(select(LedgerEntry.kind, LedgerEntry.arrival_id)))
    assert told == {(kind, came.id) for kind in ("quoted", "ordered", "paid", "granted")}
