"""Alipay's daily bill, fetched from the sandbox, against our books: it finds what every other way has missed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.alipay.trouble import GatewayTrouble
from tbo.db import db
from tbo.jobs import run_due_jobs
from tbo.orders.books.bill_models import BillDifference
from tbo.orders.books.bills import check_bill, check_bills
from tbo.orders.models import Payment, PaymentEvent, Refund
from tbo.orders.refunds.sending import refund_order

from ..support.queries import recorded_queries
from ..support.selling import household, order_of, payment_of, place, sell_series
from .telling import tell

DAY = date(2026, 11, 18)
NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)


@pytest.fixture
def series(app):
    with clock.standing_at(NOON):
        return sell_series()


@pytest.fixture
def number(series, wallet) -> str:
    """A payment of 3.00 yuan, paid at noon, of which nothing was told."""
    with clock.standing_at(NOON):
        wallet.trouble(notices_drop_all=True)
        number = wallet.leaves_for_the_cashier(place(household(), series.episode()))
        wallet.pays(number)
        return number


def compared(moment: datetime = NEXT_MORNING, day: date = DAY):
    with clock.standing_at(moment):
        return check_bill(day)


def states(number: str) -> tuple[str, str, int]:
    payment = payment_of(number)
    return payment.order.state, payment.state, payment.refunded_fen


def forget_to_ask(number: str) -> None:
    """As if the sweeper had never been."""
    db.session.execute(db.update(Payment).where(Payment.number == number).values(next_query_at=None))
    db.session.commit()


def test_a_payment_nobody_told_us_of_is_found_and_settled_by_a_query(number):
    forget_to_ask(number)
    found = compared()
    assert (found.rows, found.missing_here, found.different, found.unknown) == (1, 1, 0, 0)
    assert states(number) == ("fulfilled", "paid", 0)
    assert compared().missing_here == 0


def test_when_a_difference_got_its_story_is_kept_to_the_instant(number):
    forget_to_ask(number)
    compared()
    db.session.expire_all()
    (found,) = db.session.scalars(select(BillDifference))
    assert (found.story, found.told_at) == ("found-by-asking", NEXT_MORNING)


def test_the_bill_alone_grants_nothing(number, wallet):
    forget_to_ask(number)
    with clock.standing_at(NOON + timedelta(minutes=40)):
        wallet.console(number, "refunds")
    assert compared().missing_here == 1
    assert states(number) == ("pending", "refunded", 300)


def test_refunds_made_by_hand_are_recorded_from_the_bills_of_their_days(number, wallet):
    with clock.standing_at(NOON):
        tell(wallet.notices(number)[0])
        wallet.console(number, "refunds", refund_amount="1.00")
        wallet.console(number, "refunds", refund_amount="0.50")
    compared()
    assert states(number) == ("partly_refunded", "partly_refunded", 150)
    with clock.standing_at(NOON + timedelta(days=1)):
        wallet.console(number, "refunds", refund_amount="1.50")
    for _ in range(2):
        compared(NEXT_MORNING + timedelta(days=1), date(2026, 11, 19))
        compared()
    assert states(number) == ("refunded", "refunded", 300)


def test_our_own_refund_in_the_bill_counts_once(number, wallet):
    with clock.standing_at(NOON):
        tell(wallet.notices(number)[0])
        refund_order(order_of(number).number, "a wish")
        wallet.trouble(gateway_fault="bad_gateway", gateway_faults_left=1, notices_drop_all=True)
        run_due_jobs()
    assert states(number) == ("fulfilled", "paid", 0)
    compared()
    assert states(number) == ("refunded", "refunded", 300)
    assert db.session.scalars(select(Refund.state)).all() == ["done"]


def test_a_refund_of_ours_that_the_bill_of_its_day_lacks_is_missing_there(number, wallet):
    with clock.standing_at(NOON):
        tell(wallet.notices(number)[0])
        refund_order(order_of(number).number, "a wish")
        run_due_jobs()
    db.session.execute(db.update(Refund).values(done_at=NEXT_MORNING))
    db.session.commit()
    assert compared(NEXT_MORNING + timedelta(days=1), date(2026, 11, 19)).rows == 0
    told = db.session.scalars(select(BillDifference)).one()
    mine = db.session.scalars(select(Refund.number)).one()
    assert (told.kind, told.payment_number, told.refund_number, told.ours_fen) == ("missing-there", number, mine, 300)


def test_what_the_bill_has_and_we_never_had_is_kept_on_record(number):
    payment = payment_of(number)
    payment.number = "TBO20261118ABCDEFGH_9"
    db.session.commit()
    assert compared().unknown == 1
    kept = db.session.scalars(select(PaymentEvent).where(PaymentEvent.what == "unknown payment")).one()
    assert (kept.payment_number, kept.amount_fen, kept.told_by) == (number, 300, "bill")


def test_another_amount_in_the_bill_is_said_and_grants_nothing(number):
    forget_to_ask(number)
    db.session.execute(db.update(Payment).where(Payment.number == number).values(amount_fen=299))
    db.session.commit()
    assert compared().different == 1
    assert states(number)[:2] == ("pending", "waiting")
    assert payment_of(number).flagged_because


def test_a_payment_of_ours_that_the_bill_lacks_is_asked_about(number, wallet):
    with clock.standing_at(NOON):
        tell(wallet.notices(number)[0])
    db.session.execute(db.update(Payment).where(Payment.number == number).values(paid_at=NOON - timedelta(days=2)))
    db.session.commit()
    assert compared(day=date(2026, 11, 16)).missing_there == 1
    assert states(number) == ("fulfilled", "paid", 0)


def test_a_day_counts_by_chinas_clock(number, wallet, series):
    with clock.standing_at(datetime(2026, 11, 18, 16, 0, tzinfo=UTC)):
        later = wallet.leaves_for_the_cashier(place(household(), series.episode()))
        wallet.pays(later)
    assert compared().rows == 1
    assert states(later)[1] == "waiting"
    assert compared(NEXT_MORNING + timedelta(days=1), date(2026, 11, 19)).rows == 1
    assert states(later)[1] == "paid"


def test_a_day_that_is_not_over_has_no_bill(number):
    with clock.standing_at(NOON):
        assert check_bill(DAY) is None


def test_every_day_since_the_first_look_is_compared_once_after_ten_in_china(wallet, series):
    with clock.standing_at(NOON):
        assert check_bills() == 0
    with clock.standing_at(datetime(2026, 11, 19, 1, 59, tzinfo=UTC)):
        assert check_bills() == 0
    with clock.standing_at(datetime(2026, 11, 19, 2, 0, tzinfo=UTC)):
        assert (check_bills(), check_bills()) == (1, 0)
    with clock.standing_at(NEXT_MORNING + timedelta(days=4)):
        assert (check_bills(), check_bills()) == (4, 0)


@pytest.mark.parametrize("fault", ["bad_gateway", "unsigned", "wrong_key", "cut"])
def test_a_bill_that_cannot_be_had_is_asked_for_again(number, wallet, fault):
    with clock.standing_at(NOON):
        check_bills()
    wallet.trouble(gateway_fault=fault, notices_drop_all=True)
    with pytest.raises(GatewayTrouble):
        compared()
    with clock.standing_at(NEXT_MORNING):
        assert check_bills() == 0
        wallet.trouble()
        assert check_bills() == 1
    assert states(number)[1] == "paid"


def test_a_refund_in_the_bill_of_a_payment_that_was_found_by_it_counts_once(number, wallet):
    forget_to_ask(number)
    with clock.standing_at(NOON):
        wallet.console(number, "refunds", refund_amount="1.00")
    found = compared()
    assert (found.missing_here, found.different) == (1, 0)
    assert states(number) == ("partly_refunded", "partly_refunded", 100)
    assert payment_of(number).flagged_because is None


def test_a_day_is_read_by_when_it_was_paid_and_not_from_the_whole_table(number):
    with recorded_queries() as asked:
        compared()
    of_the_day = {one for one in asked if "payment.paid_at >=" in one}
    assert len(of_the_day) == 2
    for words in of_the_day if db.engine.dialect.name == "sqlite" else ():
        explained = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", (NOON,) * words.count("?"))
        assert "ix_payment_paid_at" in str(explained.all()), words
