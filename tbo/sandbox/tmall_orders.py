"""Tmall's side of e-tickets: orders, the notices that tell of them, signed and posted at once, and their answers."""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from tbo.sandbox.amounts import yuan
from tbo.sandbox.china_time import china_text
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.store import insert, kept

CHARSET = "gbk"
SHOP_ID, SHOP_NAME = "2200000000001", "TBO沙箱旗舰店"
TIMEOUT_S = 5
LONGEST_ANSWER = 4096
Post = Callable[[str, bytes], tuple[int | None, str]]


def place(sandbox: Sandbox, db: sqlite3.Connection, **told: object) -> str:
    """Let somebody buy and pay; return the order's number. `told`: item_id, title, sku, price, count, ends_at."""
    now = sandbox.now()
    number = f"{now:%y%m%d%H%M%S}{secrets.randbelow(10**6):06d}"
    insert(db, "tmall_orders", number=number, token=secrets.token_hex(16), state="paid", made_at=kept(now), **told)
    return number


def order_or_none(db: sqlite3.Connection, number: str) -> sqlite3.Row | None:
    """The order of a number."""
    return db.execute("SELECT * FROM tmall_orders WHERE number = ?", (number,)).fetchone()


def codes_of(db: sqlite3.Connection, number: str) -> list[sqlite3.Row]:
    """The codes that the shop sent for an order, the oldest first."""
    return db.execute("SELECT * FROM tmall_codes WHERE number = ? ORDER BY rowid", (number,)).fetchall()


def tell(sandbox: Sandbox, number: str, method: str, **more: str) -> str:
    """Tell the shop of an order now, as `method` says, and keep its answer; return that."""
    with sandbox.store.reading() as db:
        order = db.execute("SELECT * FROM tmall_orders WHERE number = ?", (number,)).fetchone()
    fields = fields_of(order, method, sandbox.now()) | more
    return _post_and_keep(sandbox, number, method, fields)


def tell_again(sandbox: Sandbox, telling_id: int) -> str | None:
    """Post an old notice once more, byte for byte; None when there is none."""
    with sandbox.store.reading() as db:
        told = db.execute("SELECT * FROM tmall_tellings WHERE id = ?", (telling_id,)).fetchone()
    return _post_and_keep(sandbox, told["number"], told["method"], json.loads(told["fields"])) if told else None


def fields_of(order: sqlite3.Row, method: str, now: datetime) -> dict[str, str]:
    """The fields of a notice, unsigned."""
    return {
        "timestamp": china_text(now),
        "method": method,
        "order_id": order["number"],
        "token": order["token"],
        "taobao_sid": SHOP_ID,
        "seller_nick": SHOP_NAME,
        "num_iid": order["item_id"],
        "item_title": order["title"],
        "sub_outer_iid": order["sku"],
        "num": str(order["count"]),
        "total_fee": yuan(order["price"] * order["count"]),
        "mobile": "13800138000",
        "send_type": "2",
        "consume_type": "1",
        "valid_start": order["made_at"][:10] + " 00:00:00",
        "valid_ends": order["ends_at"],
    }


def signed(fields: Mapping[str, str], key: str) -> dict[str, str]:
    """The fields with their signature."""
    bare = {name: value for name, value in fields.items() if name != "sign"}
    said = key + "".join(name + bare[name] for name in sorted(bare) if bare[name]) + key
    return bare | {"sign": hashlib.md5(said.encode(CHARSET)).hexdigest().upper()}


def body_of(fields: Mapping[str, str]) -> bytes:
    """A form as it is posted."""
    return urlencode(fields, encoding=CHARSET).encode("ascii")


def post(url: str, body: bytes) -> tuple[int | None, str]:
    """POST a form; (None, reason) when no answer came."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    headers = {"Content-Type": f"application/x-www-form-urlencoded; charset={CHARSET}"}
    try:
        with closing(kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)) as connection:
            connection.request("POST", parts.path or "/", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(LONGEST_ANSWER).decode(errors="replace")
    except (OSError, HTTPException, ValueError) as error:
        return None, f"{type(error).__name__}: {error}"


def _post_and_keep(sandbox: Sandbox, number: str, method: str, fields: dict[str, str]) -> str:
    form = signed(fields, sandbox.keys.tickets)
    carry: Post = sandbox.options.bring_ticket or post
    status, answer = carry(sandbox.options.shop_url + "/tickets/notices", body_of(form))
    told = {"number": number, "method": method, "fields": json.dumps(form, ensure_ascii=False)}
    with sandbox.store.writing() as db:
        insert(db, "tmall_tellings", **told, status=status, answer=answer[:500], at=kept(sandbox.now()))
    return answer
