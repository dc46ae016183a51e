"""The whole way with the sandbox's Tmall: bought, sent, redeemed, told, given back; and nothing twice."""

from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.models import Household
from tbo.db import commits, db
from tbo.entitlements.models import Entitlement
from tbo.jobs import run_due_jobs
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.gifts.refusals import GiftUnknown
from tbo.orders.locks import lock_household
from tbo.tickets import calling
from tbo.tickets.calling import sweep_calls
from tbo.tickets.delaying import delay
from tbo.tickets.models import Ticket, TicketCall, TicketCode
from tbo.vouchers.models import Voucher
from tbo.vouchers.redeeming import find_voucher, give, take_back
from tbo.vouchers.refusals import VoucherRevoked

from ..support.queries import recorded_queries
from ..support.selling import household
from ..vouchers.made import batch, batch_of, season_of, vouchers

ITEM = "900000000101"


@pytest.fixture
def made(series) -> int:
    """A batch of four codes that the item's orders are sent."""
    return batch_of(season_of(series), 4, item_id=ITEM)


def work() -> None:
    db.session.rollback()
    run_due_jobs()
    db.session.rollback()


def redeem(code: str, who: int | None = None) -> int:
    who = who or household()
    commits(lambda: give(find_voucher(code), lock_household(who)))()
    return who


def rights() -> list[bool]:
    db.session.rollback()
    return [right.revoked_at is None for right in db.session.scalars(select(Entitlement).order_by(Entitlement.id))]


def calls() -> list[tuple[str, str]]:
    db.session.rollback()
    return [(call.what, call.state) for call in db.session.scalars(select(TicketCall).order_by(TicketCall.id))]


def later(minutes: int):
    return clock.standing_at(clock.now() + timedelta(minutes=minutes))


def test_an_order_is_sent_its_codes_and_redeeming_is_told(tmall, made):
    number = tmall.buy(ITEM, 2)
    assert tmall.order(number)["tellings"][0]["answer"] == '{"code":200}'
    work()
    codes = list(tmall.codes(number))
    assert (len(codes), tmall.order(number)["order"]["state"]) == (2, "sent")
    redeem(codes[0])
    work()
    assert tmall.codes(number) == {codes[0]: "used", codes[1]: "good"}
    assert tmall.calls(number) == ["send", "consume"]
    entry = db.session.scalars(select(LedgerEntry)).one()
    assert (entry.kind, entry.fen) == ("redeemed", 14800), "what Tmall was paid for it"


def test_a_repeated_notice_takes_no_other_code(tmall, made):
    number = tmall.buy(ITEM)
    work()
    first = tmall.codes(number)
    (telling,) = tmall.order(number)["tellings"]
    assert tmall.says(number, "again", telling=str(telling["id"]))["answer"] == '{"code":200}'
    assert tmall.says(number, "send")["answer"] == '{"code":200}'
    work()
    assert tmall.codes(number) == first
    assert sum(one.handed_at is not None for one in vouchers(made)) == 1
    assert tmall.calls(number) == ["send", "resend"], "the same order asked anew is sent the same codes"


def test_asked_again_and_with_another_telephone_it_is_the_same_code(tmall, made):
    number = tmall.buy(ITEM)
    work()
    for what in ("resend", "modified"):
        assert tmall.says(number, what)["answer"] == '{"code":200}'
        work()
    assert (tmall.calls(number), len(tmall.codes(number))) == (["send", "resend", "resend"], 1)


def test_money_given_back_kills_the_code_that_nobody_used(tmall, made):
    number = tmall.buy(ITEM)
    work()
    (code,) = tmall.codes(number)
    tmall.says(number, "cancel")
    with pytest.raises(VoucherRevoked):
        redeem(code)
    work()
    assert (rights(), tmall.calls(number)) == ([], ["send"])
    assert db.session.scalars(select(Ticket.state)).one() == "cancelled"


@pytest.mark.parametrize("what", ["cancel", "dispute"])
def test_money_given_back_takes_back_what_was_watched(tmall, made, what):
    number = tmall.buy(ITEM)
    work()
    (code,) = tmall.codes(number)
    redeem(code)
    work()
    tmall.says(number, what)
    assert rights() == [False]
    work()
    assert tmall.calls(number) == ["send", "consume"], "Tmall is not told of what it did itself"
    kinds = list(db.session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)))
    assert kinds == ["redeemed", "taken_back"]


def test_of_several_the_unused_go_first(tmall, made):
    number = tmall.buy(ITEM, 3)
    work()
    one, *_others = tmall.codes(number)
    who = redeem(one)
    tmall.says(number, "cancel", count="2")
    assert rights() == [True]
    tmall.says(number, "cancel", count="1")
    assert rights() == [False]
    assert who


def test_what_support_takes_back_is_reversed_at_tmall(tmall, made):
    number = tmall.buy(ITEM)
    work()
    (code,) = tmall.codes(number)
    redeem(code)
    work()
    commits(lambda: take_back(find_voucher(code), "a mistake"))()
    work()
    assert (tmall.calls(number), tmall.codes(number)) == (["send", "consume", "reverse"], {code: "good"})
    assert db.session.scalars(select(TicketCode)).one().reversed_at is not None


def test_without_stock_tmall_is_told_and_asks_again_when_there_is_some(tmall, series):
    number = tmall.buy(ITEM)
    work()
    assert tmall.order(number)["order"]["state"] == "failed"
    assert tmall.order(number)["calls"][0]["said"].startswith("isv.fail-send-no-stock")
    batch_of(season_of(series), 1, item_id=ITEM)
    tmall.says(number, "send")
    work()
    assert (tmall.order(number)["order"]["state"], len(tmall.codes(number))) == ("sent", 1)


def test_a_variant_has_a_batch_of_its_own_and_the_item_is_the_rest(tmall, series, made):
    own = batch_of(season_of(series), 1, item_id=ITEM, sku_id="900000000101001")
    first, second = tmall.buy(ITEM, sku="900000000101001"), tmall.buy(ITEM, sku="900000000101001")
    work()
    assert vouchers(own)[0].handed_to == f"tmall {first}"
    assert f"tmall {second}" in [one.handed_to for one in vouchers(made)]


def test_while_tmall_is_away_it_is_told_later_until_it_hears(tmall, made):
    tmall.is_away = True
    number = tmall.buy(ITEM)
    work()
    assert (calls(), tmall.codes(number)) == ([("send", "waiting")], {})
    with later(10):
        assert sweep_calls() == 1
        assert calls() == [("send", "waiting")]
        assert sweep_calls() == 0, "not yet due"
    tmall.is_away = False
    with later(60):
        assert sweep_calls() == 1
        assert sweep_calls() == 0
    assert (calls(), len(tmall.codes(number))) == ([("send", "done")], 1)


def test_slow_answers_hold_no_worker_longer_than_a_sweep_may_take(tmall, made, monkeypatch):
    tmall.is_away = True
    for _ in range(3):
        tmall.buy(ITEM)
    work()
    seconds = count(0, calling.LONGEST_SWEEP_S * 0.6)
    monkeypatch.setattr(calling, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    with later(10):
        assert [sweep_calls(), sweep_calls(), sweep_calls()] == [1, 1, 1]
        assert sweep_calls() == 0, "each was tried"


def test_a_lost_answer_consumes_once(tmall, made):
    number = tmall.buy(ITEM)
    work()
    (code,) = tmall.codes(number)
    redeem(code)
    tmall.lost = 1
    work()
    assert calls()[1] == ("consume", "waiting")
    with later(60):
        sweep_calls()
    assert calls()[1] == ("consume", "done")
    assert tmall.calls(number) == ["send", "consume"]


def test_a_refusal_is_kept_and_does_not_hold_up_what_follows(tmall, made):
    number = tmall.buy(ITEM)
    work()
    (code,) = tmall.codes(number)
    with tmall.far.extensions["sandbox"].store.writing() as far:
        far.execute("UPDATE tmall_codes SET state = 'used'")
    redeem(code)
    work()
    refused = db.session.scalars(select(TicketCall).where(TicketCall.what == "consume")).one()
    assert (refused.state, "isv.code-not-available" in refused.said) == ("refused", True)
    tmall.says(number, "resend")
    work()
    assert calls()[-1] == ("resend", "done")
    assert rights() == [True], "whoever redeemed it watches"


def test_the_end_that_tmall_names_is_the_codes(tmall, made):
    number = tmall.buy(ITEM)
    work()
    (code,) = tmall.codes(number)
    named = find_voucher(code).ends_at
    assert named is not None
    tmall.says(number, "delay", ends_at="2030-01-01T00:00")
    assert find_voucher(code).ends_at.isoformat() == "2029-12-31T16:00:00+00:00"


def test_codes_are_read_with_their_vouchers_and_orders_however_many_they_are(tmall, made):
    number = tmall.buy(ITEM, 2)
    with recorded_queries() as sending:
        work()
    batch(made).ends_at = clock.now() + timedelta(days=900)
    db.session.commit()
    with recorded_queries() as delaying:
        assert commits(lambda: delay(batch(made)))() == 2
    assert sum(said.startswith("SELECT") and "FROM ticket_call" in said for said in delaying) == 1
    assert calls()[-2:] == [("delay", "waiting")] * 2
    tmall.says(number, "delay", ends_at="2026-12-31T00:00")
    assert commits(lambda: delay(batch(made)))() == 2
    assert len(calls()) == 3, "the same end is told once"
    singly = [said for said in sending + delaying if said.startswith("SELECT") and "WHERE voucher.id =" in said]
    assert singly + [said for said in delaying if "WHERE ticket.id =" in said] == []


def test_nothing_of_the_buyer_is_kept(tmall, made):
    number = tmall.buy(ITEM)
    for model in (Ticket, TicketCall, TicketCode, Voucher):
        for row in db.session.execute(select(model.__table__)):
            assert "13800138000" not in str(row)
    assert number
    assert db.session.scalar(select(func.count()).select_from(Household)) == 0


def test_a_stranger_learns_nothing_of_a_code_that_was_sent_and_used(tmall, made):
    number = tmall.buy(ITEM)
    work()
    (code,) = tmall.codes(number)
    redeem(code)
    with pytest.raises(GiftUnknown):
        redeem(code)
