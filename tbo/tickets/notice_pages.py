"""The door for notices of e-tickets: answered in the protocol's own form, with success only after the commit."""

import json

import structlog
from flask import Response, abort, current_app, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from ..db import db
from ..web.csrf import protect
from .blueprint import pages
from .hearing import hear
from .notices import LARGEST_NOTICE, NoticeRefused, verified
from .provider import OFF

log = structlog.get_logger()
HEARD, NOT_KEPT = 200, 500


@pages.post("/tickets/notices")
@protect.exempt
def receive_ticket_notice() -> Response:
    """Take one notice; where e-tickets are off there is no such door."""
    settings = current_app.extensions["tbo.settings"]
    if settings.tickets == OFF:
        abort(404)
    try:
        hear(verified(_body(), settings.tickets_notice_key, settings.tickets_charset, settings.tickets_seller_id))
    except NoticeRefused as refused:
        log.warning("ticket.notice_refused", because=type(refused).__name__, words=str(refused))
        return _answer(refused.code)
    except SQLAlchemyError as error:
        db.session.rollback()
        log.error("ticket.notice_not_kept", error=type(error).__name__)
        return _answer(NOT_KEPT)
    return _answer(HEARD)


def _body() -> bytes:
    request.max_content_length = LARGEST_NOTICE
    try:
        return request.get_data(cache=False, parse_form_data=False)
    except RequestEntityTooLarge as error:
        raise NoticeRefused(f"it is larger than {LARGEST_NOTICE} bytes") from error


def _answer(code: int) -> Response:
    body = json.dumps({"code": code}, separators=(",", ":"))
    return Response(body, 200, content_type="application/json; charset=utf-8", headers={"Cache-Control": "no-store"})
