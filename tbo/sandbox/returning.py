"""The buyer's way back: the signed address of the shop's return page, which carries no state."""

import sqlite3
from urllib.parse import urlencode

from tbo.sandbox.amounts import yuan
from tbo.sandbox.china_time import china_text
from tbo.sandbox.keys import sign, text_to_sign
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.states import Kind

METHODS = {Kind.PAGE: "alipay.trade.page.pay.return", Kind.WAP: "alipay.trade.wap.pay.return"}


def return_address(sandbox: Sandbox, ticket: sqlite3.Row, trade: sqlite3.Row | None) -> str:
    """The shop's return_url with signed fields once the trade is paid; empty before, or where none was given."""
    if trade is None or not trade["paid_at"] or not ticket["return_url"]:
        return ""
    fields = {
        "charset": "utf-8",
        "out_trade_no": trade["out_trade_no"],
        "method": METHODS.get(ticket["kind"], METHODS[Kind.PAGE]),
        "total_amount": yuan(trade["total"]),
        "trade_no": trade["trade_no"],
        "auth_app_id": sandbox.options.app_id,
        "version": "1.0",
        "app_id": sandbox.options.app_id,
        "seller_id": sandbox.options.seller_id,
        "timestamp": china_text(sandbox.now()),
    }
    signature = sign(text_to_sign(fields), sandbox.keys.own)
    joint = "&" if "?" in ticket["return_url"] else "?"
    return ticket["return_url"] + joint + urlencode(fields | {"sign_type": "RSA2", "sign": signature})
