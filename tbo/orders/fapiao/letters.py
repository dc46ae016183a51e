"""Letters to who asked for a fapiao: it is issued, or refused and why. They go to the address on the request."""

from flask import current_app

from ...accounts.models import Household
from ...db import db
from ...messages.outbox import post
from ...messages.wording import worded
from ...rules.money import Money
from .models import FapiaoRequest


def tell_issued(request: FapiaoRequest) -> None:
    """Tell number, day and sum of a fapiao. Never commits."""
    facts = {"title": request.title, "amount": Money(request.amount_fen)}
    _write(request, "fapiao_issued", **facts, fapiao_number=request.fapiao_number, day=request.issued_on)


def tell_refused(request: FapiaoRequest) -> None:
    """Tell why there is none, and where to ask again. Never commits."""
    _write(request, "fapiao_refused", because=request.refused_because)


def _write(request: FapiaoRequest, template: str, **values) -> None:
    order = request.order
    language = db.session.get_one(Household, order.household_id).locale
    base_url = current_app.extensions["tbo.settings"].base_url
    address = f"{base_url}/receipts/{order.number}/fapiao"
    subject, body = worded(template, language, order_number=order.number, fapiao_url=address, **values)
    post("mail", request.email, subject, body, key=f"{template}:{request.id}")
