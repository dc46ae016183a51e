"""The stage: the shop and Alipay's sandbox in one process, joined by hand instead of by wire, on files of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import event

from ..alipay import transport
from ..db import db
from ..messages import delivery
from ..messages.letter import Letter
from ..sandbox import create_sandbox
from ..sandbox.near import answer_near
from ..sandbox.one_store import OneStore
from ..sandbox.options import SandboxSettings
from ..sandbox.sandbox import Sandbox, sandbox_of
from .quick_keys import QuickAccount, QuickKey

FORM = "application/x-www-form-urlencoded; charset=utf-8"
# In seconds, as Alipay repeats a notice that nobody took: 4, 10 and 10 minutes, 1, 2, 6 and 15 hours.
ALIPAYS_GAPS = (240, 600, 600, 3600, 7200, 21600, 54000)
# What needs an address of the sandbox in its answer.
WITH_ADDRESS = ("bill.downloadurl", "trade.precreate")
SANDBOX_URL = "http://sandbox.test"


@dataclass(frozen=True)
class Stage:
    """The two sides: `theirs` is the sandbox as an application, `sandbox` what is inside it."""

    shop: Flask
    theirs: Flask
    sandbox: Sandbox

    @property
    def codes(self) -> tuple[str, str, str]:
        """The words of the contract by which the shop asks for agreements."""
        settings = self.shop.extensions["tbo.settings"]
        return settings.alipay_product_code, settings.alipay_personal_product_code, settings.alipay_sign_scene

    def visit(self, url: str) -> None:
        """Open one of the sandbox's pages, as a wallet or a browser does that the shop sent there."""
        parts = urlsplit(url)
        answer = self.theirs.test_client().get(f"{parts.path}?{parts.query}")
        if answer.status_code >= 400:
            raise RuntimeError(f"the sandbox refused a page with {answer.status_code}")

    def press(self, path: str, **fields: str) -> bool:
        """Press a button of the sandbox; whether it was possible."""
        return self.theirs.test_client().post(path, json=fields).status_code == 200


Road = Callable[[dict[str, str]], int]
Postman = Callable[[Letter], None]


@contextmanager
def on_stage(shop: Flask, folder: Path, road: Road, postman: Postman) -> Iterator[Stage]:
    """Join a shop and a sandbox of its own in `folder`, until the block ends. The shop's context is entered.

    `road` says how often a notice arrives; `postman` takes every letter.
    """
    _hurry_on_sqlite()
    ours, theirs = QuickKey.new(), QuickKey.new()
    settings = shop.extensions["tbo.settings"]

    def bring(_url: str, form: dict[str, str], _seconds: float) -> tuple[int | None, str]:
        status, answer = None, "lost on the way"
        for _copy in range(road(form)):
            response = shop.test_client().post(
                urlsplit(settings.notify_url).path, base_url=settings.base_url, data=urlencode(form), content_type=FORM
            )
            status, answer = response.status_code, response.get_data(as_text=True)
        return status, answer

    far = create_sandbox(
        SandboxSettings(
            folder=folder / "sandbox",
            keys_folder=folder / "keys",
            app_id=settings.alipay_app_id,
            seller_id=settings.alipay_seller_id,
            public_url=SANDBOX_URL,
            application_url=settings.notify_url,
            retry_gaps=ALIPAYS_GAPS,
            bring=bring,
        )
    )
    inside = sandbox_of(far)
    changed: dict[str, Any] = {"store": OneStore(inside.store)}
    halves: dict[str, Any] = {"own": theirs, "shop": ours}
    far.extensions["sandbox"] = replace(inside, keys=replace(inside.keys, **halves), **changed)

    def carry(query: str, body: str) -> bytes:
        if not any(name in query for name in WITH_ADDRESS):
            return answer_near(far, query, body)
        with far.test_request_context():
            return answer_near(far, query, body)

    def fetch(url: str) -> bytes:
        return far.test_client().get(urlsplit(url).path).get_data()

    account = QuickAccount(settings.alipay_app_id, settings.alipay_seller_id, f"{SANDBOX_URL}/gateway.do", ours, theirs)
    before = shop.extensions.get("tbo.alipay_account")
    with ExitStack() as stack:
        stack.enter_context(transport.carried_by(carry, fetch))
        stack.enter_context(delivery.carried_by(postman))
        shop.extensions["tbo.alipay_account"] = account
        try:
            yield Stage(shop, far, sandbox_of(far))
        finally:
            shop.extensions["tbo.alipay_account"] = before


def _hurry_on_sqlite() -> None:
    """Let the disk write when it likes: what a rehearsal leaves is thrown away."""
    if db.engine.dialect.name != "sqlite":
        return
    db.session.remove()
    db.engine.dispose()

    @event.listens_for(db.engine, "connect")
    def _hurry(connection, _record) -> None:
        connection.execute("PRAGMA synchronous=OFF")
