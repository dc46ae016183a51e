"""Asking about a trade and ending it unpaid: query, close, cancel."""

import sqlite3
from datetime import timedelta

from tbo.sandbox.amounts import yuan
from tbo.sandbox.buyers import logon_id_of
from tbo.sandbox.china_time import china_text
from tbo.sandbox.incoming import Call
from tbo.sandbox.refunding import refund
from tbo.sandbox.refusals import business
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.states import TradeState
from tbo.sandbox.store import instant
from tbo.sandbox.tickets import withdraw
from tbo.sandbox.trades import close

CANCELLABLE_FOR = timedelta(hours=24)


def called_trade_or_none(db: sqlite3.Connection, call: Call) -> sqlite3.Row | None:
    """The trade that the call names by Alipay's number, the shop's, or both. Raises Refusal when it names none."""
    ours, theirs = call.text("trade_no", 64), call.text("out_trade_no", 64)
    if not ours and not theirs:
        raise business("INVALID_PARAMETER", "out_trade_no 和 trade_no 不能同时为空")
    named = [("trade_no", ours), ("out_trade_no", theirs)]
    of = " AND ".join(f"{column} = :{column}" for column, number in named if number)
    return db.execute(f"SELECT * FROM trades WHERE {of}", dict(named)).fetchone()


def called_trade(db: sqlite3.Connection, call: Call) -> sqlite3.Row:
    """As above. Raises Refusal when nobody opened it."""
    trade = called_trade_or_none(db, call)
    if trade is None:
        raise business("TRADE_NOT_EXIST")
    return trade


def query(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.trade.query."""
    trade = called_trade(db, call)
    paid = yuan(trade["total"] if trade["paid_at"] else 0)
    inner = {
        "buyer_logon_id": logon_id_of(trade["buyer_id"]),
        "buyer_pay_amount": paid,
        "buyer_user_id": trade["buyer_id"],
        "buyer_user_type": "PRIVATE",
        "invoice_amount": paid,
        "out_trade_no": trade["out_trade_no"],
        "point_amount": "0.00",
        "receipt_amount": paid,
        "total_amount": yuan(trade["total"]),
        "trade_no": trade["trade_no"],
        "trade_status": trade["state"],
    }
    if trade["paid_at"]:
        inner["send_pay_date"] = china_text(instant(trade["paid_at"]))
        inner["fund_bill_list"] = [{"amount": paid, "fund_channel": "ALIPAYACCOUNT"}]
    return inner


def close_trade(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.trade.close: unpaid only."""
    trade = called_trade(db, call)
    close(sandbox, db, trade, call.now)
    return {"out_trade_no": trade["out_trade_no"], "trade_no": trade["trade_no"]}


def cancel(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.trade.cancel: closes what is unpaid, refunds what is paid, within 24 hours."""
    trade = called_trade_or_none(db, call)
    number = call.text("out_trade_no", 64)
    if trade is None:
        done = {"action": "close"} if withdraw(db, number) else {}
        return {"out_trade_no": number, "retry_flag": "N", **done}
    inner = {"out_trade_no": trade["out_trade_no"], "trade_no": trade["trade_no"], "retry_flag": "N"}
    return inner | _cancelled(sandbox, db, trade, call)


def _cancelled(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row, call: Call) -> dict:
    if trade["state"] == TradeState.WAIT:
        close(sandbox, db, trade, call.now)
        return {"action": "close"}
    if trade["state"] == TradeState.CLOSED:
        return {"action": "refund" if trade["refunded"] else "close"}
    if call.now - instant(trade["created_at"]) > CANCELLABLE_FOR:
        raise business("TRADE_CANCEL_TIME_OUT")
    left = trade["total"] - trade["refunded"]
    refund(sandbox, db, trade, f"cancel_{trade['out_trade_no']}", left, "cancel")
    return {"action": "refund"}


ANSWERS = {"alipay.trade.query": query, "alipay.trade.close": close_trade, "alipay.trade.cancel": cancel}
