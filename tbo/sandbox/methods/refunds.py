"""Refunds by the shop: asking for one and asking about one."""

import sqlite3

from tbo.sandbox.amounts import fen_or_none, yuan
from tbo.sandbox.buyers import logon_id_of
from tbo.sandbox.china_time import china_text
from tbo.sandbox.incoming import Call
from tbo.sandbox.methods.trading import called_trade
from tbo.sandbox.refunding import refund, refund_of, refund_or_none
from tbo.sandbox.refusals import business
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.store import instant
from tbo.sandbox.trades import trade_of


def refund_trade(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.trade.refund: whole or in part, repeatable by its request number."""
    amount = fen_or_none(call.biz.get("refund_amount"))
    if amount is None:
        raise business("REASON_TRADE_REFUND_FEE_ERR")
    trade = called_trade(db, call)
    number = _request_number(call, trade, amount)
    changed = refund(sandbox, db, trade, number, amount, call.text("refund_reason", 256))
    after, done = trade_of(db, trade["out_trade_no"]), refund_of(db, trade["out_trade_no"], number)
    return {
        "buyer_logon_id": logon_id_of(trade["buyer_id"]),
        "buyer_user_id": trade["buyer_id"],
        "fund_change": "Y" if changed else "N",
        "gmt_refund_pay": china_text(instant(done["refunded_at"])),
        "out_trade_no": trade["out_trade_no"],
        "refund_fee": yuan(after["refunded"]),
        "send_back_fee": yuan(amount if changed else 0),
        "trade_no": trade["trade_no"],
    }


def query_refund(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.trade.fastpay.refund.query: 10000 without refund_status means that it was not done."""
    number = call.text("out_request_no", 64)
    if not number:
        raise business("INVALID_PARAMETER", "out_request_no 不能为空")
    trade = called_trade(db, call)
    done = refund_or_none(db, trade["out_trade_no"], number)
    if done is None:
        return {}
    inner = {
        "out_request_no": number,
        "out_trade_no": trade["out_trade_no"],
        "refund_amount": yuan(done["amount"]),
        "refund_status": "REFUND_SUCCESS",
        "total_amount": yuan(trade["total"]),
        "trade_no": trade["trade_no"],
    }
    return inner | _asked_for(call, done)


def _request_number(call: Call, trade: sqlite3.Row, amount: int) -> str:
    number = call.text("out_request_no", 64)
    if not number and amount != trade["total"]:
        raise business("INVALID_PARAMETER", "部分退款必须传 out_request_no")
    return number or trade["out_trade_no"]


def _asked_for(call: Call, done: sqlite3.Row) -> dict:
    options = call.biz.get("query_options")
    options = options if isinstance(options, list) else []
    extra: dict[str, object] = {}
    if "gmt_refund_pay" in options:
        extra["gmt_refund_pay"] = china_text(instant(done["refunded_at"]))
    if "refund_detail_item_list" in options:
        extra["refund_detail_item_list"] = [{"amount": yuan(done["amount"]), "fund_channel": "ALIPAYACCOUNT"}]
    return extra


ANSWERS = {"alipay.trade.refund": refund_trade, "alipay.trade.fastpay.refund.query": query_refund}
