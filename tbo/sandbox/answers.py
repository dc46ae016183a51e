"""How the gateway answers: the inner object as exact text, the signature over it, and faults put upon it."""

import json
from collections.abc import Iterator

from flask import Response

from tbo.sandbox.chaos import Chaos
from tbo.sandbox.keys import sign
from tbo.sandbox.refusals import Refusal
from tbo.sandbox.sandbox import Sandbox

CONTENT_TYPE = "text/html;charset=utf-8"
BUSY = Refusal("20000", "isp.unknow-error", "系统繁忙")


def answer_text(sandbox: Sandbox, name: str, inner: dict, *, signed: bool = True, wrong_key: bool = False) -> str:
    """The whole answer: Chinese as it is, slashes escaped, signed over the inner text as it stands there."""
    text = json.dumps(inner, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
    if not signed:
        return f'{{"{name}":{text}}}'
    key = sandbox.keys.wrong if wrong_key else sandbox.keys.own
    return f'{{"{name}":{text},"sign":"{sign(text, key)}"}}'


def answered(sandbox: Sandbox, name: str, inner: dict, chaos: Chaos, *, signed: bool = True) -> Response:
    """The answer as it leaves the house, after the trouble that `chaos` orders."""
    fault = chaos.gateway_fault
    if fault == "bad_gateway":
        return Response("<html><body><h1>502 Bad Gateway</h1></body></html>", 502, content_type=CONTENT_TYPE)
    if fault == "html":
        return Response("<!doctype html><title>系统维护</title><p>稍后再试</p>", 200, content_type=CONTENT_TYPE)
    if fault == "empty":
        return Response("", 200, content_type=CONTENT_TYPE)
    inner = BUSY.fields if fault == "system_error" else inner
    text = answer_text(sandbox, name, inner, signed=signed and fault != "unsigned", wrong_key=fault == "wrong_key")
    return _sent(sandbox, text.encode(), chaos)


def response_name(method: str) -> str:
    """The key under which a method's answer stands."""
    return method.replace(".", "_") + "_response"


def _sent(sandbox: Sandbox, body: bytes, chaos: Chaos) -> Response:
    response = Response(content_type=CONTENT_TYPE)
    response.headers["Content-Length"] = str(len(body))
    if chaos.gateway_fault == "cut":
        response.headers["Connection"] = "close"
        response.response = [body[: len(body) // 2]]
    elif chaos.gateway_drip_seconds:
        response.response = _drops(sandbox, body, chaos.gateway_drip_seconds)
    else:
        response.response = [body]
    return response


def _drops(sandbox: Sandbox, body: bytes, seconds: float) -> Iterator[bytes]:
    drop = max(1, len(body) // 50)
    pieces = [body[start : start + drop] for start in range(0, len(body), drop)]
    for piece in pieces:
        sandbox.options.sleep(seconds / len(pieces))
        yield piece
