"""Refusals and mistakes as pages: a status, words for the person, a number for support."""

from collections.abc import Callable

from flask import Flask, Response, current_app, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException

from ..db import db

FACES = "tbo.faces_of_errors"


class Refusal(Exception):
    """Something the shop will not do, with a name and a sentence; subclasses set status and words.

    `str(refusal)` is for the log; `words()` is for the person, in their language.
    """

    status = 409

    def words(self) -> str:
        """Say in the reader's language what is wrong and what to do."""
        return _("这一步没有成功，请再试一次。")


def error_page(status: int, words: str | None = None, template: str = "web/error.html", **context) -> Response:
    """Render the page of a status; never cached."""
    body = render_template(template, status=status, words=words, request_id=g.get("request_id"), **context)
    response = current_app.make_response((body, status))
    response.headers["Cache-Control"] = "no-store"
    return response


def below(app: Flask, prefix: str, face: Callable[[HTTPException], Response | None]) -> None:
    """Let `face` answer first where an address that begins so leads nowhere; None leaves it to the shop's page."""
    app.extensions.setdefault(FACES, {})[prefix] = face


def init_app(app: Flask) -> None:
    """Give every kind of failure its page."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(NoConnectionFree, _database_away)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Refusal):
    current_app.logger.info("refused %s: %s", type(refusal).__name__, refusal)
    return error_page(refusal.status, refusal.words())


def _http(error: HTTPException):
    if error.response is not None:
        return error.response
    if (error.code or 500) < 400:
        return error.get_response()
    response = _face_or_none(error) or error_page(error.code or 500)
    for name, value in error.get_headers(request.environ):
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _face_or_none(error: HTTPException) -> Response | None:
    faces = current_app.extensions.get(FACES, {})
    return next((face(error) for prefix, face in faces.items() if f"{request.path}/".startswith(f"{prefix}/")), None)


def _database_away(error: OperationalError | NoConnectionFree):
    current_app.logger.error("database away: %s", type(getattr(error, "orig", error)).__name__)
    db.session.rollback()
    response = error_page(503)
    response.headers["Retry-After"] = "5"
    return response


def _broken(error: Exception):
    current_app.logger.exception("broken page")
    db.session.rollback()
    if current_app.config.get("PROPAGATE_EXCEPTIONS") or current_app.config.get("TESTING"):
        raise error
    return error_page(500)
