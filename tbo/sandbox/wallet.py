"""The wallet of an invented buyer: agreements with what they took, ending them, and an empty or a full purse."""

import sqlite3

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for

from tbo.sandbox.agreements import BUYER, agreement_of, agreement_or_none, choose_buyer, end, sign
from tbo.sandbox.amounts import yuan
from tbo.sandbox.buyers import Buyer, buyer_or_none
from tbo.sandbox.json_body import sent_texts
from tbo.sandbox.passing import catch_up
from tbo.sandbox.purses import buyers_now, fill, has_money
from tbo.sandbox.refusals import Refusal
from tbo.sandbox.sandbox import Sandbox, here
from tbo.sandbox.signing import merchant_of
from tbo.sandbox.telling import plain, told_notices

routes = Blueprint("wallet", __name__)
SHOWN = 20
PURSES = {"full": True, "empty": False}


@routes.get("/wallet")
def choose():
    """Whose wallet to open."""
    with here().store.reading() as db:
        counted = db.execute("SELECT buyer_id, COUNT(*) FROM agreements WHERE state = 'NORMAL' GROUP BY buyer_id")
        in_force, buyers = dict(counted.fetchall()), buyers_now(db)
    return render_template("sandbox/wallets.html", buyers=buyers, in_force=in_force)


@routes.get("/wallet/<buyer_id>")
def show(buyer_id: str):
    """One buyer's agreements, the newest first."""
    buyer, sandbox = _buyer(buyer_id), here()
    with sandbox.store.writing() as db:
        catch_up(sandbox, db, sandbox.now())
        told, filled = _agreements(db, "buyer_id", buyer.id), has_money(db, buyer.id)
    page = {"buyer": buyer, "filled": filled, "agreements": told, "told_at": sandbox.options.application_url}
    return render_template("sandbox/wallet.html", **page)


@routes.post("/wallet/<buyer_id>/purse")
def turn_purse(buyer_id: str):
    """Fill or empty the purse: `purse` full or empty."""
    buyer, purse = _buyer(buyer_id), sent_texts().get("purse", "")
    if purse not in PURSES:
        abort(400, f"purse is not one of {', '.join(PURSES)}.")
    with here().store.writing() as db:
        fill(db, buyer.id, PURSES[purse])
    if request.is_json:
        return jsonify(buyer_id=buyer.id, purse=purse)
    return redirect(url_for("wallet.show", buyer_id=buyer.id), 303)


@routes.get("/agreements.json")
def agreements_json():
    """All agreements for programs; `number` (the shop's) picks one."""
    with here().store.reading() as db:
        return jsonify(agreements=_agreements(db, "number", request.args.get("number", "")))


@routes.post("/agreements/<number>/signature")
def play_signing(number: str):
    """Play the buyer `buyer_id` on the sign page, which somebody must have opened."""
    buyer = _buyer(sent_texts().get("buyer_id", ""))

    def agree(sandbox: Sandbox, db: sqlite3.Connection, agreement: sqlite3.Row) -> None:
        choose_buyer(db, agreement, buyer.id)
        sign(sandbox, db, agreement_of(db, number), sandbox.now())

    return _change(number, agree)


@routes.post("/agreements/<number>/ending")
def leave(number: str):
    """End the agreement in the wallet: the shop is told at the application's gateway only."""
    return _change(number, lambda sandbox, db, agreement: end(sandbox, db, agreement, BUYER, sandbox.now()))


def _change(number: str, change):
    sandbox, refused = here(), ""
    with sandbox.store.reading() as db:
        agreement = agreement_or_none(db, number=number)
    if agreement is None:
        abort(404, "There is no such agreement.")
    try:
        with sandbox.store.writing() as db:
            change(sandbox, db, agreement)
    except Refusal as refusal:
        refused = refusal.sub_code
    if not request.is_json:
        back = (
            url_for("wallet.show", buyer_id=agreement["buyer_id"])
            if agreement["buyer_id"]
            else url_for("wallet.choose")
        )
        return redirect(f"{back}#agreement-{number}", 303)
    with sandbox.store.reading() as db:
        (told,) = _agreements(db, "number", number)
    return jsonify(agreement=told, refused=refused), 409 if refused else 200


def _agreements(db: sqlite3.Connection, name: str, value: str) -> list[dict]:
    query = f"""
    SELECT * FROM agreements WHERE :value = '' OR {name} = :value ORDER BY asked_at DESC, rowid DESC LIMIT {SHOWN}
    """
    return [_told(db, agreement) for agreement in db.execute(query, {"value": value}).fetchall()]


def _told(db: sqlite3.Connection, agreement: sqlite3.Row) -> dict:
    query = """
    SELECT trades.*, planned_day FROM deductions JOIN trades USING (out_trade_no)
    WHERE number = ? ORDER BY created_at DESC, trades.rowid DESC LIMIT 24
    """
    told = plain(agreement)
    del told["ticket"]
    return told | {
        "merchant": merchant_of(agreement),
        "single_amount": yuan(agreement["cap"]),
        "deductions": [
            plain(trade) | {"total_amount": yuan(trade["total"])}
            for trade in db.execute(query, (agreement["number"],)).fetchall()
        ],
        "notices": told_notices(db, agreement["number"]),
    }


def _buyer(buyer_id: str) -> Buyer:
    buyer = buyer_or_none(buyer_id)
    if buyer is None:
        abort(404, "There is no such buyer.")
    return buyer
