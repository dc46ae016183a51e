"""The door for Alipay's notices: believed only when signed, answered only after the commit."""

import structlog
from flask import Response, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from ..alipay.agreement_notices import AgreementNotice
from ..alipay.notices import OtherNotice, verified_notice
from ..alipay.signed_form import LARGEST_FORM, MalformedNotice, NoticeRefused
from ..db import db
from ..rules.order_states import order_number_or_none
from ..web.csrf import protect
from .agreements.hearing import hear
from .asking import look
from .blueprint import pages
from .news import told_by_notice
from .other_notices import record_other
from .provider import PayingAway, account
from .settlement import Settled, settle

log = structlog.get_logger()
ACCEPTED = frozenset({Settled.DONE, Settled.AGAIN})


@pages.post("/alipay/notices")
@protect.exempt
def receive_notice() -> Response:
    """Take one notice: `success` once its effect is committed, `failure` when there is none to be had."""
    try:
        is_accepted = _accepted(verified_notice(_body(), request.content_type, account()))
    except NoticeRefused as refused:
        log.warning("notice.refused", because=type(refused).__name__, words=str(refused))
        return _answer("failure")
    except (SQLAlchemyError, PayingAway) as error:
        db.session.rollback()
        log.error("notice.not_kept", error=type(error).__name__)
        return _answer("failure", 500)
    return _answer("success" if is_accepted else "failure")


@pages.get("/alipay/notices")
def notices_are_posted() -> Response:
    """Refuse everything but POST without making a page of it."""
    return Response("POST", 405, {"Allow": "POST"}, content_type="text/plain")


def _body() -> bytes:
    """Read the raw body, bounded also where its length was not said; query and cookies are never looked at."""
    request.max_content_length = LARGEST_FORM
    try:
        return request.get_data(cache=False, parse_form_data=False)
    except RequestEntityTooLarge as error:
        raise MalformedNotice(f"the body is larger than {LARGEST_FORM} bytes") from error


def _accepted(notice) -> bool:
    if isinstance(notice, AgreementNotice):
        hear(notice)
        return True
    if isinstance(notice, OtherNotice):
        record_other(notice.notice_id, notice.kind)
        return True
    telling = told_by_notice(notice)
    structlog.contextvars.bind_contextvars(
        order_number=order_number_or_none(telling.payment_number), payment=telling.payment_number
    )
    settled = settle(telling)
    if settled is Settled.TO_BE_ASKED:
        # Its signature allows a second reading: only what the gateway answers counts.
        return look(telling.payment_number, "notice") is not None
    return settled in ACCEPTED


def _answer(word: str, status: int = 200) -> Response:
    return Response(word, status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
