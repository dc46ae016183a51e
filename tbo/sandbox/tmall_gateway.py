"""The door `/tmall/router/rest`: what the shop tells of codes, verified, kept, and answered as the platform does."""

import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Mapping

from flask import Blueprint, Response, jsonify, request

from tbo.sandbox.chaos import take_gateway_trouble
from tbo.sandbox.china_time import china_instant_or_none
from tbo.sandbox.sandbox import Sandbox, here
from tbo.sandbox.store import insert, kept
from tbo.sandbox.tmall_orders import codes_of, order_or_none

routes = Blueprint("tmall_gateway", __name__)
APP_KEY = "90000001"
PREFIX = "taobao.eticket.merchant.ma."
NAMES = ("send", "resend", "failsend", "available", "consume", "reverse", "delay")


class TmallRefused(Exception):
    """The platform says no, with a code of its own and a sub code."""

    def __init__(self, code: int, sub_code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.sub_code, self.words = code, sub_code, words


@routes.post("/tmall/router/rest")
def router():
    """Take one call."""
    sandbox, chaos = here(), take_gateway_trouble(here().store)
    if chaos.gateway_fault and chaos.gateway_fault_before_work:
        return Response("Bad Gateway", 502)
    fields = request.form.to_dict()
    try:
        answer = jsonify(_worked(sandbox, fields))
    except TmallRefused as refused:
        told = {"code": refused.code, "msg": "Remote service error", "sub_code": refused.sub_code}
        answer = jsonify(error_response=told | {"sub_msg": refused.words, "request_id": secrets.token_hex(6)})
    return Response("Bad Gateway", 502) if chaos.gateway_fault else answer


def call_signature(fields: Mapping[str, str], secret: str) -> str:
    """What a call is signed with (hmac-sha256)."""
    said = "".join(name + fields[name] for name in sorted(fields) if name != "sign" and fields[name])
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest().upper()


def _worked(sandbox: Sandbox, fields: Mapping[str, str]) -> dict:
    method = fields.get("method", "")
    name = method.removeprefix(PREFIX)
    if not method.startswith(PREFIX) or name not in NAMES:
        raise TmallRefused(22, "isv.method-not-exist", "没有这个接口")
    key = sandbox.keys.tickets
    if fields.get("app_key") != APP_KEY:
        raise TmallRefused(29, "isv.appkey-not-exists", "没有这个应用")
    if not hmac.compare_digest(fields.get("sign", "").encode(), call_signature(fields, key).encode()):
        raise TmallRefused(25, "isv.invalid-signature", "签名不对")
    if fields.get("session") != key:
        raise TmallRefused(27, "isv.invalid-session", "授权不对")
    number = fields.get("outer_id", "")
    with sandbox.store.writing() as db:
        order = order_or_none(db, number)
        if order is None or (name != "delay" and fields.get("token") != order["token"]):
            raise TmallRefused(15, "isv.order-not-exist", "没有这个订单，或者 token 不对")
        said = _WORKS[name](db, order, fields)
        insert(db, "tmall_calls", number=number, method=name, said=said or "", at=kept(sandbox.now()))
    inner = {"is_success": True} if name == "delay" else {"ret_code": "isv.success-all", "ret_msg": "操作成功"}
    return {f"eticket_merchant_ma_{name}_response": inner | {"request_id": secrets.token_hex(6)}}


def _send(db: sqlite3.Connection, order: sqlite3.Row, fields: Mapping[str, str]) -> None:
    known, told = codes_of(db, order["number"]), _codes(fields)
    if known and [row["code"] for row in known] != told:
        raise TmallRefused(15, "isv.code-changed", "已经发过别的码")
    if len(told) != order["count"] - order["cancelled"]:
        raise TmallRefused(15, "isv.code-num-error", "码的个数不对")
    if not known:
        for code in told:
            insert(db, "tmall_codes", number=order["number"], code=code, state="good", serial="")
    _stand(db, order, "sent")


def _resend(db: sqlite3.Connection, order: sqlite3.Row, fields: Mapping[str, str]) -> str:
    known = {row["code"] for row in codes_of(db, order["number"])}
    if not known.issuperset(_codes(fields)):
        raise TmallRefused(15, "isv.code-not-exist", "没有发过这个码")
    return ""


def _fail(db: sqlite3.Connection, order: sqlite3.Row, fields: Mapping[str, str]) -> str:
    _stand(db, order, "failed")
    return f"{fields.get('sub_err_code', '')} {fields.get('sub_err_msg', '')}"[:200]


def _available(db: sqlite3.Connection, order: sqlite3.Row, fields: Mapping[str, str]) -> str:
    code = _code(db, order, fields)
    if code["state"] != "good":
        raise TmallRefused(15, "isv.code-not-available", f"码现在是 {code['state']}，不能核销")
    return code["code"]


def _consume(db: sqlite3.Connection, order: sqlite3.Row, fields: Mapping[str, str]) -> str:
    code = _available(db, order, fields)
    return _turn(db, order, code, "used", fields.get("serial_num", ""))


def _reverse(db: sqlite3.Connection, order: sqlite3.Row, fields: Mapping[str, str]) -> str:
    code = _code(db, order, fields)
    if code["state"] != "used" or code["serial"] != fields.get("serial_num"):
        raise TmallRefused(15, "isv.serial-not-exist", "没有这次核销")
    return _turn(db, order, code["code"], "good", "")


def _delay(db: sqlite3.Connection, order: sqlite3.Row, fields: Mapping[str, str]) -> str:
    code = _code(db, order, fields)
    if china_instant_or_none(fields.get("end_date", "")) is None:
        raise TmallRefused(41, "isv.invalid-parameter:end_date", "时间不对")
    db.execute("UPDATE tmall_orders SET ends_at = ? WHERE number = ?", (fields["end_date"], order["number"]))
    return code["code"]


_WORKS = {
    "send": _send,
    "resend": _resend,
    "failsend": _fail,
    "available": _available,
    "consume": _consume,
    "reverse": _reverse,
    "delay": _delay,
}


def _codes(fields: Mapping[str, str]) -> list[str]:
    try:
        told = [str(one["code"]) for one in json.loads(fields.get("isv_ma_list", ""))]
    except (ValueError, TypeError, KeyError):
        told = []
    if not told or len(set(told)) != len(told):
        raise TmallRefused(41, "isv.invalid-parameter:isv_ma_list", "码的列表不对")
    return told


def _code(db: sqlite3.Connection, order: sqlite3.Row, fields: Mapping[str, str]) -> sqlite3.Row:
    found = next((row for row in codes_of(db, order["number"]) if row["code"] == fields.get("code")), None)
    if found is None:
        raise TmallRefused(15, "isv.code-not-exist", "没有发过这个码")
    return found


def _turn(db: sqlite3.Connection, order: sqlite3.Row, code: str, state: str, serial: str) -> str:
    where = (state, serial, order["number"], code)
    db.execute("UPDATE tmall_codes SET state = ?, serial = ? WHERE number = ? AND code = ?", where)
    return code


def _stand(db: sqlite3.Connection, order: sqlite3.Row, state: str) -> None:
    if order["state"] != "refunded":
        db.execute("UPDATE tmall_orders SET state = ? WHERE number = ?", (state, order["number"]))
