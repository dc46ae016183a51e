"""Bounds of every request, before any view reads it: whose host it names, how long it is, and that it is text."""

from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask, abort, request

from .csrf import SAFE, is_exempt
from .form_bounds import refuse_form

LONGEST_QUERY = 8192
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Platforms ask these by the machine's own address.
ASKED_BY_ANY_NAME = frozenset({"health.alive", "health.ready"})
# These read raw bytes themselves, and drop what is no text.
READS_BYTES = frozenset({"arrivals.item"})


def init_app(app: Flask) -> None:
    """Refuse what is out of bounds with 400, 413 or 414."""
    hosts = hosts_of(app.extensions["tbo.settings"])

    @app.before_request
    def refuse() -> None:
        if request.endpoint not in ASKED_BY_ANY_NAME and _host_name() not in hosts:
            abort(400)
        if request.endpoint not in READS_BYTES:
            _refuse_address()
        if request.method not in SAFE and not is_exempt():
            refuse_form()


def hosts_of(settings) -> frozenset[str]:
    """Return the host names this shop answers to; in development and under test also this machine's own.

    Alipay may reach the shop by another name than people do.
    """
    addresses = (urlsplit(address).hostname or "" for address in (settings.base_url, settings.notify_base_url))
    named = {name.lower() for name in (*addresses, *settings.trusted_hosts) if name}
    return frozenset(named if settings.is_production else named | LOOPBACK)


def _host_name() -> str:
    try:
        return urlsplit("//" + request.host).hostname or ""
    except ValueError:
        return ""


def _refuse_address() -> None:
    query = request.environ.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        abort(414)
    try:
        path = request.environ.get("PATH_INFO", "").encode("latin-1").decode()
        words = unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeError:
        abort(400)
    if "\x00" in path or "\x00" in words:
        abort(400)
