"""Which answers everybody may see: what an anonymous page says of itself, and the check before it is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, Response, g, request, session

from .. import clock
from .cookies import Cookie, name_of
from .kept_pages import Headers
from .page_policies import Policies

VARY = ("Cookie", "Accept-Encoding", "HX-Request", "HX-Request-Type")
# How long a shared cache in front may show a page, and go on while it fetches the next, in seconds.
SHARED_S = 60
STALE_S = 60
ENDS = "tbo.page_ends"  # In the environment of a request: (until, true_until) of a page that may be kept.


def personal_cookies(app: Flask) -> frozenset[str]:
    """Return the cookies that stand for a person: the session and the device. An arrival changes no page."""
    is_https = app.extensions["tbo.settings"].is_https
    return frozenset({app.config["SESSION_COOKIE_NAME"], name_of(Cookie.DEVICE, is_https)})


def shared_for(seconds: int) -> str:
    """Return the Cache-Control of a page that stays true for so many seconds: never shown beyond its end."""
    fresh = max(0, min(SHARED_S, seconds))
    return f"public, max-age=0, s-maxage={fresh}, stale-while-revalidate={max(0, min(STALE_S, seconds - fresh))}"


def is_shareable(status: str, headers: Headers, body: bytes) -> bool:
    """Whether an answer may be shown to everybody, judged by what leaves, whoever made it."""
    named = {name.lower(): value for name, value in headers}
    limits = named.get("cache-control", "")
    surprises = {word.strip().lower() for word in named.get("vary", "").split(",")} - {name.lower() for name in VARY}
    return (
        status.startswith("200 ")
        and "set-cookie" not in named
        and "public" in limits
        and "private" not in limits
        and "no-store" not in limits
        and not surprises - {""}
        and b"csrf_token" not in body
        and b"X-CSRFToken" not in body
    )


def is_personal_page(status: str, headers: Headers) -> bool:
    """Whether an answer is a page of one household and of nobody else, and changes nothing in the browser."""
    named = {name.lower(): value for name, value in headers}
    return status.startswith("200 ") and "set-cookie" not in named and named.get("cache-control") == "private, no-store"


def init_app(app: Flask, policies: Policies, valid_until: Callable[[datetime], datetime]) -> None:
    """Say on every page who may keep it. Register before all that sets cookies: the first hook runs last."""
    cookies = personal_cookies(app)

    @app.after_request
    def say_who_may_keep(response: Response) -> Response:
        if "Cache-Control" in response.headers:
            return response
        policy = policies.get(request.endpoint or "")
        is_personal = not cookies.isdisjoint(request.cookies) or "Set-Cookie" in response.headers
        if policy is None or response.status_code != 200 or is_personal or session.modified or "csrf_token" in g:
            if response.mimetype == "text/html":
                response.headers["Cache-Control"] = "private, no-store"
            return response
        now = clock.now()
        true_until = valid_until(now)
        request.environ[ENDS] = min(now + timedelta(seconds=policy.seconds), true_until), true_until
        response.headers["Cache-Control"] = shared_for(int((true_until - now).total_seconds()))
        response.vary.update(VARY)
        return response
