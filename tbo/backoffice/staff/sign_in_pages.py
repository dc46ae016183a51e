"""Pages by which staff come in and go: password, code, setting the second factor up, own sessions."""

from flask import Response, abort, current_app, g, make_response, render_template, request, url_for
from flask_babel import gettext as _

from ...rules.addresses import own_path
from ...rules.staff_rights import Right
from ...web.pages import see_other
from ..blueprint import pages
from . import second_factor, sessions
from .guard import Door, clerk_now, needs
from .signing_in import Tried, sign_out, try_code, try_password

LONGEST_NEXT = 500


@pages.get("/staff/sign-in")
@needs(Door.ANYBODY)
def sign_in() -> Response:
    """Ask for address and password; whoever is in goes on."""
    clerk = sessions.clerk_or_none()
    if clerk is not None:
        return see_other(_next() if clerk.has_passed else url_for(".code", next=_next()))
    return _sign_in_page()


@pages.post("/staff/sign-in")
@needs(Door.ANYBODY)
def enter_password() -> Response:
    """Take address and password."""
    email = request.form.get("email", "")[:254]
    tried = try_password(email, request.form.get("password", "")[:1000])
    if tried is Tried.RIGHT:
        return see_other(url_for(".code", next=_next()))
    if tried is Tried.TOO_OFTEN:
        return _sign_in_page(429, _("试得太快了，请过几分钟再来。"), email)
    return _sign_in_page(422, _("邮箱或密码不对。"), email)


@pages.get("/staff/code")
@needs(Door.PASSWORD_WAS_RIGHT)
def code() -> Response:
    """Ask for the code of the second factor, or set it up."""
    return _code_page()


@pages.post("/staff/code")
@needs(Door.PASSWORD_WAS_RIGHT)
def enter_code() -> Response:
    """Take the code; after the very first one the recovery codes are shown, this once."""
    tried = try_code(clerk_now(), request.form.get("code", ""))
    if tried is Tried.TOO_OFTEN:
        return _code_page(429, _("试得太快了，请过几分钟再来。"))
    if tried is Tried.WRONG:
        return _code_page(422, _("这个码不对，或者已经用过。请等下一个。"))
    codes = g.pop("recovery_codes", None)
    if codes:
        body = render_template("backoffice/recovery_codes.html", codes=codes, then=_next())
        return make_response(body)
    return see_other(_next())


@pages.post("/staff/sign-out")
@needs(Right.OWN_SESSIONS)
def leave() -> Response:
    """End this session."""
    sign_out(clerk_now())
    return see_other(url_for(".sign_in"))


@pages.get("/staff/me")
@needs(Right.OWN_SESSIONS)
def me() -> Response:
    """Show who one is here, and where one is signed in."""
    clerk = clerk_now()
    body = render_template("backoffice/me.html", sessions=sessions.sessions_of(clerk.staff_id))
    return make_response(body)


@pages.post("/staff/me/sessions/<int:session_id>/end")
@needs(Right.OWN_SESSIONS)
def end_session(session_id: int) -> Response:
    """End one of one's own sessions."""
    clerk = clerk_now()
    if session_id > 2**31 - 1 or not sessions.end_session(clerk.staff_id, session_id):
        abort(404)
    if session_id == clerk.session_id:
        sessions.forget_cookie()
    return see_other(url_for(".me"))


def _sign_in_page(status: int = 200, error: str = "", email: str = "") -> Response:
    body = render_template("backoffice/sign_in.html", error=error, email=email, then=_next())
    return make_response(body, status)


def _code_page(status: int = 200, error: str = "") -> Response:
    clerk, staff = clerk_now(), sessions.staff_now()
    tell = current_app.extensions.get("tbo.told_code", lambda _staff: None)
    context = {"error": error, "then": _next(), "picture": None, "secret": None, "told": tell(staff)}
    if not clerk.has_factor:
        context |= {"picture": second_factor.picture_of(staff), "secret": second_factor.secret_of(staff)}
    return make_response(render_template("backoffice/code.html", **context), status)


def _next() -> str:
    """Return where to go afterwards: a page of the back office."""
    wanted = own_path(request.values.get("next", "")[:LONGEST_NEXT], "")
    return wanted if wanted.startswith(sessions.PATHS) else url_for(".today")
