"""Agreements by the shop: the sign page, asking where one stands, ending it, and moving its plan."""

import re
import sqlite3
from datetime import date

from flask import redirect, url_for
from werkzeug.wrappers import Response

from tbo.sandbox.agreement_notices import FOR_EVER
from tbo.sandbox.agreements import MERCHANT, agreement_or_none, end, open_page
from tbo.sandbox.amounts import fen_or_none
from tbo.sandbox.buyers import logon_id_of
from tbo.sandbox.china_time import china_text
from tbo.sandbox.incoming import Call
from tbo.sandbox.json_body import is_sound
from tbo.sandbox.periods import DAY, LEAST_DAYS, MONTH, day_or_none, is_plannable
from tbo.sandbox.refusals import Refusal, of_agreement
from tbo.sandbox.sandbox import Sandbox
from tbo.sandbox.states import AgreementState
from tbo.sandbox.store import instant
from tbo.sandbox.tickets import address_of

NUMBER = re.compile(r"[A-Za-z0-9]{1,32}")
CHANNELS = ("ALIPAYAPP", "QRCODE", "QRCODEORSMS")
LONGEST_NAME = 64
NO_SCENE = ("", "DEFAULT|DEFAULT")


def page_sign(db: sqlite3.Connection, call: Call) -> Response:
    """alipay.user.agreement.page.sign: send the browser, or the wallet, to the sign page."""
    return redirect(url_for("signing.show", ticket=open_page(db, _asked(call), call.now)), 302)


def query(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.user.agreement.query."""
    agreement = _called(db, call)
    inner = {
        "agreement_no": agreement["agreement_no"],
        "external_agreement_no": agreement["number"],
        "personal_product_code": agreement["personal_product_code"],
        "sign_scene": agreement["sign_scene"],
        "status": agreement["state"],
        "next_deduct_time": f"{agreement['next_day']} 00:00:00",
    }
    if agreement["signed_at"]:
        signed_at = china_text(instant(agreement["signed_at"]))
        inner |= {"sign_time": signed_at, "valid_time": signed_at, "invalid_time": FOR_EVER}
        inner |= {"principal_id": agreement["buyer_id"], "pricipal_type": "CUSTOMER"}
        inner["alipay_logon_id"] = logon_id_of(agreement["buyer_id"])
    if agreement["paid_at"]:
        inner["last_deduct_time"] = china_text(instant(agreement["paid_at"]))
    return inner


def unsign(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.user.agreement.unsign: what is not in force cannot be ended."""
    end(sandbox, db, _called(db, call), MERCHANT, call.now)
    return {}


def modify_plan(sandbox: Sandbox, db: sqlite3.Connection, call: Call) -> dict:
    """alipay.user.agreement.executionplan.modify: to a later day, never to an earlier one."""
    agreement, day = _called(db, call), day_or_none(call.text("deduct_time", 32)[:10])
    if agreement["state"] != AgreementState.NORMAL:
        raise of_agreement("AGREEMENT_STATUS_NOT_NORMAL", "用户代扣协议状态非正常状态")
    if day is None or not is_plannable(day, agreement["period_type"]):
        raise of_agreement("INVALID_PARAMETER", "deduct_time 的格式为 yyyy-MM-dd，按月的计划不能晚于 28 日")
    if day <= date.fromisoformat(agreement["next_day"]):
        raise of_agreement("INVALID_PARAMETER", "deduct_time 只能往后推，不能往前提")
    call.text("memo", 256)
    db.execute("UPDATE agreements SET next_day = ? WHERE number = ?", (day.isoformat(), agreement["number"]))
    return {"agreement_no": agreement["agreement_no"], "deduct_time": day.isoformat()}


def _called(db: sqlite3.Connection, call: Call) -> sqlite3.Row:
    """The agreement that a call names by our number, or by the shop's with the words of its signing."""
    agreement_no, number = call.text("agreement_no", 64), call.text("external_agreement_no", 32)
    if not agreement_no and not number:
        raise of_agreement("INVALID_PARAMETER", "agreement_no 和 external_agreement_no 不能同时为空")
    found = agreement_or_none(db, number=number, agreement_no=agreement_no)
    words = (call.text("personal_product_code", 64), call.text("sign_scene", 64))
    if found is None or (not agreement_no and words != (found["personal_product_code"], found["sign_scene"])):
        raise of_agreement("USER_AGREEMENT_NOT_EXIST", "用户协议不存在")
    return found


def _asked(call: Call) -> dict:
    number, channel = call.text("external_agreement_no", 32), _part(call, "access_params").get("channel")
    if not NUMBER.fullmatch(number):
        raise _faulty("external_agreement_no 只能包含字母和数字，最长 32 位")
    if channel not in CHANNELS:
        raise _faulty(f"access_params.channel 应为 {'、'.join(CHANNELS)}")
    codes = {name: call.text(name, 64) for name in ("product_code", "personal_product_code", "sign_scene")}
    if not codes["product_code"] or not codes["personal_product_code"]:
        raise _faulty("product_code 和 personal_product_code 不能为空")
    if codes["sign_scene"] in NO_SCENE:
        raise _faulty("传入 external_agreement_no 时，sign_scene 不能为空，也不能是 DEFAULT|DEFAULT")
    named = str(_part(call, "sub_merchant").get("sub_merchant_service_name") or "")
    return {
        "number": number,
        "subject": named if len(named) <= LONGEST_NAME and is_sound(named) else "",
        "notify_url": address_of(call.common("notify_url")),
        "return_url": address_of(call.common("return_url")),
        **codes,
        **_rule(_part(call, "period_rule_params")),
    }


def _rule(rule: dict) -> dict:
    kind, period, day = rule.get("period_type"), _whole(rule.get("period")), str(rule.get("execute_time", ""))
    if kind not in (DAY, MONTH) or period is None or (kind == DAY and period < LEAST_DAYS):
        raise _faulty(f"period_type 应为 DAY 或 MONTH，period 为正整数，按天时至少 {LEAST_DAYS} 天")
    first = day_or_none(day)
    if first is None or not is_plannable(first, kind):
        raise _faulty("execute_time 的格式为 yyyy-MM-dd，按月的计划不能晚于 28 日")
    cap, total_cap = fen_or_none(rule.get("single_amount")), rule.get("total_amount")
    if cap is None or (total_cap is not None and fen_or_none(total_cap) is None):
        raise _faulty("single_amount 不能为空，total_amount 可以为空；两者都是以元为单位的金额")
    most = rule.get("total_payments")
    if most is not None and _whole(most) is None:
        raise _faulty("total_payments 为正整数")
    return {
        "period_type": kind,
        "period": period,
        "next_day": first.isoformat(),
        "cap": cap,
        "total_cap": fen_or_none(total_cap),
        "most_times": _whole(most),
    }


def _part(call: Call, name: str) -> dict:
    part = call.biz.get(name) or {}
    if not isinstance(part, dict):
        raise _faulty(f"{name} 应为对象")
    return part


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if not isinstance(value, bool) and re.fullmatch(r"[1-9][0-9]{0,3}", text, re.ASCII) else None


def _faulty(sentence: str) -> Refusal:
    return of_agreement("INVALID_PARAMETER", sentence)


PAGES = {"alipay.user.agreement.page.sign": page_sign}
ANSWERS = {
    "alipay.user.agreement.query": query,
    "alipay.user.agreement.unsign": unsign,
    "alipay.user.agreement.executionplan.modify": modify_plan,
}
