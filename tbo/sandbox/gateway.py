"""The door `/gateway.do`: verifies a call, lets its method work, and answers in the protocol's form."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from tbo.sandbox.answers import answered, response_name
from tbo.sandbox.chaos import Chaos, take_gateway_trouble
from tbo.sandbox.incoming import Call, fields_of, verified_call
from tbo.sandbox.methods import ANSWERS, PAGES
from tbo.sandbox.passing import catch_up
from tbo.sandbox.refusals import Refusal, invalid
from tbo.sandbox.sandbox import Sandbox, here

routes = Blueprint("gateway", __name__)


@routes.route("/gateway.do", methods=["GET", "POST"])
def gateway():
    """Take a call by GET or POST, with fields in query and body."""
    sandbox = here()
    chaos = take_gateway_trouble(sandbox.store)
    if chaos.gateway_slow_seconds:
        sandbox.options.sleep(chaos.gateway_slow_seconds)
    fields: dict[str, str] = {}
    try:
        fields = fields_of(request)
        return _work(sandbox, verified_call(sandbox, fields), chaos)
    except Refusal as refusal:
        return _refused(sandbox, fields.get("method", ""), refusal, chaos)


def inner_of(sandbox: Sandbox, call: Call, chaos: Chaos) -> dict:
    """Let the method work, unless trouble comes before it, and give its inner object. Raises Refusal."""
    if call.method not in ANSWERS:
        raise invalid("method", "不存在的方法名")
    inner = {"code": "10000", "msg": "Success"}
    if not (chaos.gateway_fault and chaos.gateway_fault_before_work):
        with sandbox.store.writing() as db:
            catch_up(sandbox, db, call.now)
            inner |= ANSWERS[call.method](sandbox, db, call)
    return inner


def _work(sandbox: Sandbox, call: Call, chaos: Chaos) -> AnyResponse:
    if call.method in PAGES:
        with sandbox.store.writing() as db:
            catch_up(sandbox, db, call.now)
            return PAGES[call.method](db, call)
    return answered(sandbox, response_name(call.method), inner_of(sandbox, call, chaos), chaos)


def _refused(sandbox: Sandbox, method: str, refusal: Refusal, chaos: Chaos) -> Response:
    if method in PAGES:
        return Response(render_template("sandbox/refusal.html", refusal=refusal), 400)
    name = response_name(method) if refusal.signed and method in ANSWERS else "error_response"
    return answered(sandbox, name, refusal.fields, chaos, signed=refusal.signed)
