"""The sign page for people: log in as an invented buyer, read what is agreed to, agree or leave."""

import sqlite3
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for

from tbo.sandbox.agreements import agreement_behind, agreement_of, choose_buyer, sign
from tbo.sandbox.buyers import buyer_or_none
from tbo.sandbox.china_time import china_text
from tbo.sandbox.guards import origin_of
from tbo.sandbox.keys import sign as signature_of
from tbo.sandbox.keys import text_to_sign
from tbo.sandbox.purses import buyers_now
from tbo.sandbox.refusals import Refusal
from tbo.sandbox.sandbox import Sandbox, here
from tbo.sandbox.states import AgreementState

routes = Blueprint("signing", __name__)


@routes.get("/signing/<ticket>")
def show(ticket: str):
    """Show what this agreement needs next: logging in, agreeing, or where it ended."""
    sandbox = here()
    with sandbox.store.reading() as db:
        agreement, buyers = _agreement(db, ticket), buyers_now(db)
    page = render_template(
        "sandbox/signing.html",
        agreement=agreement,
        merchant=merchant_of(agreement),
        buyers=buyers,
        buyer=buyer_or_none(agreement["buyer_id"]),
        refused=request.args.get("refused", "") == "limit",
        way_back=return_address(sandbox, agreement),
    )
    return _leading_to_shop(make_response(page), agreement)


@routes.post("/signing/<ticket>/buyer")
def log_in(ticket: str):
    """Log in as `buyer_id`."""
    buyer = buyer_or_none(request.form.get("buyer_id", ""))
    if buyer is None:
        abort(400, "buyer_id is not one of the invented buyers.")
    with here().store.writing() as db:
        choose_buyer(db, _agreement(db, ticket), buyer.id)
    return redirect(url_for("signing.show", ticket=ticket), 303)


@routes.post("/signing/<ticket>/consent")
def agree(ticket: str):
    """Agree, then go back to the shop, or to this page when there is more to read."""
    sandbox = here()
    try:
        with sandbox.store.writing() as db:
            agreement = _agreement(db, ticket)
            sign(sandbox, db, agreement, sandbox.now())
            agreement = agreement_of(db, agreement["number"])
    except Refusal as refusal:
        refused = "limit" if refusal.sub_code == "USER_AGREEMENT_LIMIT" else None
        return redirect(url_for("signing.show", ticket=ticket, refused=refused), 303)
    address = return_address(sandbox, agreement) or url_for("signing.show", ticket=ticket)
    return _leading_to_shop(redirect(address, 303), agreement)


def return_address(sandbox: Sandbox, agreement: sqlite3.Row) -> str:
    """The shop's return_url with signed fields once the agreement is in force; empty before, or without one."""
    if agreement["state"] != AgreementState.NORMAL or not agreement["return_url"]:
        return ""
    fields = {
        "charset": "utf-8",
        "app_id": sandbox.options.app_id,
        "auth_app_id": sandbox.options.app_id,
        "method": "alipay.user.agreement.page.sign.return",
        "version": "1.0",
        "status": "NORMAL",
        "agreement_no": agreement["agreement_no"],
        "external_agreement_no": agreement["number"],
        "alipay_user_id": agreement["buyer_id"],
        "sign_scene": agreement["sign_scene"],
        "timestamp": china_text(sandbox.now()),
    }
    signature = signature_of(text_to_sign(fields), sandbox.keys.own)
    joint = "&" if "?" in agreement["return_url"] else "?"
    return agreement["return_url"] + joint + urlencode(fields | {"sign_type": "RSA2", "sign": signature})


def merchant_of(agreement: sqlite3.Row) -> str:
    """Who would be paid, as well as the sandbox can know: the host that asked to be told."""
    return urlsplit(agreement["notify_url"] or agreement["return_url"]).netloc


def _agreement(db: sqlite3.Connection, ticket: str) -> sqlite3.Row:
    agreement = agreement_behind(db, ticket)
    if agreement is None:
        abort(404, "There is no such sign page.")
    return agreement


def _leading_to_shop(response, agreement: sqlite3.Row):
    response.leads_to = {origin_of(agreement["return_url"])}
    return response
