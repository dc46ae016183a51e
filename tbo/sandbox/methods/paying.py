"""Asking a buyer to pay: the desktop page, the phone page, and the QR code."""

import sqlite3

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from tbo.sandbox.incoming import Call
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.states import Kind
from tbo.sandbox.tickets import ask_to_pay


def page_pay(db: sqlite3.Connection, call: Call) -> Response:
    """alipay.trade.page.pay: send the browser to the cashier."""
    return _to_cashier(ask_to_pay(db, Kind.PAGE, call))


def wap_pay(db: sqlite3.Connection, call: Call) -> Response:
    """alipay.trade.wap.pay: send the phone to the cashier."""
    return _to_cashier(ask_to_pay(db, Kind.WAP, call))


def precreate(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.trade.precreate: give the text of a QR code; the trade exists when it is scanned."""
    base = sandbox.options.public_url or request.host_url.rstrip("/") + request.script_root
    path = url_for("cashier.scan", name=ask_to_pay(db, Kind.PRECREATE, call))
    return {"out_trade_no": call.biz["out_trade_no"], "qr_code": base + path.removeprefix(request.script_root)}


def _to_cashier(name: str) -> Response:
    return redirect(url_for("cashier.show", name=name), 302)


PAGES = {"alipay.trade.page.pay": page_pay, "alipay.trade.wap.pay": wap_pay}
ANSWERS = {"alipay.trade.precreate": precreate}
