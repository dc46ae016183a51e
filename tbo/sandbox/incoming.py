"""Reading one call at the gateway: its fields from query and body, its signature, its business object."""

import html
import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from flask import Request

from tbo.sandbox.china_time import china_instant_or_none
from tbo.sandbox.json_body import is_sound
from tbo.sandbox.keys import is_signed, text_to_sign
from tbo.sandbox.refusals import Refusal, business, invalid, missing
from tbo.sandbox.sandbox import Sandbox

MOST_FIELDS = 100


@dataclass(frozen=True)
class Call:
    """One verified call: the common fields, the business object, and when it came."""

    fields: dict[str, str]
    biz: dict
    now: datetime

    @property
    def method(self) -> str:
        """Name of the called method."""
        return self.fields["method"]

    def common(self, name: str) -> str:
        """A common field; what was not sent is empty."""
        return self.fields.get(name, "")

    def text(self, name: str, longest: int) -> str:
        """A text of the business object; what was not sent is empty. Raises Refusal when it is no text or too long."""
        value = self.biz.get(name, "")
        value = "" if value is None else value
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise business("INVALID_PARAMETER", f"{name} 必须是文本")
        if len(str(value)) > longest or not is_sound(str(value)):
            raise business("INVALID_PARAMETER", f"{name} 超过 {longest} 个字符，或者含有非法字符")
        return str(value)


def fields_of(request: Request) -> dict[str, str]:
    """Gather query and body. Raises Refusal for bytes that are not UTF-8 or a field sent twice with two values."""
    body = b""
    if request.mimetype == "application/x-www-form-urlencoded":
        body = request.get_data()
    pairs = pairs_of(request.query_string) + pairs_of(body)
    if request.mimetype == "multipart/form-data":
        pairs += list(request.form.items(multi=True))
    fields: dict[str, str] = {}
    for name, value in pairs:
        if fields.setdefault(name, value) != value:
            raise invalid("parameter", f"参数 {name[:40]} 重复", signed=False)
    return fields


def verified_call(sandbox: Sandbox, fields: dict[str, str]) -> Call:
    """Check identity, form and signature of a call, as the real gateway does. Raises Refusal."""
    now = sandbox.now()
    _check_identity(sandbox, fields)
    _check_form(fields)
    _check_signature(sandbox, fields)
    _check_age(sandbox, fields, now)
    return Call(fields, _business_object(fields), now)


def pairs_of(raw: bytes) -> list[tuple[str, str]]:
    """The fields of a query or a form. Raises Refusal for bytes that are not UTF-8, and for too many fields."""
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeError:
        raise invalid("charset", "请求不是 UTF-8 编码", signed=False) from None
    except ValueError:
        raise invalid("parameter", "参数过多", signed=False) from None


def _check_identity(sandbox: Sandbox, fields: dict[str, str]) -> None:
    if not fields.get("method"):
        raise missing("method")
    if not fields.get("app_id"):
        raise missing("app_id")
    if fields["app_id"] != sandbox.options.app_id:
        raise invalid("app_id", "无效的AppID参数", signed=False)
    if not fields.get("sign"):
        raise missing("signature")


def _check_form(fields: dict[str, str]) -> None:
    if fields.get("sign_type") != "RSA2":
        raise invalid("signature_type", "无效的签名类型，请使用 RSA2")
    if fields.get("charset", "").lower() not in ("utf-8", "utf8"):
        raise invalid("charset", "字符集错误，请使用 utf-8")
    if fields.get("format", "JSON").upper() not in ("JSON", ""):
        raise invalid("format", "无效的数据格式，请使用 JSON")
    if not fields.get("timestamp"):
        raise missing("timestamp")
    if not fields.get("version"):
        raise missing("version")


def _check_signature(sandbox: Sandbox, fields: dict[str, str]) -> None:
    text = text_to_sign(fields)
    if not is_signed(text, fields["sign"], sandbox.keys.shop):
        raise invalid(
            "signature",
            "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：" + html.escape(text),
        )


def _check_age(sandbox: Sandbox, fields: dict[str, str], now: datetime) -> None:
    sent_at = china_instant_or_none(fields["timestamp"])
    if sent_at is None:
        raise invalid("timestamp", "非法的时间戳参数，格式为 yyyy-MM-dd HH:mm:ss")
    tolerance = sandbox.options.timestamp_tolerance
    if tolerance and abs((now - sent_at).total_seconds()) > tolerance:
        raise invalid("timestamp", f"时间戳与网关时间相差超过 {tolerance} 秒")


def _business_object(fields: dict[str, str]) -> dict:
    if not fields.get("biz_content"):
        return {}
    try:
        biz = json.loads(fields["biz_content"])
    except (ValueError, RecursionError):
        biz = None
    if not isinstance(biz, dict):
        raise Refusal("40002", "isv.invalid-parameter", "biz_content 不是 JSON 对象")
    return biz
