"""Fapiao requests: one for each order, over what was really paid, followed by every refund, made once."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tbo.db import commits, db
from tbo.jobs import run_due_jobs
from tbo.messages.models import Message
from tbo.orders.fapiao import desk
from tbo.orders.fapiao.models import FapiaoRequest
from tbo.orders.fapiao.money import paid_sum
from tbo.orders.fapiao.refusals import FapiaoBegun, FapiaoMoved, FapiaoNumberTaken, NothingToExport, NothingToInvoice
from tbo.orders.fapiao.requests import Wanted, ask, newest_request, withdraw
from tbo.orders.models import Order
from tbo.orders.refunds.sending import refund_order
from tbo.rules.fapiao import FapiaoKind
from tbo.rules.money import Money

from ..support.at_once import at_once
from ..support.far_side import FarSide
from ..support.selling import buying, household, order_of, payment_of, sell_series
from .telling import tell

ME = Wanted(kind=FapiaoKind.PERSONAL, title="林小满", tax_number=None, email="lin@example.com")
FIRM = Wanted(kind=FapiaoKind.COMPANY, title="灯影", tax_number="9144030071526726XG", email="books@example.com")
NUMBER, RED = "26442000000123456789", "26442000000123456790"
DAY = date(2026, 11, 20)


def paid(wish, alipay: FarSide) -> Order:
    number = buying(wish)
    tell(alipay.pays(number, payment_of(number).amount_fen))
    return order_of(number)


@pytest.fixture
def order(series, alipay) -> Order:
    """Paid, 3.00 yuan, its fapiao asked for."""
    bought = paid(series.episode(1), alipay)
    ask(bought.number, bought.household_id, ME)
    return bought


def give_back(order: Order, fen: int | None = None) -> None:
    refund_order(order.number, "a wish", Money(fen) if fen else None)
    run_due_jobs()


def standing(order: Order) -> tuple[str, int]:
    db.session.expire_all()
    request = newest_request(order)
    return request.state, request.amount_fen


def done(deed, order: Order, *rest):
    """Do what staff does, in a transaction."""
    return commits(deed)(newest_request(order).id, *rest)


def take_along(name: str = "20261120-a"):
    return [request.id for request in commits(desk.take_along)(name, "staff:1")]


def test_it_is_over_what_was_paid_less_what_went_back(series, alipay):
    order = paid(series.episode(1), alipay)
    give_back(order, 100)
    ask(order.number, order.household_id, FIRM)
    assert standing(order) == ("asked", 200)


def test_without_money_there_is_nothing_to_ask_for(series, alipay):
    unpaid = order_of(buying(series.episode(1)))
    back = paid(series.episode(2), alipay)
    give_back(back)
    for order in (unpaid, back):
        with pytest.raises(NothingToInvoice):
            ask(order.number, order.household_id, ME)


def test_nobody_asks_for_another_household_s_order(order):
    with pytest.raises(NothingToInvoice):
        ask(order.number, household(), FIRM)
    withdraw(order.number, household())
    assert standing(order) == ("asked", 300)


def test_asking_again_corrects_and_makes_no_second_one(order):
    ask(order.number, order.household_id, FIRM)
    db.session.expire_all()
    request = db.session.scalars(select(FapiaoRequest)).one()
    assert (request.title, request.tax_number) == (FIRM.title, FIRM.tax_number)


def test_the_database_itself_holds_one_open_request(order):
    same = {"kind": "personal", "title": "-", "email": "-", "amount_fen": 1, "state": "making"}
    first = newest_request(order)
    db.session.add(FapiaoRequest(order_id=order.id, asked_at=first.asked_at, changed_at=first.asked_at, **same))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_what_was_withdrawn_can_be_asked_for_again(order):
    withdraw(order.number, order.household_id)
    withdraw(order.number, order.household_id)
    assert standing(order) == ("withdrawn", 300)
    ask(order.number, order.household_id, FIRM)
    assert standing(order) == ("asked", 300)


def test_once_begun_the_shopper_changes_nothing_more(order):
    take_along()
    with pytest.raises(FapiaoBegun):
        ask(order.number, order.household_id, FIRM)
    with pytest.raises(FapiaoBegun):
        withdraw(order.number, order.household_id)
    assert newest_request(order).title == ME.title


def test_while_it_waits_the_sum_follows_every_refund(order):
    give_back(order, 100)
    assert standing(order) == ("asked", 200)
    give_back(order)
    assert standing(order) == ("withdrawn", 200)


def test_money_on_its_way_back_counts_at_once(order):
    refund_order(order.number, "a wish", Money(100))
    assert paid_sum(order.id).kept == Money(300)
    assert standing(order) == ("asked", 200)


def test_money_back_while_it_is_made_stops_the_maker(order):
    assert take_along() == [newest_request(order).id]
    give_back(order, 100)
    assert standing(order) == ("changed", 300)
    done(desk.put_back, order)
    assert standing(order) == ("asked", 200)
    assert newest_request(order).export is None


def test_all_money_back_while_it_is_made_leaves_nothing_to_put_back(order):
    take_along()
    give_back(order)
    done(desk.put_back, order)
    assert standing(order) == ("withdrawn", 300)


def test_money_back_after_it_was_issued_needs_a_red_letter_one(order):
    done(desk.issue, order, NUMBER, DAY)
    refund_order(order.number, "a wish")
    assert standing(order) == ("issued", 300)
    run_due_jobs()
    assert standing(order) == ("to_reverse", 300)
    done(desk.reverse, order, RED)
    assert standing(order) == ("reversed", 300)


def test_after_the_reversal_the_rest_can_be_asked_for(order):
    done(desk.issue, order, NUMBER, DAY)
    give_back(order, 100)
    done(desk.reverse, order, RED)
    ask(order.number, order.household_id, ME)
    assert standing(order) == ("asked", 200)


def test_two_exports_take_nothing_twice(order):
    assert len(take_along("first")) == 1
    with pytest.raises(NothingToExport):
        take_along("second")
    assert newest_request(order).export == "first"


def test_more_than_one_file_holds_waits_for_the_next(order, series, alipay, monkeypatch):
    monkeypatch.setattr(desk, "MOST_AT_ONCE", 1)
    later = paid(series.episode(2), alipay)
    ask(later.number, later.household_id, ME)
    both = [newest_request(one).id for one in (order, later)]
    assert [take_along("first"), take_along("second")] == [both[:1], both[1:]]


def test_a_number_is_written_down_once(order, series, alipay):
    other = paid(series.episode(2), alipay)
    ask(other.number, other.household_id, ME)
    done(desk.issue, order, NUMBER, DAY)
    with pytest.raises(FapiaoNumberTaken):
        done(desk.issue, other, NUMBER, DAY)
    with pytest.raises(FapiaoMoved):
        done(desk.issue, order, RED, DAY)
    assert standing(other) == ("asked", 300)


@pytest.mark.parametrize("turn", range(3))
def test_a_number_written_down_at_once_is_refused_to_all_but_one(committed_app, alipay, turn):
    with committed_app.app_context():
        series = sell_series()
        orders = [paid(series.episode(n), alipay) for n in (1, 2, 3, 4)]
        for order in orders:
            ask(order.number, order.household_id, ME)
        requests = [newest_request(order).id for order in orders]
        issue = commits(desk.issue)
        made = at_once(committed_app, *[lambda it=it: issue(it, NUMBER, DAY).state for it in requests])
        refused = [answer for answer in made if isinstance(answer, FapiaoNumberTaken)]
        assert (made.count("issued"), len(refused)) == (1, 3), made
        db.session.rollback()
        assert Counter(db.session.scalars(select(FapiaoRequest.state))) == {"issued": 1, "asked": 3}
        assert len(db.session.scalars(select(Message)).all()) == 1


def test_who_asked_is_told_once_by_mail(order):
    done(desk.refuse, order, "抬头和税号不是一家公司")
    ask(order.number, order.household_id, FIRM)
    done(desk.issue, order, NUMBER, DAY)
    letters = {message.recipient: message for message in db.session.scalars(select(Message))}
    assert "抬头和税号不是一家公司" in letters[ME.email].body
    assert NUMBER in letters[FIRM.email].body
    assert "¥3.00" in letters[FIRM.email].body
    assert "11 月 20 日" in letters[FIRM.email].body


def test_at_once_an_order_is_asked_for_once(committed_shop):
    with committed_shop.app_context():
        order = db.session.scalars(select(Order).where(Order.state == "fulfilled", Order.total_fen > 0)).first()
        number, household_id = order.number, order.household_id
        asked = select(func.count()).select_from(FapiaoRequest).where(FapiaoRequest.order_id == order.id)
    at_once(committed_shop, *[lambda: ask(number, household_id, ME)] * 6)
    with committed_shop.app_context():
        assert db.session.scalar(asked) == 1
