"""Deductions: money taken by agreement, inside its window and its caps, once per period."""

import sqlite3
from datetime import date, datetime, timedelta

from tbo.sandbox.agreements import agreement_of
from tbo.sandbox.chaos import chaos_now, is_next_deduction_failed
from tbo.sandbox.china_time import CHINA
from tbo.sandbox.periods import is_open, next_planned
from tbo.sandbox.purses import has_money
from tbo.sandbox.refusals import business
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.states import PAID, AgreementState, Kind, TradeState
from tbo.sandbox.store import insert, kept
from tbo.sandbox.trades import close, new_trade_no, pay, trade_of, trade_or_none

LONGEST_PENDING = timedelta(days=1)


def deduct_or_none(
    sandbox: Sandbox, db: sqlite3.Connection, agreement: sqlite3.Row, asked: dict, now: datetime
) -> sqlite3.Row | None:
    """Take what `asked` says; return the trade, paid or still under way, or None when the purse gave nothing.

    Raises Refusal by the rules of the agreement, and then nothing was taken either.
    """
    before = trade_or_none(db, asked["out_trade_no"])
    if before is not None:
        return _asked_again(db, before, agreement, asked)
    _check(db, agreement, asked["total"], now)
    if is_next_deduction_failed(db) or not has_money(db, agreement["buyer_id"]):
        return None
    seconds = chaos_now(db).deductions_pending_seconds
    trade = _begin(db, agreement, asked, now, now + timedelta(seconds=seconds) if seconds else None)
    if not seconds:
        _take(sandbox, db, agreement, trade, now)
    return trade_of(db, trade["out_trade_no"])


def settle_pending(sandbox: Sandbox, db: sqlite3.Connection, now: datetime) -> None:
    """Decide the deductions whose time under way is over: paid, or closed for want of money."""
    query = """
    SELECT deductions.* FROM deductions JOIN trades USING (out_trade_no)
    WHERE settles_at <= ? AND trades.state = ? ORDER BY settles_at
    """
    for deduction in db.execute(query, (kept(now), TradeState.WAIT)).fetchall():
        trade, agreement = trade_of(db, deduction["out_trade_no"]), agreement_of(db, deduction["number"])
        # Accepted is accepted, also when the agreement has ended since; but a period is paid once.
        if deduction["planned_day"] == agreement["next_day"] and has_money(db, agreement["buyer_id"]):
            _take(sandbox, db, agreement, trade, now)
        else:
            close(sandbox, db, trade, now)
    db.execute("UPDATE deductions SET settles_at = NULL WHERE settles_at <= ?", (kept(now),))


def _asked_again(db: sqlite3.Connection, trade: sqlite3.Row, agreement: sqlite3.Row, asked: dict) -> sqlite3.Row:
    made = db.execute("SELECT number FROM deductions WHERE out_trade_no = ?", (trade["out_trade_no"],)).fetchone()
    same = made is not None and made["number"] == agreement["number"]
    if not same or (trade["total"], trade["subject"]) != (asked["total"], asked["subject"]):
        raise business("CONTEXT_INCONSISTENT")
    if trade["state"] in PAID:
        raise business("TRADE_HAS_SUCCESS")
    if trade["state"] == TradeState.CLOSED:
        raise business("TRADE_HAS_CLOSE")
    return trade


def _check(db: sqlite3.Connection, agreement: sqlite3.Row, total: int, now: datetime) -> None:
    if agreement["state"] != AgreementState.NORMAL:
        raise business("AGREEMENT_STATUS_NOT_NORMAL")
    if total > agreement["cap"]:
        raise business("CYCLE_PAY_SINGLE_FEE_EXCEED")
    if agreement["total_cap"] is not None and agreement["paid_total"] + total > agreement["total_cap"]:
        raise business("CYCLE_PAY_TOTAL_FEE_EXCEED")
    if agreement["most_times"] is not None and agreement["paid_times"] >= agreement["most_times"]:
        raise business("CYCLE_PAY_TOTAL_TIMES_EXCEED")
    if not is_open(now.astimezone(CHINA).date(), date.fromisoformat(agreement["next_day"])):
        raise business("CYCLE_PAY_DATE_NOT_MATCH")


def _begin(
    db: sqlite3.Connection, agreement: sqlite3.Row, asked: dict, now: datetime, settles_at: datetime | None
) -> sqlite3.Row:
    insert(
        db,
        "trades",
        **asked,
        ticket=agreement["ticket"],
        kind=Kind.DEDUCTION,
        trade_no=new_trade_no(now),
        state=TradeState.WAIT,
        buyer_id=agreement["buyer_id"],
        created_at=kept(now),
        expires_at=kept(now + LONGEST_PENDING),
    )
    insert(
        db,
        "deductions",
        out_trade_no=asked["out_trade_no"],
        number=agreement["number"],
        planned_day=agreement["next_day"],
        settles_at=kept(settles_at) if settles_at else None,
    )
    return trade_of(db, asked["out_trade_no"])


def _take(sandbox: Sandbox, db: sqlite3.Connection, agreement: sqlite3.Row, trade: sqlite3.Row, now: datetime) -> None:
    planned = date.fromisoformat(agreement["next_day"])
    db.execute(
        "UPDATE agreements SET next_day = ?, paid_at = ?, paid_times = paid_times + 1, paid_total = paid_total + ? "
        "WHERE number = ?",
        (
            next_planned(planned, agreement["period_type"], agreement["period"]).isoformat(),
            kept(now),
            trade["total"],
            agreement["number"],
        ),
    )
    pay(sandbox, db, trade, now)
