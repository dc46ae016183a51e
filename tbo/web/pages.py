"""Answers: a whole page, or the part of it that htmx asked for; kept pages ask for the same before Flask does."""

from typing import Any, cast
from urllib.parse import quote

from flask import Flask, Response, current_app, make_response, redirect, render_template, request
from htmx_flask import Htmx
from jinja2_fragments.flask import render_block
from werkzeug.urls import iri_to_uri


def wants_part() -> bool:
    """Whether htmx asks for a fragment; boosted links and history ask for whole pages."""
    return request.headers.get("HX-Request-Type") == "partial"


def page_or_part(page: str, part: str, /, status: int = 200, **context: Any) -> Response:
    """Render template `page`, or only its block `part` when htmx asked for a part."""
    body = _part(page, part, context) if wants_part() else render_template(page, **context)
    response = make_response(body, status)
    response.vary.update(("HX-Request", "HX-Request-Type"))
    return response


def _part(page: str, part: str, context: dict) -> str:
    """Render a block as it stands in its page: with what the page imports above it, which a block alone lacks."""
    known = context.copy()
    current_app.update_template_context(known)
    template = current_app.jinja_env.get_template(page)
    around = template.new_context(known)
    next(template.root_render_func(around))  # Runs up to the first word of the page; the imports are done by then.
    return render_block(page, part, **(around.vars | context))


def replacing(response: Response, target: str) -> Response:
    """Let a part take the place of `target`, instead of the element that asked for it."""
    response.headers["HX-Retarget"] = target
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def see_other(address: str) -> Response:
    """Send the browser on with GET; htmx gets the same by its own header."""
    if request.headers.get("HX-Request"):
        response = make_response("", 204)
        response.headers["HX-Redirect"] = iri_to_uri(address)
        return response
    return cast(Response, redirect(address, 303))


def here() -> str:
    """Return this page's own address with its language and its query, to come back to."""
    query = request.query_string.decode("ascii", "ignore")
    return quote(request.script_root + request.path) + (f"?{query}" if query else "")


def public_address(path: str) -> str:
    """Return a path of ours (with its language prefix, if any) as a full public address."""
    return current_app.extensions["tbo.settings"].base_url + path


def private(response: Response) -> Response:
    """Keep a personal answer out of every cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def init_app(app: Flask) -> None:
    """Let requests know about htmx."""
    Htmx(app)
