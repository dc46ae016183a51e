"""The cashier for people: log in as an invented buyer, then pay, fail, pay late, pay twice, or leave."""

import sqlite3
from contextlib import suppress

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for

from tbo.sandbox.buyers import BUYERS, buyer_or_none
from tbo.sandbox.guards import origin_of
from tbo.sandbox.passing import catch_up
from tbo.sandbox.payments import HOW, BuyerHasNoMoney, pay_how
from tbo.sandbox.purses import buyers_now
from tbo.sandbox.refusals import Refusal
from tbo.sandbox.returning import return_address
from tbo.sandbox.sandbox import here
from tbo.sandbox.tickets import siblings, ticket_or_none
from tbo.sandbox.trades import open_trade, trade_or_none

routes = Blueprint("cashier", __name__)


@routes.get("/cashier/<name>")
def show(name: str):
    """Show what this ticket needs next: logging in, confirming, or where it ended."""
    sandbox = here()
    with sandbox.store.writing() as db:
        catch_up(sandbox, db, sandbox.now())
        ticket = _ticket(db, name)
        trade = trade_or_none(db, ticket["out_trade_no"])
        others, buyers = siblings(db, ticket), buyers_now(db)
    page = render_template(
        "sandbox/cashier.html",
        ticket=ticket,
        trade=trade,
        siblings=others,
        buyers=buyers,
        buyer=buyer_or_none(trade["buyer_id"]) if trade else None,
        failed=request.args.get("failed") == "balance",
        late_seconds=round(sandbox.options.late_seconds),
        way_back=return_address(sandbox, ticket, trade),
        way_out=ticket["quit_url"] or ticket["return_url"],
    )
    return _leading_to_shop(make_response(page), ticket)


@routes.get("/qr/<name>")
def scan(name: str):
    """Scanning the code opens the trade in the first buyer's wallet."""
    sandbox = here()
    with sandbox.store.writing() as db:
        ticket = _ticket(db, name)
        if trade_or_none(db, ticket["out_trade_no"]) is None and not ticket["dead"]:
            open_trade(db, ticket, BUYERS[0].id, sandbox.now())
    return redirect(url_for("cashier.show", name=name))


@routes.post("/cashier/<name>/buyer")
def log_in(name: str):
    """Log in as `buyer_id`: from now on the trade exists."""
    buyer = buyer_or_none(request.form.get("buyer_id", ""))
    if buyer is None:
        abort(400, "buyer_id is not one of the invented buyers.")
    sandbox = here()
    with sandbox.store.writing() as db:
        ticket = _ticket(db, name)
        # A withdrawn ticket opens nothing, and its page says so.
        with suppress(Refusal):
            open_trade(db, ticket, buyer.id, sandbox.now())
    return redirect(url_for("cashier.show", name=name), 303)


@routes.post("/cashier/<name>/payment")
def pay(name: str):
    """Pay as `how` says, then go back to the shop, or to the cashier when there is more to read."""
    how = request.form.get("how", "")
    if how not in HOW:
        abort(400, f"how is not one of {', '.join(HOW)}.")
    sandbox = here()
    with sandbox.store.writing() as db:
        catch_up(sandbox, db, sandbox.now())
        ticket = _ticket(db, name)
        if trade_or_none(db, ticket["out_trade_no"]) is None:
            return redirect(url_for("cashier.show", name=name), 303)
    try:
        with sandbox.store.writing() as db:
            trade = pay_how(sandbox, db, ticket, how, sibling=request.form.get("sibling", ""))
    except BuyerHasNoMoney:
        return redirect(url_for("cashier.show", name=name, failed="balance"), 303)
    except Refusal:
        return redirect(url_for("cashier.show", name=name), 303)
    address = return_address(sandbox, ticket, trade) or url_for("cashier.show", name=name)
    return _leading_to_shop(redirect(address, 303), ticket)


def _ticket(db: sqlite3.Connection, name: str) -> sqlite3.Row:
    ticket = ticket_or_none(db, name)
    if ticket is None:
        abort(404, "There is no such ticket.")
    return ticket


def _leading_to_shop(response, ticket: sqlite3.Row):
    response.leads_to = {origin_of(ticket["return_url"]), origin_of(ticket["quit_url"])}
    return response
