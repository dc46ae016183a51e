"""What the shop asked a buyer to pay: one ticket per pay call, amount and subject frozen by the first."""

import re
import secrets
import sqlite3

from tbo.sandbox.amounts import fen_or_none
from tbo.sandbox.china_time import china_instant_or_none, is_timeout_express
from tbo.sandbox.refusals import business
from tbo.sandbox.states import PAID, PRODUCT_CODES, Kind, TradeState
from tbo.sandbox.store import insert, kept
from tbo.sandbox.trades import trade_or_none

LONGEST_URL = 256
NUMBER = re.compile(r"[A-Za-z0-9_]{1,64}")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?(/[!-~]*)?")
_FORBIDDEN_IN_SUBJECT = re.compile(r"[/=&\x00-\x1f\x7f]")


def ask_to_pay(db: sqlite3.Connection, kind: Kind, call) -> str:
    """Write a ticket for a pay call and return its secret name. Raises Refusal for what Alipay would refuse."""
    asked = _read(kind, call)
    _refuse_changed(db, asked)
    _refuse_settled(db, asked["out_trade_no"])
    name = secrets.token_urlsafe(18)
    insert(db, "tickets", ticket=name, kind=kind, asked_at=kept(call.now), **asked)
    return name


def ticket_or_none(db: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    """The ticket of a cashier address."""
    return db.execute("SELECT * FROM tickets WHERE ticket = ?", (name,)).fetchone()


def newest_ticket_or_none(db: sqlite3.Connection, out_trade_no: str) -> sqlite3.Row | None:
    """The latest ticket of the shop's number."""
    query = "SELECT * FROM tickets WHERE out_trade_no = ? ORDER BY asked_at DESC, rowid DESC LIMIT 1"
    return db.execute(query, (out_trade_no,)).fetchone()


def withdraw(db: sqlite3.Connection, out_trade_no: str) -> bool:
    """Kill tickets that nobody opened yet. False when there were none."""
    return db.execute("UPDATE tickets SET dead = 1 WHERE out_trade_no = ?", (out_trade_no,)).rowcount > 0


def siblings(db: sqlite3.Connection, ticket: sqlite3.Row) -> list[sqlite3.Row]:
    """Other unpaid attempts of the same goods at the same shop, the newest first: what a second tab could pay."""
    query = """
    SELECT tickets.*, MAX(asked_at) AS latest FROM tickets LEFT JOIN trades USING (out_trade_no)
    WHERE tickets.subject = :subject AND tickets.notify_url = :notify_url AND dead = 0
      AND out_trade_no <> :out_trade_no AND (trades.state IS NULL OR trades.state = :wait)
    GROUP BY out_trade_no ORDER BY latest DESC LIMIT 5
    """
    names = ("subject", "notify_url", "out_trade_no")
    return db.execute(query, {name: ticket[name] for name in names} | {"wait": TradeState.WAIT}).fetchall()


def _read(kind: Kind, call) -> dict:
    number, total = call.text("out_trade_no", 64), fen_or_none(call.biz.get("total_amount"))
    if not NUMBER.fullmatch(number):
        raise business("INVALID_PARAMETER", "out_trade_no 只能包含字母、数字、下划线，最长 64 位")
    if total is None:
        raise business("INVALID_PARAMETER", "total_amount 必须在 0.01 到 100000000.00 之间，最多两位小数")
    _check_product(kind, call)
    return {
        "out_trade_no": number,
        "total": total,
        "subject": subject_of(call),
        "body": call.text("body", 128),
        "passback_params": call.text("passback_params", 512),
        "quit_url": address_of(call.text("quit_url", LONGEST_URL)),
        "notify_url": address_of(call.common("notify_url")),
        "return_url": address_of(call.common("return_url")),
        **_deadline(call),
    }


def _check_product(kind: Kind, call) -> None:
    code = call.text("product_code", 64)
    if code != PRODUCT_CODES[kind] and (code or kind is Kind.PAGE):
        raise business("INVALID_PARAMETER", f"product_code 应为 {PRODUCT_CODES[kind]}")


def subject_of(call) -> str:
    """The subject of a call. Raises Refusal for none, or for one that Alipay would not take."""
    subject = call.text("subject", 256)
    if not subject or _FORBIDDEN_IN_SUBJECT.search(subject):
        raise business("INVALID_PARAMETER", "subject 不能为空，且不能包含 / = & 等特殊字符")
    return subject


def address_of(text: str) -> str:
    """An address of a call, which may be missing. Raises Refusal for what is none."""
    if text and (len(text) > LONGEST_URL or not _ADDRESS.fullmatch(text)):
        raise business("INVALID_PARAMETER", "notify_url、return_url、quit_url 须以 http(s):// 开头，最长 256 位")
    return text


def _deadline(call) -> dict:
    time_expire, express = call.text("time_expire", 32), call.text("timeout_express", 6)
    if time_expire and china_instant_or_none(time_expire) is None:
        raise business("INVALID_PARAMETER", "time_expire 的格式为 yyyy-MM-dd HH:mm:ss")
    if express and not is_timeout_express(express):
        raise business("INVALID_PARAMETER", "timeout_express 取值范围为 1m～15d 或 1c")
    return {"time_expire": time_expire or None, "timeout_express": express}


def _refuse_changed(db: sqlite3.Connection, asked: dict) -> None:
    before = newest_ticket_or_none(db, asked["out_trade_no"])
    if before and (before["total"], before["subject"]) != (asked["total"], asked["subject"]):
        raise business("CONTEXT_INCONSISTENT")


def _refuse_settled(db: sqlite3.Connection, out_trade_no: str) -> None:
    trade = trade_or_none(db, out_trade_no)
    if trade and trade["state"] in PAID:
        raise business("TRADE_HAS_SUCCESS")
    if trade and trade["state"] == TradeState.CLOSED:
        raise business("TRADE_HAS_CLOSE")
