"""Joining a shop and a sandbox in one process, by hand instead of by wire: its calls, its notices, its pages."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from ..alipay import transport
from ..sandbox import create_sandbox
from ..sandbox.near import answer_near
from ..sandbox.one_store import OneStore
from ..sandbox.options import SandboxSettings
from ..sandbox.sandbox import sandbox_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FORM = "application/x-www-form-urlencoded; charset=utf-8"
# What needs an address of the sandbox in its answer.
WITH_ADDRESS = ("bill.downloadurl", "trade.precreate")
Road = Callable[[dict[str, str]], int]


@contextmanager
def joined(
    shop: Flask, options: SandboxSettings, road: Road = lambda _form: 1, keys: Mapping[str, Any] | None = None
) -> Iterator[Flask]:
    """Let what a shop asks of Alipay be answered by a sandbox of its own until the block ends; give the sandbox.

    `road` says how often a notice arrives; `keys` take the place of some of the sandbox's. The shop's context is
    entered, by one thread.
    """
    settings = shop.extensions["tbo.settings"]
    notified = create_environ(
        urlsplit(settings.notify_url).path, settings.base_url, method="POST", content_type=FORM, content_length=0
    )

    def bring(_url: str, form: dict[str, str], _seconds: float) -> tuple[int | None, str]:
        status, answer = None, "lost on the way"
        for _copy in range(road(form)):
            status, answer = _post(shop, notified, urlencode(form).encode())
        return status, answer

    whose = {"app_id": settings.alipay_app_id, "seller_id": settings.alipay_seller_id}
    far = create_sandbox(replace(options, **whose, bring=bring))
    opened = sandbox_of(far)
    changed: dict[str, Any] = {"store": OneStore(opened.store)}
    far.extensions["sandbox"] = inside = replace(opened, keys=replace(opened.keys, **keys or {}), **changed)

    def carry(query: str, body: str) -> bytes:
        if not any(name in query for name in WITH_ADDRESS):
            return answer_near(far, query, body)
        with far.test_request_context():
            return answer_near(far, query, body)

    def fetch(url: str) -> bytes:
        return far.test_client().get(urlsplit(url).path).get_data()

    try:
        with transport.carried_by(carry, fetch):
            yield far
    finally:
        inside.store.close()  # A process that is about to have children takes no open file along.
        opened.store.close()


def _post(app: Flask, environ: "WSGIEnvironment", body: bytes) -> tuple[int, str]:
    """Post to an application as a server does that has read the request's head."""
    sent = environ | {"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
    pieces, status, _headers = run_wsgi_app(app, sent, buffered=True)
    return int(status.partition(" ")[0]), b"".join(pieces).decode()


def visit(far: Flask, address: str) -> None:
    """Open one of the sandbox's pages, as a wallet or a browser does that the shop sent there."""
    parts = urlsplit(address)
    answer = far.test_client().get(f"{parts.path}?{parts.query}")
    if answer.status_code >= 400:
        raise RuntimeError(f"the sandbox refused {parts.path} with {answer.status_code}")
