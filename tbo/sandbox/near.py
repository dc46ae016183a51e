"""A sandbox at hand, for rehearsals: calls are verified, worked and answered as at the gateway, without web or wire."""

from flask import Flask

from tbo.sandbox.answers import BUSY, answer_text, response_name
from tbo.sandbox.chaos import take_gateway_trouble
from tbo.sandbox.gateway import inner_of
from tbo.sandbox.incoming import pairs_of, verified_call
from tbo.sandbox.methods import ANSWERS
from tbo.sandbox.refusals import Refusal
from tbo.sandbox.sandbox import sandbox_of


def answer_near(app: Flask, query: str, body: str) -> bytes:
    """The signed answer to one call of the shop, as its transport would have brought it; pages have none.

    Of ordered trouble only what an answer can say is played: a 20000, or one that nobody signed.
    """
    sandbox, fields = sandbox_of(app), dict(pairs_of(query.encode()) + pairs_of(body.encode()))
    chaos, name, signed = take_gateway_trouble(sandbox.store), "error_response", True
    try:
        call = verified_call(sandbox, fields)
        name = response_name(call.method)
        inner = inner_of(sandbox, call, chaos)
    except Refusal as refusal:
        known = refusal.signed and fields.get("method") in ANSWERS
        name, inner, signed = response_name(fields["method"]) if known else name, refusal.fields, refusal.signed
    inner = BUSY.fields if chaos.gateway_fault == "system_error" else inner
    return answer_text(sandbox, name, inner, signed=signed and chaos.gateway_fault in ("", "system_error")).encode()
