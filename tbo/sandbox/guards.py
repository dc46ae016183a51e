"""What protects the sandbox's own pages: the Origin check, headers, bounds, and plain faces for errors."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

OPEN_TO_OTHER_SITES = ("gateway.gateway", "inbox.receive", "tmall_gateway.router")
LARGEST_BODY = 2 * 1024 * 1024


def guard(app: Flask) -> None:
    """Put the guards around every page of `app`."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _face)


def origin_of(url: str) -> str:
    """Scheme and host of an address, empty for none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _refuse_other_sites() -> None:
    """A browser on another site may not press our buttons; programs send no Origin and may."""
    if request.method in ("GET", "HEAD", "OPTIONS") or request.endpoint in OPEN_TO_OTHER_SITES:
        return
    origin = request.headers.get("Origin")
    strange_origin = origin is not None and urlsplit(origin).netloc != request.host
    if strange_origin or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403, "This button belongs to the sandbox's own pages.")


def _add_headers(response: Response) -> Response:
    # Browsers apply form-action to redirects too, and paying ends at the shop.
    leads_to = " ".join(sorted(getattr(response, "leads_to", set()) - {""}))
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {leads_to}".strip()
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _face(error: HTTPException):
    if request.path.endswith(".json") or request.is_json:
        return jsonify(error=error.description), error.code
    return render_template("sandbox/error.html", error=error), error.code
