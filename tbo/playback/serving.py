"""Answers with files of films, wherever the store keeps them."""

import structlog
from flask import Response, abort, current_app, request, send_file

from ..media.stores import SpanNotThere, StoreAway, store

log = structlog.get_logger()


def file_or_none(key: str, kind: str, seconds: int) -> Response | None:
    """Answer with a file or the part that was asked for; None when there is none."""
    path = store().path_or_none(key)
    if path is not None:
        return send_file(path.resolve(), mimetype=kind, conditional=True, max_age=seconds)
    try:
        opened = store().open_or_none(key, request.headers.get("Range"))
    except SpanNotThere:
        return refused(416)
    except StoreAway as away:
        return _away(away)
    if opened is None:
        return None
    status = 206 if opened.span else 200
    response = current_app.response_class(opened.body, status, mimetype=kind, direct_passthrough=True)
    response.content_length = opened.length
    if opened.span:
        response.headers["Content-Range"] = opened.span
    return response


def text_or_none(key: str) -> str | None:
    """Return a list's text; None when there is none."""
    try:
        body = store().get_or_none(key)
    except StoreAway as away:
        abort(_away(away))
    return None if body is None else body.decode("utf-8")


def _away(away: StoreAway) -> Response:
    log.error("origin.store_away", error=str(away)[:300])
    response = refused(503)
    response.headers["Retry-After"] = "2"
    return response


def refused(status: int) -> Response:
    """Refuse without a word; it is kept nowhere."""
    return current_app.response_class("", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
