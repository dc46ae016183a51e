"""Giving money back: one refund per request number, never more than was paid."""

import sqlite3
from datetime import datetime

from tbo.sandbox.chaos import chaos_now
from tbo.sandbox.notices import tell_refunded
from tbo.sandbox.refusals import business
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.states import TradeState
from tbo.sandbox.store import insert, kept
from tbo.sandbox.trades import trade_of


def refund_or_none(db: sqlite3.Connection, out_trade_no: str, out_request_no: str) -> sqlite3.Row | None:
    """The refund that was done under this number."""
    query = "SELECT * FROM refunds WHERE out_trade_no = ? AND out_request_no = ?"
    return db.execute(query, (out_trade_no, out_request_no)).fetchone()


def refund_of(db: sqlite3.Connection, out_trade_no: str, out_request_no: str) -> sqlite3.Row:
    """The refund of a number that is known to have one. Raises LookupError."""
    done = refund_or_none(db, out_trade_no, out_request_no)
    if done is None:
        raise LookupError(f"{out_request_no} has no refund")
    return done


def refund(
    sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, out_request_no: str, amount: int, reason: str = ""
) -> bool:
    """Give `amount` fen back. False when this number did so before. Raises Refusal by the trade's rules."""
    before = refund_or_none(db, trade["out_trade_no"], out_request_no)
    if before is not None:
        if before["amount"] != amount:
            raise business("DISCORDANT_REPEAT_REQUEST")
        return False
    _check(db, trade, amount)
    _write(db, trade, out_request_no, amount, reason, sandbox.now())
    done = refund_of(db, trade["out_trade_no"], out_request_no)
    tell_refunded(sandbox, db, trade_of(db, trade["out_trade_no"]), done)
    return True


def _check(db: sqlite3.Connection, trade: sqlite3.Row, amount: int) -> None:
    refusals = {
        TradeState.WAIT: "TRADE_STATUS_ERROR",
        TradeState.CLOSED: "TRADE_HAS_CLOSE",
        TradeState.FINISHED: "TRADE_HAS_FINISHED",
    }
    if trade["state"] in refusals:
        raise business(refusals[trade["state"]])
    if trade["refunded"] + amount > trade["total"]:
        raise business("REFUND_AMT_NOT_EQUAL_TOTAL")
    if chaos_now(db).seller_has_no_money:
        raise business("SELLER_BALANCE_NOT_ENOUGH")


def _write(
    db: sqlite3.Connection, trade: sqlite3.Row, out_request_no: str, amount: int, reason: str, now: datetime
) -> None:
    insert(
        db,
        "refunds",
        out_trade_no=trade["out_trade_no"],
        out_request_no=out_request_no,
        amount=amount,
        reason=reason,
        refunded_at=kept(now),
    )
    whole = trade["refunded"] + amount == trade["total"]
    state, closed_at = (TradeState.CLOSED, kept(now)) if whole else (TradeState.SUCCESS, None)
    db.execute(
        "UPDATE trades SET refunded = refunded + ?, state = ?, closed_at = ? WHERE out_trade_no = ?",
        (amount, state, closed_at, trade["out_trade_no"]),
    )
