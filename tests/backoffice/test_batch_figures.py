"""What batches of codes brought: each step as it happened, and the money of the ledger once, whoever redeemed what."""

from datetime import timedelta

from sqlalchemy import select

from tbo.accounts.guests import new_household
from tbo.backoffice.figures.batches import batch_funnel
from tbo.backoffice.figures.funnel import whole
from tbo.db import db
from tbo.offers.models import Plan
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.models import Order
from tbo.rules.ledger import LedgerKind
from tbo.vouchers.making import BatchFacts, Giving, make_batch
from tbo.vouchers.models import Voucher, VoucherBatch

from ..conftest import ANCHOR

BEGINS = ANCHOR + timedelta(days=400)
AT = BEGINS + timedelta(hours=1)
HOUR = timedelta(hours=1)


def batch(name: str) -> VoucherBatch:
    plan = db.session.scalars(select(Plan.key)).first()
    return make_batch(Giving(kind="plan", plan_key=plan, months=1), BatchFacts(name=name), 3, "lin")


def redeemed(found: VoucherBatch, household_id: int, at) -> None:
    voucher = db.session.scalars(
        select(Voucher).where(Voucher.batch_id == found.id, Voucher.redeemed_at.is_(None)).limit(1)
    ).one()
    voucher.handed_at, voucher.handed_to, voucher.redeemed_at = at, "-", at
    voucher.household_id, voucher.played_at = household_id, at
    db.session.flush()


def paid(number: int, household_id: int, fen: int, at, key: str = "") -> None:
    same = {"household_id": household_id, "offer_kind": "plan", "subject": "-", "lines": [], "total_fen": fen}
    times = {"placed_at": at, "expires_at": at, "paid_at": at}
    order = Order(number=f"B{number}", idempotency_key=key or f"B{number}", **same, **times)
    db.session.add(order)
    db.session.flush()
    who = {"actor": "shop", "reason": "", "order_id": order.id}
    db.session.add(LedgerEntry(key=f"batch-{number}", kind=LedgerKind.PAID, fen=fen, at=at, **who))
    db.session.flush()


def test_each_step_counts_for_its_batch_and_the_money_adds_up_to_the_ledgers(shop):
    first, second, nobody = batch("一月"), batch("二月"), new_household().id
    lin, chen = new_household().id, new_household().id
    paid(1, lin, 100, AT - HOUR)
    redeemed(first, lin, AT)
    paid(2, lin, 200, AT + HOUR)
    redeemed(second, lin, AT + 2 * HOUR)
    paid(3, lin, 400, AT + 3 * HOUR)
    paid(4, lin, 800, AT + 4 * HOUR, "renewal S 1")
    redeemed(second, chen, AT)
    paid(5, nobody, 1600, AT)
    rows = batch_funnel(BEGINS)
    assert {name: row.fen for name, row in rows.items()} == {"一月": 200, "二月": 1200, None: 1700}
    counts = {name: tuple(row.counts.values()) for name, row in rows.items()}
    assert counts["一月"] == (1, 1, 1, 1, 1, 0)
    assert counts["二月"][:3] == (2, 2, 2)
    assert sum(row.counts["ordered"] + row.counts["renewed"] for row in rows.values()) == 3
    assert whole(rows.values(), tuple(rows["一月"].counts)).fen == 3100
    assert "一月" not in batch_funnel(AT + 100 * HOUR)


def test_the_page_shows_batches_beside_the_other_dimensions(shop, marketer):
    made = batch("一月")
    redeemed(made, new_household().id, ANCHOR)
    db.session.commit()
    page = marketer.page("/staff/funnel?by=batch")
    row = page.select_one("tbody tr")
    assert [cell.get_text(strip=True) for cell in row.select("td")][:4] == ["一月", "1", "1", "1"]
    assert "没有兑换过码" in marketer.page("/staff/funnel?by=batch&days=28").main.get_text()
