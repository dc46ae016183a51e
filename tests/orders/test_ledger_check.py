"""The ledger's check names whatever was changed behind its back, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from tbo import clock
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.jobs import run_due_jobs
from tbo.operations.ledger import ledger_commands
from tbo.orders.books import check as ledger_check
from tbo.orders.books.check import Checked, differences
from tbo.orders.books.ledger import record
from tbo.orders.gifts.models import Gift
from tbo.orders.models import Order, Payment, Refund
from tbo.orders.payments import Product
from tbo.orders.refunds.sending import refund_order
from tbo.rules.ledger import LedgerKind
from tbo.rules.money import Money
from tbo.rules.subscription_states import SubscriptionState
from tbo.subscriptions.models import RenewalAttempt, Subscription

from ..support.selling import attempt, buying, household, order_of, payment_of, place, sell_plan
from .paid_periods import subscribe
from .telling import tell

HOUR = timedelta(hours=1)


@pytest.fixture
def paid(series, alipay) -> str:
    number = buying(series.episode(1))
    tell(alipay.pays(number, 300))
    return number


@pytest.fixture
def lively(series, alipay, paid) -> list[str]:
    """A shop in which everything happened once: waiting, twice paid, in part and wholly refunded, credit, plan."""
    buyer = household()
    numbers = [buying(wish, buyer) for wish in (series.episode(1), series.rental(2), sell_plan())]
    second = attempt(order_of(numbers[0]).number, Product.WAP)
    for number in numbers:
        tell(alipay.pays(number, payment_of(number).amount_fen))
    tell(alipay.pays(second, 300))
    refund_order(order_of(numbers[1]).number, "part", Money(20))
    refund_order(order_of(numbers[2]).number, "whole")
    run_due_jobs()
    place(buyer, series.season)
    return numbers


def said() -> list[str]:
    return list(differences())


def test_a_shop_in_which_everything_happened_agrees(lively):
    checked = Checked()
    assert list(differences(checked)) == []
    assert checked.orders == 5
    assert checked.entries > 20


def test_the_check_reads_a_few_orders_at_a_time(lively, monkeypatch):
    monkeypatch.setattr(ledger_check, "AT_ONCE", 2)
    checked = Checked()
    assert list(differences(checked)) == []
    assert checked.orders == 5


def test_the_demo_shop_agrees(shop):
    checked = Checked()
    assert list(differences(checked)) == []
    assert checked.orders > 20


def of_right(paid: str):
    return Entitlement.source == order_of(paid).number


PLANTED = {
    "was paid, the ledger says": lambda paid: update(Payment).values(amount_fen=301, paid_at=clock.now()),
    "it costs": lambda paid: update(Order).values(total_fen=1),
    "gave nothing": lambda paid: delete(Entitlement).where(of_right(paid)),
    "is gone, the ledger says otherwise": lambda paid: update(Entitlement).values(revoked_at=clock.now()),
    "3.00 yuan was kept": lambda paid: update(Entitlement).values(revoked_at=clock.now()),
    "refunds done come to": lambda paid: update(Payment).values(refunded_fen=100),
    "refunds requested come to": lambda paid: update(Payment).values(refunding_fen=100),
    "was not paid, the ledger says 3.00 yuan": lambda paid: update(Payment).values(paid_at=None),
    "no payment paid it": lambda paid: update(Order).values(paid_by=None),
    "gave something and does not exist": lambda paid: update(Entitlement).values(source="TBO20261118-NNNNNNNN"),
}


@pytest.mark.parametrize("words", PLANTED)
def test_what_was_changed_behind_the_ledger_is_named(paid, words):
    number = order_of(paid).number
    db.session.execute(PLANTED[words](paid).execution_options(synchronize_session=False))
    db.session.commit()
    found = [sentence for sentence in said() if words in sentence]
    assert found, said()
    assert number in found[0] or "NNNNNNNN" in found[0]


def test_money_that_came_and_went_nowhere_is_named(paid):
    second = paid_beside(paid)
    record(LedgerKind.PAID, key=f"paid:{second.number}", payment=second, amount=Money(300))
    db.session.commit()
    assert [sentence.split(": ")[1] for sentence in said()] == [
        "3.00 yuan came, bought nothing and is not on its way back"
    ]
    lost = {"amount": Money(300), "actor": "staff:1", "reason": "lost"}
    record(LedgerKind.WRITTEN_OFF, key="lost", payment=payment_of(second.number), **lost)
    db.session.commit()
    assert said() == []


def paid_beside(paid: str) -> Payment:
    first = payment_of(paid)
    same = {column.key: getattr(first, column.key) for column in Payment.__table__.columns if column.key != "id"}
    second = Payment(**same | {"number": f"{paid[:-1]}2"})
    db.session.add(second)
    db.session.flush()
    return second


def test_a_refund_nobody_asked_for_is_named(paid):
    refund = Refund(number="R", payment_id=payment_of(paid).id, amount_fen=300, reason="-", state="done", tries=0)
    refund.requested_at = clock.now()
    db.session.add(refund)
    db.session.commit()
    assert any("refunds done come to 3.00 yuan" in sentence for sentence in said())


def test_money_on_its_way_back_that_still_counts_is_named(paid):
    refund_order(order_of(paid).number, "a wish")
    assert said() == []
    db.session.execute(update(Entitlement).values(refunding_fen=1))
    db.session.commit()
    assert [sentence.split(": ")[1] for sentence in said()] == [
        "3.00 yuan is on its way back, its right sets 0.01 yuan aside"
    ]


def test_all_back_and_still_open_is_named(paid, alipay):
    refund_order(order_of(paid).number, "a wish")
    run_due_jobs()
    db.session.execute(update(Entitlement).values(revoked_at=None))
    db.session.commit()
    assert any("what it gave was not taken back" in sentence for sentence in said())


def test_an_entry_that_should_not_be_there_is_named(paid):
    record(LedgerKind.REFUNDED, key="invented", payment=payment_of(paid), amount=Money(1))
    db.session.commit()
    assert any("0.00 yuan went back, the ledger says 0.01 yuan" in sentence for sentence in said())


def test_what_is_in_motion_is_read_again_before_it_is_called_wrong(paid, monkeypatch):
    """The first look sees an order half way; the second, under its lock, as it is."""
    looks, real = [], ledger_check._told

    def half_way_first(ids):
        looks.append(ids)
        return real(ids) if len(looks) > 1 else {order_id: [] for order_id in ids}

    monkeypatch.setattr(ledger_check, "_told", half_way_first)
    assert said() == []
    assert len(looks) == 2


def test_a_gift_is_what_its_order_gave(series, alipay):
    number = buying(series.episode(1))
    db.session.execute(update(Order).values(is_gift=True))
    db.session.commit()
    tell(alipay.pays(number, 300))
    assert said() == []
    db.session.execute(update(Gift).values(revoked_at=clock.now()))
    db.session.commit()
    assert any("what it gave is gone, the ledger says otherwise" in sentence for sentence in said())


@pytest.fixture
def renewed(app, alipay) -> str:
    """A subscription whose first period was paid; its payment."""
    number = buying(sell_plan())
    tell(alipay.pays(number, payment_of(number).amount_fen))
    subscribe(order_of(number), SubscriptionState.ACTIVE)
    return number


def test_a_subscription_agrees_with_the_orders_of_its_periods(renewed):
    assert said() == []


@pytest.mark.parametrize(
    ("planted", "words"),
    [
        (
            update(RenewalAttempt).values(order_number="TBO20261118-NNNNNNNN"),
            "order TBO20261118-NNNNNNNN does not exist",
        ),
        (update(RenewalAttempt).values(payment_number="P"), "was paid by P, the order says by TBO"),
        (update(RenewalAttempt).values(period=1), "period 2 is paid, it counts 1"),
        (update(Subscription).values(period=0), "period 1 is paid, it counts 0"),
    ],
)
def test_a_period_that_its_order_does_not_know_is_named(renewed, planted, words):
    db.session.execute(planted)
    db.session.commit()
    assert [sentence for sentence in said() if words in sentence and "subscription S1" in sentence], said()


def test_the_command_says_what_differs_and_ends_with_one(app, paid):
    runner = app.test_cli_runner()
    fine = runner.invoke(ledger_commands, ["verify"])
    assert (fine.exit_code, fine.output) == (0, "1 orders and their 4 entries agree\n")
    number = order_of(paid).number
    db.session.execute(update(Order).values(total_fen=1))
    db.session.commit()
    wrong = runner.invoke(ledger_commands, ["verify"])
    assert wrong.exit_code == 1
    assert f"order {number}: it costs 0.01 yuan, the ledger says 3.00 yuan" in wrong.output
