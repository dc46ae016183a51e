"""The inbox: text messages and mails that the shop would send, shown on a page instead."""

import hmac
import re
import sqlite3

from flask import Blueprint, abort, jsonify, render_template, request

from tbo.sandbox.china_time import china_text
from tbo.sandbox.json_body import is_sound, sent_object
from tbo.sandbox.sandbox import here
from tbo.sandbox.store import insert, instant, kept

routes = Blueprint("inbox", __name__)
KEY_HEADER = "X-TBO-Inbox-Key"
CHANNELS = ("sms", "mail")
LONGEST = {"to": 320, "channel": 10, "subject": 500, "body": 100_000, "code": 64}
SHOWN = 100
_ADDRESS = re.compile(r"(https?://[!-~]+)")


@routes.post("/inbox")
def receive():
    """Keep one message: JSON with to, channel (sms or mail), subject, body, and a code where there is one."""
    sandbox = here()
    if not hmac.compare_digest(request.headers.get(KEY_HEADER, "").encode(), sandbox.keys.inbox.encode()):
        abort(403, f"{KEY_HEADER} is not the key in the keys folder.")
    message = _read(sent_object())
    with sandbox.store.writing() as db:
        number = insert(db, "inbox", received_at=kept(sandbox.now()), **message)
    return jsonify(id=number), 201


@routes.get("/inbox")
def show():
    """The newest messages; the page asks again by itself."""
    messages = [message | {"pieces": _pieces(message["body"])} for message in _messages()]
    return render_template("sandbox/inbox.html", messages=messages, to=request.args.get("to", ""))


@routes.get("/inbox.json")
def show_json():
    """The same for programs; `to` picks one recipient."""
    return jsonify(messages=_messages())


def _read(sent: dict) -> dict[str, str]:
    message = {name: sent.get(name) or "" for name in LONGEST}
    for name, value in message.items():
        if not isinstance(value, str) or len(value) > LONGEST[name] or not is_sound(value):
            abort(400, f"{name} must be a text of at most {LONGEST[name]} characters.")
    if not message["to"] or message["channel"] not in CHANNELS:
        abort(400, "to and channel (sms or mail) are needed.")
    return {"recipient": message.pop("to"), **message}


def _messages() -> list[dict]:
    to = request.args.get("to", "")
    query = f"SELECT * FROM inbox WHERE :to = '' OR recipient = :to ORDER BY id DESC LIMIT {SHOWN}"
    with here().store.reading() as db:
        return [_told(row) for row in db.execute(query, {"to": to}).fetchall()]


def _told(row: sqlite3.Row) -> dict:
    told = dict(row)
    told["to"] = told.pop("recipient")
    return told | {"received_at": china_text(instant(told["received_at"]))}


def _pieces(body: str) -> list[tuple[str, str]]:
    """The body as (words, address after them), because Chinese text puts no space before an address."""
    parts = [*_ADDRESS.split(body), ""]
    return list(zip(parts[::2], parts[1::2], strict=True))
