"""The ways a buyer can press the button, for the cashier page and for tests."""

import sqlite3

from tbo.sandbox.buyers import BUYERS
from tbo.sandbox.purses import has_money
from tbo.sandbox.refusals import business
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.tickets import newest_ticket_or_none, siblings
from tbo.sandbox.trades import open_trade, pay, pay_after_expiry, pay_late, trade_of, trade_or_none

HOW = ("now", "fail", "late", "after_expiry", "twice")


class BuyerHasNoMoney(Exception):
    """The buyer's balance is not enough; nothing was charged."""


def pay_how(
    sandbox: Sandbox, db: sqlite3.Connection, ticket: sqlite3.Row, how: str, *, sibling: str = ""
) -> sqlite3.Row:
    """Press the button on an opened trade in one of the ways of HOW; return the trade as it is afterwards.

    `sibling` names the other attempt for "twice"; without it, the newest. Raises BuyerHasNoMoney and Refusal.
    """
    now = sandbox.now()
    trade = trade_of(db, ticket["out_trade_no"])
    if how == "fail" or not has_money(db, trade["buyer_id"]):
        raise BuyerHasNoMoney(trade["buyer_id"])
    if how == "twice":
        _pay_sibling(sandbox, db, ticket, trade["buyer_id"], sibling)
    {"late": pay_late, "after_expiry": pay_after_expiry}.get(how, pay)(sandbox, db, trade, now)
    return trade_of(db, trade["out_trade_no"])


def arrive(sandbox: Sandbox, db: sqlite3.Connection, out_trade_no: str, buyer_id: str = "") -> sqlite3.Row:
    """Open the newest ticket of this number as a person would, and log in; return the ticket.

    Without `buyer_id`, the buyer stays who it is, or is the first. Raises Refusal, also when nobody asked for it.
    """
    ticket = newest_ticket_or_none(db, out_trade_no)
    if ticket is None:
        raise business("TRADE_NOT_EXIST")
    trade = trade_or_none(db, out_trade_no)
    open_trade(db, ticket, buyer_id or (trade["buyer_id"] if trade else BUYERS[0].id), sandbox.now())
    return ticket


def _pay_sibling(sandbox: Sandbox, db: sqlite3.Connection, ticket: sqlite3.Row, buyer_id: str, chosen: str) -> None:
    others = [other for other in siblings(db, ticket) if chosen in ("", other["out_trade_no"])]
    if not others:
        raise business("TRADE_NOT_EXIST", "没有第二笔未付款的交易")
    second = open_trade(db, others[0], buyer_id, sandbox.now())
    pay(sandbox, db, second, sandbox.now())
