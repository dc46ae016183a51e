"""News of a payment reaches its order once, however often, late, doubled or out of order it is told."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from tbo import clock
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.jobs import run_due_jobs
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.closing import close_at_gateway
from tbo.orders.models import Order, PaymentEvent, Refund
from tbo.orders.payments import Product
from tbo.orders.settlement import Settled
from tbo.orders.sweeping import sweep
from tbo.rules.ledger import LedgerKind
from tbo.rules.money import Money

from ..support.selling import attempt, buying, household, order_of, payment_of, place, price_of, sell_plan
from .telling import tell

MINUTE = timedelta(minutes=1)


def rights_of(number: str) -> list[Entitlement]:
    """What the order behind a payment gave and nobody took back."""
    given = Entitlement.source == order_of(number).number, Entitlement.revoked_at.is_(None)
    return list(db.session.scalars(select(Entitlement).where(*given)))


def refunds_of(number: str) -> list[tuple[int, str]]:
    return [(refund.amount_fen, refund.state) for refund in payment_of(number).refunds]


def test_a_notice_of_money_settles_and_grants(series, alipay):
    number = buying(series.episode())
    assert tell(alipay.pays(number, 300)) is Settled.DONE
    order, payment = order_of(number), payment_of(number)
    assert (order.state, order.paid_by, order.paid_late) == ("fulfilled", number, False)
    assert (payment.state, payment.trade_no, payment.buyer_id) == ("paid", f"T{number}", "2088102")
    assert [(right.kind, right.episode_id, right.paid_fen) for right in rights_of(number)] == [
        ("episode", series.episodes[0], 300)
    ]


def test_a_hundred_copies_have_one_effect(series, alipay):
    number = buying(series.episode())
    body = alipay.pays(number, 300)
    assert [tell(body) for _ in range(100)] == [Settled.DONE] + [Settled.AGAIN] * 99
    assert len(rights_of(number)) == 1
    assert db.session.scalar(select(func.count()).select_from(PaymentEvent)) == 1


def test_other_notices_of_the_same_money_have_no_second_effect(series, alipay):
    number = buying(series.episode())
    tell(alipay.pays(number, 300))
    for _ in range(3):
        assert tell(alipay.notice(number, 300)) is Settled.DONE
    assert len(rights_of(number)) == 1
    assert refunds_of(number) == []


def test_another_notice_of_the_same_money_leaves_the_session_nothing_to_write(series, alipay):
    number, flushed = buying(series.episode()), []
    tell(alipay.pays(number, 300))
    event.listen(db.session, "before_flush", note := lambda session, *_: flushed.append(list(session.dirty)))
    try:
        assert tell(alipay.notice(number, 300)) is Settled.DONE
    finally:
        event.remove(db.session, "before_flush", note)
    assert flushed == []


@pytest.mark.parametrize("status", ["TRADE_SUCCESS", "TRADE_FINISHED"])
@pytest.mark.parametrize("fen", [299, 301, 0, 30000])
def test_another_amount_is_flagged_and_grants_nothing(series, alipay, status, fen):
    number = buying(series.episode())
    assert tell(alipay.notice(number, fen, status)) is Settled.FLAGGED
    assert (order_of(number).state, payment_of(number).state, rights_of(number)) == ("pending", "waiting", [])
    assert "was told" in payment_of(number).flagged_because
    assert tell(alipay.pays(number, 300)) is Settled.DONE
    assert len(rights_of(number)) == 1


def test_each_notice_that_cannot_be_believed_stands_in_the_ledger(series, alipay):
    number = buying(series.episode())
    for fen in (299, 301):
        tell(alipay.notice(number, fen))
    flagged = select(LedgerEntry.key).where(LedgerEntry.kind == LedgerKind.FLAGGED)
    assert len(db.session.scalars(flagged).all()) == 2


def test_money_for_an_unknown_payment_is_kept_on_record_and_settles_when_it_turns_up(series, alipay):
    body = alipay.notice("TBO20261118ABCDEFGH_1", 300)
    assert [tell(body), tell(body)] == [Settled.UNKNOWN, Settled.UNKNOWN]
    assert db.session.scalars(select(PaymentEvent.what)).all() == ["unknown payment"]


def test_a_second_payment_of_one_order_is_refunded_by_itself(series, alipay):
    order = place(household(), series.episode())
    first, second = attempt(order, Product.PAGE), attempt(order, Product.WAP)
    assert tell(alipay.pays(first, 300)) is Settled.DONE
    assert tell(alipay.pays(second, 300)) is Settled.DONE
    assert len(rights_of(first)) == 1
    assert refunds_of(second) == [(300, "requested")]
    run_due_jobs()
    assert (payment_of(second).state, refunds_of(second)) == ("refunded", [(300, "done")])
    assert (order_of(first).state, payment_of(first).state) == ("fulfilled", "paid")
    assert len(rights_of(first)) == 1


def test_when_one_attempt_is_paid_the_others_are_closed_at_alipay(series, alipay):
    order = place(household(), series.episode())
    first, second = attempt(order, Product.PAGE), attempt(order, Product.WAP)
    alipay.opens(second, 300)
    tell(alipay.pays(first, 300))
    run_due_jobs()
    assert (payment_of(second).state, alipay.trades[second].state) == ("closed", "TRADE_CLOSED")


def test_when_an_order_is_paid_those_of_others_are_left_to_be_paid(series, alipay):
    mine, theirs = buying(series.episode()), buying(series.episode())
    alipay.opens(theirs, 300)
    tell(alipay.pays(mine, 300))
    run_due_jobs()
    assert (payment_of(theirs).state, alipay.trades[theirs].state) == ("waiting", "WAIT_BUYER_PAY")
    tell(alipay.pays(theirs, 300))
    assert (payment_of(theirs).state, order_of(theirs).state) == ("paid", "fulfilled")


def test_closing_again_what_was_paid_and_given_back_changes_nothing(series, alipay):
    order = place(household(), series.episode())
    first, second = attempt(order, Product.PAGE), attempt(order, Product.WAP)
    tell(alipay.pays(first, 300))
    tell(alipay.pays(second, 300))
    run_due_jobs()
    for number in (first, second):
        close_at_gateway(number)
    assert (payment_of(first).state, payment_of(second).state) == ("paid", "refunded")


def test_two_orders_for_one_thing_give_it_once_and_the_second_money_goes_back(series, alipay):
    lin = household()
    first, second = buying(series.episode(), lin), buying(series.episode(), lin)
    tell(alipay.pays(first, 300))
    tell(alipay.pays(second, 300))
    run_due_jobs()
    assert (order_of(second).state, payment_of(second).state) == ("closed", "refunded")
    assert (len(rights_of(first)), rights_of(second)) == (1, [])


def test_late_money_is_taken_when_the_goods_are_there(series, alipay):
    number = buying(series.episode())
    with clock.standing_at(clock.now() + 40 * MINUTE):
        sweep()
        assert (order_of(number).state, payment_of(number).state) == ("closed", "closed")
        assert tell(alipay.pays(number, 300)) is Settled.DONE
        assert (order_of(number).state, order_of(number).paid_late) == ("fulfilled", True)
        assert len(rights_of(number)) == 1


def test_late_money_goes_back_when_the_title_was_withdrawn(series, alipay):
    from tbo.catalog.models import Title

    order = place(household(), series.episode())
    number, other = attempt(order, Product.PAGE), attempt(order, Product.WAP)
    alipay.opens(other, 300)
    db.session.execute(db.update(Title).values(closes_at=clock.now() - MINUTE))
    db.session.commit()
    tell(alipay.pays(number, 300))
    run_due_jobs()
    assert (order_of(number).state, payment_of(number).state, rights_of(number)) == ("closed", "refunded", [])
    assert payment_of(other).state == "closed"


def test_finished_as_the_first_news_pays(series, alipay):
    number = buying(series.episode())
    alipay.pays(number, 300)
    tell(alipay.finishes(number))
    tell(alipay.notices[0][1])
    assert (order_of(number).state, payment_of(number).state, len(rights_of(number))) == ("fulfilled", "finished", 1)


@pytest.mark.parametrize("status", ["WAIT_BUYER_PAY", "TRADE_CLOSED"])
def test_a_lower_state_told_late_undoes_nothing(series, alipay, status):
    number = buying(series.episode())
    tell(alipay.pays(number, 300))
    assert tell(alipay.notice(number, 300, status)) is Settled.DONE
    assert (order_of(number).state, payment_of(number).state, len(rights_of(number))) == ("fulfilled", "paid", 1)


def test_a_full_refund_told_before_its_payment_leaves_nothing_behind(series, alipay):
    number = buying(series.episode())
    paid, refunded = alipay.pays(number, 300), alipay.refunds(number, 300)
    tell(refunded)
    tell(paid)
    assert (payment_of(number).state, payment_of(number).refunded_fen, rights_of(number)) == ("refunded", 300, [])
    with clock.standing_at(clock.now() + 40 * MINUTE):
        sweep()
        assert order_of(number).state == "closed"


def test_a_partial_refund_told_before_its_payment_counts_once_the_payment_is_known(series, alipay):
    number = buying(series.episode())
    paid, refunded = alipay.pays(number, 300), alipay.refunds(number, 100)
    tell(refunded)
    assert (order_of(number).state, rights_of(number)) == ("pending", [])
    tell(paid)
    assert (order_of(number).state, payment_of(number).state) == ("partly_refunded", "partly_refunded")
    assert [right.paid_fen for right in rights_of(number)] == [200]


def test_a_value_with_an_ampersand_is_asked_about_before_it_is_believed(series, alipay):
    number = buying(series.episode())
    body = alipay.notice(number, 300, subject="A&total_amount=3.00")
    assert tell(body) is Settled.TO_BE_ASKED
    assert (order_of(number).state, alipay.asked[-1][0]) == ("pending", "alipay.trade.query")
    alipay.pays(number, 300)
    assert tell(body) is Settled.TO_BE_ASKED
    assert order_of(number).state == "fulfilled"


def test_the_longest_notice_id_is_kept_whole(series, alipay):
    number = buying(series.episode())
    alipay.pays(number, 300)
    body = alipay.notice(number, 300, notify_id="n" * 128, buyer_id="b" * 128)
    assert [tell(body), tell(body)] == [Settled.DONE, Settled.AGAIN]
    assert tell(alipay.notice("TBO20261118ABCDEFGH_1", 300, notify_id="m" * 128)) is Settled.UNKNOWN


def test_periods_of_a_plan_follow_each_other(app, alipay):
    lin, monthly = household(), sell_plan()
    first, second = buying(monthly, lin), buying(monthly, lin)
    tell(alipay.pays(second, 1900))
    tell(alipay.pays(first, 1900))
    earlier, later = rights_of(second)[0], rights_of(first)[0]
    assert later.starts_at == earlier.ends_at
    assert db.session.scalar(select(func.count()).select_from(Refund)) == 0


def test_a_season_whose_episode_was_bought_meanwhile_costs_that_much_less(series, alipay):
    lin = household()
    season, episode = buying(series.season, lin), buying(series.episode(2), lin)
    tell(alipay.pays(episode, 300))
    tell(alipay.pays(season, 900))
    run_due_jobs()
    assert refunds_of(season) == [(300, "done")]
    assert (order_of(season).state, payment_of(season).state) == ("fulfilled", "partly_refunded")
    assert [right.paid_fen for right in rights_of(season)] == [600]


def test_a_rental_that_ends_between_order_and_payment_is_still_the_credit_that_was_promised(series, alipay):
    lin = household()
    rental = buying(series.rental(), lin)
    tell(alipay.pays(rental, 120))
    with clock.standing_at(rights_of(rental)[0].start_by_at - MINUTE):
        number = buying(series.episode(), lin)
    with clock.standing_at(clock.now() + 31 * 24 * 60 * MINUTE):
        tell(alipay.pays(number, 180))
        assert [right.paid_fen for right in rights_of(number)] == [300]
        assert price_of(series.season, lin) == Money(600)


def test_the_price_of_an_order_does_not_follow_the_catalogue(series, alipay):
    from tbo.catalog.models import Episode

    number = buying(series.episode())
    db.session.execute(db.update(Episode).values(price_fen=500))
    db.session.commit()
    assert tell(alipay.notice(number, 500)) is Settled.FLAGGED
    assert tell(alipay.pays(number, 300)) is Settled.DONE
    assert db.session.scalars(select(Order.total_fen)).one() == 300
