"""The stage: the shop and Alipay's sandbox in one process, joined by hand instead of by wire, on files of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from ..db import db
from ..demo import joining
from ..jobs import nobody_woken
from ..messages import delivery
from ..messages.letter import Letter
from ..sandbox.options import SandboxSettings
from ..sandbox.sandbox import Sandbox, sandbox_of
from .quick_keys import QuickAccount, QuickKey

# In seconds, as Alipay repeats a notice that nobody took: 4, 10 and 10 minutes, 1, 2, 6 and 15 hours.
ALIPAYS_GAPS = (240, 600, 600, 3600, 7200, 21600, 54000)
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
        joining.visit(self.theirs, url)

    def press(self, path: str, **fields: str) -> bool:
        """Press a button of the sandbox; whether it was possible."""
        return self.theirs.test_client().post(path, json=fields).status_code == 200


Postman = Callable[[Letter], None]


@contextmanager
def on_stage(shop: Flask, folder: Path, road: joining.Road, postman: Postman) -> Iterator[Stage]:
    """Join a shop and a sandbox of its own in `folder`, until the block ends. The shop's context is entered.

    `road` says how often a notice arrives; `postman` takes every letter.
    """
    _hurry_on_sqlite()
    ours, theirs = QuickKey.new(), QuickKey.new()
    settings = shop.extensions["tbo.settings"]
    options = SandboxSettings(
        folder=folder / "sandbox",
        keys_folder=folder / "keys",
        public_url=SANDBOX_URL,
        application_url=settings.notify_url,
        retry_gaps=ALIPAYS_GAPS,
    )
    account = QuickAccount(settings.alipay_app_id, settings.alipay_seller_id, f"{SANDBOX_URL}/gateway.do", ours, theirs)
    before = shop.extensions.get("tbo.alipay_account")
    keys = {"own": theirs, "shop": ours}
    with joining.joined(shop, options, road, keys) as far, delivery.carried_by(postman), nobody_woken():
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
