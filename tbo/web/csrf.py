"""Forgery of requests: a token in every form, and a look at where the request came from."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, CSRFProtect

from .errors import error_page
from .form_bounds import refuse_form

protect = CSRFProtect()
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def init_app(app: Flask) -> None:
    """Check token and origin of everything that changes something; exempt views are named by `protect.exempt`."""
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    app.config.setdefault("WTF_CSRF_SSL_STRICT", False)
    protect.init_app(app)
    app.before_request(_refuse_foreign_origin)
    app.register_error_handler(CSRFError, _token_is_old)


def by_origin(view: Callable) -> Callable:
    """Guard a view by the browser's own word for where a request comes from, instead of by a token.

    For requests that our scripts make on pages of visitors who have no session to keep a token in. A request that
    says nothing of its origin is refused.
    """

    @wraps(view)
    def guarded(*args, **kwargs):
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if site != "same-origin" and (site is not None or not _is_ours(origin or "")):
            abort(403)
        return view(*args, **kwargs)

    return protect.exempt(guarded)


def after_door(most_bytes: int) -> Callable[[Callable], Callable]:
    """Let a view take a larger body, and read it only once whoever asks has been let in.

    Its token is checked after the guards of the view's blueprint instead of before: it may stand in the body.
    """

    def mark(view: Callable) -> Callable:
        @wraps(view)
        def guarded(*args, **kwargs):
            request.max_content_length = most_bytes
            protect.protect()
            refuse_form()
            return view(*args, **kwargs)

        guarded.is_after_door = True  # type: ignore[attr-defined]
        return protect.exempt(guarded)

    return mark


def _refuse_foreign_origin() -> None:
    """Refuse a change asked for by another site's page; a missing header is left to the token."""
    is_late = getattr(current_app.view_functions.get(request.endpoint or ""), "is_after_door", False)
    if request.method in SAFE or (is_exempt() and not is_late):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin not in (None, "null") and not _is_ours(origin):
        abort(403)


def _is_ours(origin: str) -> bool:
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def is_exempt() -> bool:
    """Whether the view of this request guards itself instead of reading a token from a form."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and f"{view.__module__}.{view.__name__}" in protect._exempt_views


def _token_is_old(error: CSRFError):
    return error_page(400, _("这一页放得太久了。请返回、刷新，再试一次；没有扣款。"))
