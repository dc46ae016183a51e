"""alipay.trade.pay by agreement: the deduction."""

import sqlite3

from tbo.sandbox.agreements import agreement_or_none
from tbo.sandbox.amounts import fen_or_none, yuan
from tbo.sandbox.buyers import logon_id_of
from tbo.sandbox.china_time import china_text
from tbo.sandbox.deductions import deduct_or_none
from tbo.sandbox.incoming import Call
from tbo.sandbox.refusals import business
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.store import instant
from tbo.sandbox.tickets import NUMBER, address_of, newest_ticket_or_none, subject_of

IN_PROCESS = {"code": "10003", "msg": "order success pay inprocess"}


def pay(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.trade.pay with agreement_params: 10000 when paid, 10003 while it is under way."""
    asked = _asked(call)
    agreement = agreement_or_none(db, agreement_no=_agreement_no(call))
    if agreement is None:
        raise business("AGREEMENT_NOT_EXIST")
    if call.text("product_code", 64) != agreement["product_code"]:
        raise business("INVALID_PARAMETER", f"product_code 应为签约时的 {agreement['product_code']}")
    if newest_ticket_or_none(db, asked["out_trade_no"]):
        raise business("CONTEXT_INCONSISTENT")
    trade = deduct_or_none(sandbox, db, agreement, asked, call.now)
    if trade is None:
        # Answered and not raised: the purse was looked into, and what was counted there stays counted.
        return business("BUYER_BALANCE_NOT_ENOUGH").fields
    inner = {
        "buyer_logon_id": logon_id_of(trade["buyer_id"]),
        "buyer_user_id": trade["buyer_id"],
        "out_trade_no": trade["out_trade_no"],
        "total_amount": yuan(trade["total"]),
        "trade_no": trade["trade_no"],
    }
    return inner | (_paid(trade) if trade["paid_at"] else IN_PROCESS)


def _paid(trade: sqlite3.Row) -> dict:
    total = yuan(trade["total"])
    return {
        "buyer_pay_amount": total,
        "fund_bill_list": [{"amount": total, "fund_channel": "ALIPAYACCOUNT"}],
        "gmt_payment": china_text(instant(trade["paid_at"])),
        "invoice_amount": total,
        "point_amount": "0.00",
        "receipt_amount": total,
    }


def _asked(call: Call) -> dict:
    number, total = call.text("out_trade_no", 64), fen_or_none(call.biz.get("total_amount"))
    if not NUMBER.fullmatch(number):
        raise business("INVALID_PARAMETER", "out_trade_no 只能包含字母、数字、下划线，最长 64 位")
    if total is None:
        raise business("INVALID_PARAMETER", "total_amount 必须在 0.01 到 100000000.00 之间，最多两位小数")
    return {
        "out_trade_no": number,
        "total": total,
        "subject": subject_of(call),
        "body": call.text("body", 128),
        "passback_params": call.text("passback_params", 512),
        "notify_url": address_of(call.common("notify_url")),
    }


def _agreement_no(call: Call) -> str:
    params = call.biz.get("agreement_params")
    found = params.get("agreement_no") if isinstance(params, dict) else None
    if not isinstance(found, str) or not NUMBER.fullmatch(found):
        raise business("INVALID_PARAMETER", "这里只有协议扣款：agreement_params.agreement_no 不能为空")
    return found


ANSWERS = {"alipay.trade.pay": pay}
