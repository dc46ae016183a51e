"""The merchant's console: all trades with their notices, and what can be done to them from outside the shop."""

import secrets
import sqlite3

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for

from tbo.sandbox.agreements import agreement_or_none
from tbo.sandbox.amounts import fen_or_none
from tbo.sandbox.buyers import buyer_or_none
from tbo.sandbox.json_body import sent_texts
from tbo.sandbox.notices import send_again
from tbo.sandbox.passing import catch_up
from tbo.sandbox.payments import HOW, BuyerHasNoMoney, arrive, pay_how
from tbo.sandbox.refunding import refund
from tbo.sandbox.refusals import Refusal
from tbo.sandbox.sandbox import Sandbox, here
from tbo.sandbox.telling import told_trade
from tbo.sandbox.trades import close, finish, trade_or_none

routes = Blueprint("console", __name__)
SHOWN = 50


@routes.get("/trades")
def trades():
    """The newest trades for people."""
    return render_template("sandbox/trades.html", trades=_listed())


@routes.get("/trades.json")
def trades_json():
    """The same for programs; `out_trade_no` picks one."""
    return jsonify(trades=_listed())


@routes.post("/trades/<number>/payment")
def pay(number: str):
    """Play the buyer for a number: `how` (now, fail, late, after_expiry, twice), `buyer_id`, `sibling`."""
    asked = sent_texts()
    how = asked.get("how", "now")
    if how not in HOW:
        abort(400, f"how is not one of {', '.join(HOW)}.")
    buyer_id = asked.get("buyer_id", "")
    if buyer_id and buyer_or_none(buyer_id) is None:
        abort(400, "buyer_id is not one of the invented buyers.")
    sandbox = here()
    try:
        with sandbox.store.writing() as db:
            catch_up(sandbox, db, sandbox.now())
            ticket = arrive(sandbox, db, number, buyer_id)
        with sandbox.store.writing() as db:
            pay_how(sandbox, db, ticket, how, sibling=asked.get("sibling", ""))
    except BuyerHasNoMoney:
        return _answer(number, refused="BUYER_BALANCE_NOT_ENOUGH")
    except Refusal as refusal:
        return _answer(number, refused=refusal.sub_code)
    return _answer(number)


@routes.post("/trades/<number>/closing")
def time_out(number: str):
    """Let the time to pay run out now."""
    return _change(number, lambda sandbox, db, trade: close(sandbox, db, trade, sandbox.now()))


@routes.post("/trades/<number>/completion")
def complete(number: str):
    """Let the time of refunds run out now: TRADE_FINISHED."""
    return _change(number, lambda sandbox, db, trade: finish(sandbox, db, trade, sandbox.now()))


@routes.post("/trades/<number>/refunds")
def refund_outside(number: str):
    """Refund in the console, without the shop: `refund_amount` in yuan, or all that is left."""
    asked = sent_texts()
    amount = fen_or_none(asked.get("refund_amount")) if asked.get("refund_amount") else None
    if asked.get("refund_amount") and amount is None:
        abort(400, "refund_amount is not an amount of yuan such as 12.34.")
    request_number = asked.get("out_request_no") or f"console{secrets.randbelow(10**12):012d}"

    def give_back(sandbox: Sandbox, db: sqlite3.Connection, trade: sqlite3.Row) -> None:
        refund(sandbox, db, trade, request_number, amount or trade["total"] - trade["refunded"], "console")

    return _change(number, give_back)


@routes.post("/notices/<int:notice_id>/copies")
def repeat(notice_id: int):
    """Send a notice again, with its old notify_id; also one that was dropped or given up."""
    sandbox = here()
    with sandbox.store.writing() as db:
        if not send_again(sandbox, db, notice_id):
            abort(404, "There is no such notice.")
        number = db.execute("SELECT out_trade_no FROM notices WHERE id = ?", (notice_id,)).fetchone()[0]
        agreement = agreement_or_none(db, number=number)
    if agreement is not None and not request.is_json:
        return redirect(url_for("wallet.show", buyer_id=agreement["buyer_id"]) + f"#agreement-{number}", 303)
    return _answer(number)


def _change(number: str, change):
    sandbox = here()
    try:
        with sandbox.store.writing() as db:
            trade = trade_or_none(db, number)
            if trade is None:
                abort(404, "There is no such trade.")
            change(sandbox, db, trade)
    except Refusal as refusal:
        return _answer(number, refused=refusal.sub_code)
    return _answer(number)


def _answer(number: str, refused: str = ""):
    if not request.is_json:
        return redirect(url_for("console.trades", refused=refused or None) + f"#trade-{number}", 303)
    listed = _listed(number)
    return jsonify(trade=listed[0] if listed else None, refused=refused), 409 if refused else 200


def _listed(number: str = "") -> list[dict]:
    number = number or request.args.get("out_trade_no", "")
    condition = "WHERE out_trade_no = :number" if number else ""
    query = f"SELECT * FROM trades {condition} ORDER BY created_at DESC, rowid DESC LIMIT {SHOWN}"
    with here().store.reading() as db:
        return [told_trade(db, trade) for trade in db.execute(query, {"number": number}).fetchall()]
