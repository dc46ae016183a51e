"""The page where a person plays Tmall: buys e-tickets, asks for them again, gives the money back, moves their end."""

import json
import re
import sqlite3
from datetime import timedelta

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for

from tbo.sandbox.amounts import fen_or_none
from tbo.sandbox.china_time import china_instant_or_none, china_text
from tbo.sandbox.sandbox import here
from tbo.sandbox.tmall_orders import CHARSET, codes_of, order_or_none, place, tell, tell_again

routes = Blueprint("tmall", __name__)
SHOWN = 30
MOST = 20
GOOD_FOR = timedelta(days=90)
_ITEM = re.compile(r"[1-9][0-9]{5,18}")


@routes.get("/tmall")
def shop():
    """Show what was bought, newest first, above it the form that buys."""
    with here().store.reading() as db:
        orders = db.execute("SELECT * FROM tmall_orders ORDER BY rowid DESC LIMIT ?", (SHOWN,)).fetchall()
    return render_template("sandbox/tmall.html", orders=orders, shop_url=here().options.shop_url)


@routes.post("/tmall")
def buy():
    """Buy and pay; the shop is told at once."""
    item, price = request.form.get("item_id", ""), fen_or_none(request.form.get("price"))
    count, title = _number(request.form.get("count", "1")), request.form.get("title", "")[:60] or "TBO"
    sku = request.form.get("sku", "")[:64]
    if not _ITEM.fullmatch(item) or price is None or not 1 <= count <= MOST or not _is_said(title + sku):
        abort(400, "item_id is a number of Tmall, price is yuan, count is 1 to 20, title is text that Tmall can say.")
    sandbox = here()
    told = {"item_id": item, "price": price, "count": count, "sku": sku, "title": title}
    told |= {"ends_at": china_text(sandbox.now() + GOOD_FOR)}
    with sandbox.store.writing() as db:
        number = place(sandbox, db, **told)
    tell(sandbox, number, "send")
    return redirect(url_for("tmall.order", number=number), 303)


@routes.get("/tmall/<number>")
def order(number: str):
    """Show one order with its codes, what was told of it and what the shop told."""
    with here().store.reading() as db:
        told = _told(db, number)
    return render_template("sandbox/tmall_order.html", **told, shop_url=here().options.shop_url)


@routes.get("/tmall/<number>.json")
def order_json(number: str):
    """The same for programs."""
    with here().store.reading() as db:
        told = _told(db, number)
    lists = {name: [dict(row) for row in told[name]] for name in ("codes", "calls", "tellings")}
    return jsonify(order=dict(told["order"]), **lists)


@routes.post("/tmall/<number>/tellings")
def tell_shop(number: str):
    """Tell the shop: resend, modified, cancel (count), dispute, delay (ends_at), or an old notice `again`."""
    sandbox, what = here(), request.form.get("what", "")
    with sandbox.store.writing() as db:
        _found(db, number)
        more = _more(db, number, what)
    if what == "again":
        tell_again(sandbox, _number(request.form.get("telling", "")))
    else:
        tell(sandbox, number, "order_modify" if what in ("dispute", "delay") else what, **more)
    return redirect(url_for("tmall.order", number=number), 303)


def _more(db: sqlite3.Connection, number: str, what: str) -> dict[str, str]:
    """What a notice says beside the order, and how the order stands then."""
    found = _found(db, number)
    left = found["count"] - found["cancelled"]
    if what in ("cancel", "dispute"):
        asked = _number(request.form.get("count", "")) if what == "cancel" else 0
        gone = min(asked or left, left)
        stands = found["cancelled"] + gone, "refunded" if gone == left else found["state"], number
        db.execute("UPDATE tmall_orders SET cancelled = ?, state = ? WHERE number = ?", stands)
        return {"cancel_num": str(gone)} if what == "cancel" else {"sub_method": "2", "data": "{}"}
    if what == "delay":
        ends_at = china_instant_or_none(request.form.get("ends_at", "").replace("T", " "))
        if ends_at is None:
            abort(400, "ends_at is no time.")
        db.execute("UPDATE tmall_orders SET ends_at = ? WHERE number = ?", (china_text(ends_at), number))
        dates = {"valid_start": found["made_at"][:10] + " 00:00:00", "valid_ends": china_text(ends_at)}
        return {"sub_method": "1", "data": json.dumps(dates)}
    if what in ("resend", "modified"):
        return {"left_num": str(left)}
    if what not in ("again", "send"):
        abort(400, "what is resend, modified, cancel, dispute, delay, send or again.")
    return {}


def _number(text: str) -> int:
    """A small number as it was typed, 0 for everything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _is_said(text: str) -> bool:
    try:
        return text.isprintable() and bool(text.encode(CHARSET))
    except UnicodeEncodeError:
        return False


def _told(db: sqlite3.Connection, number: str) -> dict:
    found = _found(db, number)
    calls = db.execute("SELECT * FROM tmall_calls WHERE number = ? ORDER BY id", (number,)).fetchall()
    tellings = db.execute("SELECT * FROM tmall_tellings WHERE number = ? ORDER BY id DESC", (number,)).fetchall()
    return {"order": found, "codes": codes_of(db, number), "calls": calls, "tellings": tellings}


def _found(db: sqlite3.Connection, number: str) -> sqlite3.Row:
    found = order_or_none(db, number)
    if found is None:
        abort(404, "There is no such order.")
    return found
