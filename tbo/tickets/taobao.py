"""The desk at Taobao's open platform: signed calls of taobao.eticket.merchant.ma.*, and what their answers mean."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .. import clock
from ..alipay.china_time import stamp
from .desk import Answer, Outcome, TmallOrder
from .signing import call_signature
from .transport import Unanswered, post

PREFIX = "taobao.eticket.merchant.ma."
BIZ_TYPE = "3001"
SUCCESS = "isv.success-all"
# The platform's own trouble, and what is set up wrongly here: the call is made again once that is mended.
PASSING = ("isp.", "accesscontrol.", "isv.invalid-session", "isv.invalid-signature", "isv.session-", "isv.access-")
PASSING_CODES = range(30)
LONGEST_SAID = 200


@dataclass(frozen=True, slots=True)
class TaobaoDesk:
    """Speaks for one Tmall shop. Raises nothing: what fails has an unclear outcome."""

    gateway_url: str
    app_key: str
    app_secret: str = field(repr=False)
    session: str = field(repr=False)
    post: Callable[[str, Mapping[str, str]], bytes] = post

    def send(self, order: TmallOrder, codes: Sequence[str]) -> Answer:
        """Call ma.send."""
        return self._call("send", order, isv_ma_list=_codes(codes))

    def resend(self, order: TmallOrder, codes: Sequence[str]) -> Answer:
        """Call ma.resend."""
        return self._call("resend", order, isv_ma_list=_codes(codes))

    def fail(self, order: TmallOrder, code: str, words: str) -> Answer:
        """Call ma.failsend."""
        return self._call("failsend", order, sub_err_code=code, sub_err_msg=words)

    def available(self, order: TmallOrder, code: str, serial: str) -> Answer:
        """Call ma.available."""
        return self._call("available", order, code=code, consume_num="1", serial_num=serial)

    def consume(self, order: TmallOrder, code: str, serial: str) -> Answer:
        """Call ma.consume."""
        return self._call("consume", order, code=code, consume_num="1", serial_num=serial)

    def reverse(self, order: TmallOrder, code: str, serial: str) -> Answer:
        """Call ma.reverse."""
        return self._call("reverse", order, code=code, reverse_num="1", serial_num=serial)

    def delay(self, order: TmallOrder, code: str, ends_at: datetime, request: str) -> Answer:
        """Call ma.delay, which knows no token."""
        fields = {"biz_type": BIZ_TYPE, "outer_id": order.outer_id, "code": code, "request_id": request}
        return self._made("delay", fields | {"end_date": stamp(ends_at)})

    def _call(self, name: str, order: TmallOrder, **fields: str) -> Answer:
        return self._made(name, {"biz_type": BIZ_TYPE, "outer_id": order.outer_id, "token": order.token} | fields)

    def _made(self, name: str, fields: dict[str, str]) -> Answer:
        common = {
            "method": PREFIX + name,
            "app_key": self.app_key,
            "session": self.session,
            "timestamp": stamp(clock.now()),
            "format": "json",
            "v": "2.0",
            "sign_method": "hmac-sha256",
        }
        asked = common | fields
        asked["sign"] = call_signature(asked, self.app_secret)
        try:
            return answer_of(name, self.post(self.gateway_url, asked))
        except Unanswered as error:
            return Answer(Outcome.UNCLEAR, str(error)[:LONGEST_SAID])


def answer_of(name: str, body: bytes) -> Answer:
    """Read an answer. What is not one is unclear: the call may have been heard."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return Answer(Outcome.UNCLEAR, "the answer is no JSON")
    inner = told.get(f"eticket_merchant_ma_{name}_response") if isinstance(told, dict) else None
    if isinstance(inner, dict):
        return _of_response(inner)
    error = told.get("error_response") if isinstance(told, dict) else None
    return _of_error(error) if isinstance(error, dict) else Answer(Outcome.UNCLEAR, "the answer is of another call")


def _of_response(inner: dict[str, Any]) -> Answer:
    code = str(inner.get("ret_code", inner.get("res_code", "")))
    said = f"{code} {inner.get('ret_msg', inner.get('res_msg', ''))}".strip()[:LONGEST_SAID]
    if code == SUCCESS or inner.get("is_success") is True:
        return Answer(Outcome.DONE, said)
    return Answer(Outcome.UNCLEAR if code.startswith(PASSING) else Outcome.REFUSED, said)


def _of_error(error: dict[str, Any]) -> Answer:
    sub_code = str(error.get("sub_code", ""))
    words = error.get("sub_msg") or error.get("msg") or ""
    said = f"{error.get('code', '')} {sub_code} {words}".strip()[:LONGEST_SAID]
    is_passing = sub_code.startswith(PASSING) or (not sub_code and error.get("code") in PASSING_CODES)
    return Answer(Outcome.UNCLEAR if is_passing else Outcome.REFUSED, said)


def _codes(codes: Sequence[str]) -> str:
    return json.dumps([{"code": code, "num": 1} for code in codes], separators=(",", ":"))
