"""The cookie that carries a device's secret: its name, its flags, and when an answer sends it."""

import hashlib
import re
import secrets
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request

from ..web.cookies import Cookie, name_of

LIFE_S = 400 * 86400
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{43}")


def cookie_name() -> str:
    """Return the cookie's name."""
    return name_of(Cookie.DEVICE, _is_https())


def secret_or_none() -> str | None:
    """Return this browser's secret, also one that this very request made; None for an anonymous visitor."""
    if not has_request_context():
        return None
    secret = g.get("device_secret", request.cookies.get(cookie_name()))
    return secret if secret and is_well_formed(secret) else None


def is_well_formed(secret: str) -> bool:
    """Whether this can be a secret of ours."""
    return WELL_FORMED.fullmatch(secret) is not None


def hashed(secret: str) -> str:
    """Return what the database keeps of a secret: 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_secret() -> str:
    """Make a secret of 256 bits and let this request's answer bring it to the browser."""
    g.device_secret = secrets.token_urlsafe(32)
    return g.device_secret


def send_again() -> None:
    """Let this request's answer lengthen the cookie's life."""
    g.device_secret = secret_or_none()


def forget() -> None:
    """Let this request's answer take the cookie away."""
    g.device_secret = ""


def init_app(app: Flask) -> None:
    """Send the cookie with the answer. Register before flask-login (see `viewer.init_app`)."""
    app.before_request(_begin)
    app.after_request(_send)


def _begin() -> None:
    g.pop("device_secret", None)


def _send(response: Response) -> Response:
    """Send what was asked for, unless the answer is a refusal: then its transaction was undone."""
    secret = g.get("device_secret")
    if secret is None or response.status_code >= 400:
        return response
    flags: dict[str, Any] = {"path": "/", "secure": _is_https(), "httponly": True, "samesite": "Lax"}
    if secret:
        response.set_cookie(cookie_name(), secret, max_age=LIFE_S, **flags)
    else:
        response.delete_cookie(cookie_name(), **flags)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_https() -> bool:
    return current_app.extensions["tbo.settings"].is_https
