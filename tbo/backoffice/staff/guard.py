"""The door of every staff page: a view says who may use it, and one that says nothing is closed to everybody."""

from collections.abc import Callable
from enum import StrEnum

from flask import Response, abort, current_app, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from ...rules.staff_rights import HOLDERS, Right
from ...web.errors import Refusal
from ...web.pages import here, see_other
from ..blueprint import pages
from .sessions import Clerk, clerk_or_none, send_cookie, touch


class Door(StrEnum):
    """Pages that need no right: for anybody, and for whoever has typed the right password."""

    ANYBODY = "anybody"
    PASSWORD_WAS_RIGHT = "password-was-right"


def needs(who: Right | Door, *, by_itself: bool = False) -> Callable[[Callable], Callable]:
    """Say who may use a view; every view of the back office says it.

    What an open page asks `by_itself` is no work of anybody: it keeps no session from ending.
    """

    def mark(view: Callable) -> Callable:
        view.staff_right, view.staff_by_itself = who, by_itself  # type: ignore[attr-defined]
        return view

    return mark


def right_of(endpoint: str) -> Right | Door | None:
    """Return what a view of the back office asks for, None for one that forgot to say it."""
    return getattr(current_app.view_functions.get(endpoint), "staff_right", None)


def clerk_now() -> Clerk:
    """Return who asks, on a page that only staff gets."""
    clerk = clerk_or_none()
    if clerk is None:
        abort(403)
    return clerk


@pages.before_request
def _guard() -> Response | None:
    g.pop("clerk", None)
    asked, clerk = right_of(request.endpoint or ""), clerk_or_none()
    if asked is Door.ANYBODY:
        return None
    if clerk is None:
        return see_other(url_for("backoffice.sign_in", next=_wanted()))
    if asked is Door.PASSWORD_WAS_RIGHT:
        return None if not clerk.has_passed else see_other(url_for("backoffice.today"))
    if not clerk.has_passed:
        return see_other(url_for("backoffice.code", next=_wanted()))
    if asked is None or not clerk.may(asked):
        return _refused(asked)
    if not getattr(current_app.view_functions.get(request.endpoint or ""), "staff_by_itself", False):
        touch(clerk)
    return None


@pages.after_request
def _close(response: Response) -> Response:
    """Nothing of the back office is kept anywhere, nor found by a search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return send_cookie(response)


@pages.errorhandler(HTTPException)
def _failed(error: HTTPException) -> Response:
    status = error.code or 500
    return face(
        status, _("没有这一页，或者它已经不在了。") if status == 404 else _("这个请求没有看懂，请返回再试一次。")
    )


@pages.errorhandler(CSRFError)
def _token_is_old(_error: CSRFError) -> Response:
    return face(400, _("这一页放得太久了。请返回、刷新，再填一次。"))


@pages.errorhandler(Refusal)
def _not_done(refusal: Refusal) -> Response:
    current_app.logger.info("refused %s: %s", type(refusal).__name__, refusal)
    return face(refusal.status, refusal.words())


def lost(error: HTTPException) -> Response | None:
    """Keep who is at work in the back office where an address below it leads nowhere; others see the shop's page."""
    clerk = clerk_or_none()
    return _close(_failed(error)) if clerk is not None and clerk.has_passed else None


def _refused(asked: Right | None) -> Response:
    """Say who may: the page for a refusal names the roles."""
    holders = sorted(HOLDERS.get(asked, ())) if asked else []
    return face(403, _("你的角色打不开这一页。"), holders=holders)


def face(status: int, words: str, **more) -> Response:
    """Answer with the back office's page for what went wrong, whoever asks."""
    clerk = clerk_or_none()
    body = render_template("backoffice/error.html", status=status, words=words, clerk=clerk, **more)
    return make_response(body, status)


def _wanted() -> str | None:
    """Return where somebody wanted to go, for after they signed in; only pages can be gone to."""
    return here() if request.method == "GET" else None
