"""Alipay's sandbox of `make run`, held in this process while the demo shop is built: its file, its keys, its rules.

What is signed and taken here, the sandbox's process knows when it starts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask

from ..alipay import transport
from ..messages import delivery
from ..messages.letter import Letter
from ..sandbox import create_sandbox
from ..sandbox.agreements import agreement_of, choose_buyer, sign
from ..sandbox.delivery import deliver_due
from ..sandbox.near import answer_near
from ..sandbox.one_store import OneStore
from ..sandbox.options import SandboxSettings
from ..sandbox.purses import fill
from ..sandbox.sandbox import Sandbox, sandbox_of
from ..sandbox.store import insert, kept
from ..settings import SANDBOX_APP_ID, Settings

FORM = "application/x-www-form-urlencoded; charset=utf-8"
KEY_FILES = ("shop-private.pem", "sandbox-private.pem", "inbox-key")


@dataclass(frozen=True)
class NearSandbox:
    """The sandbox as an application, and what is inside it."""

    far: Flask
    inside: Sandbox

    def signs(self, address: str, number: str, buyer_id: str) -> None:
        """Open the sign page of an address as a wallet does, and agree."""
        parts = urlsplit(address)
        answer = self.far.test_client().get(f"{parts.path}?{parts.query}")
        if answer.status_code >= 400:
            raise RuntimeError(f"the sandbox refused the sign page of {number} with {answer.status_code}")
        with self.inside.store.writing() as db:
            choose_buyer(db, agreement_of(db, number), buyer_id)
            sign(self.inside, db, agreement_of(db, number), self.inside.now())

    def fills(self, buyer_id: str, is_full: bool) -> None:
        """Give a buyer money, or take it."""
        with self.inside.store.writing() as db:
            fill(db, buyer_id, is_full)

    def tells(self) -> None:
        """Bring the shop every notice that is due."""
        deliver_due(self.inside)


def has_sandbox_near(settings: Settings) -> bool:
    """Whether this shop is paid at the sandbox whose file and keys lie in its instance folder."""
    own = settings.sandbox_url and settings.alipay_gateway_url == settings.sandbox_url + "/gateway.do"
    is_ours = bool(own) and settings.alipay_app_id == SANDBOX_APP_ID and settings.messages == "sandbox"
    return is_ours and not settings.is_production and all((settings.keys_folder / file).is_file() for file in KEY_FILES)


@contextmanager
def sandbox_near(shop: Flask) -> Iterator[NearSandbox]:
    """Join shop and sandbox until the block ends; letters go into its inbox. The shop's context is entered."""
    settings = shop.extensions["tbo.settings"]

    def bring(_url: str, form: dict[str, str], _seconds: float) -> tuple[int | None, str]:
        path = urlsplit(settings.notify_url).path
        answer = shop.test_client().post(path, base_url=settings.base_url, data=urlencode(form), content_type=FORM)
        return answer.status_code, answer.get_data(as_text=True)

    far = create_sandbox(
        SandboxSettings(
            folder=settings.instance_folder / "sandbox",
            keys_folder=settings.keys_folder,
            app_id=settings.alipay_app_id,
            seller_id=settings.alipay_seller_id,
            environment=settings.env,
            public_url=settings.sandbox_url,
            application_url=settings.sandbox_application_url or "",
            bring=bring,
        )
    )
    opened = sandbox_of(far).store
    changed: dict[str, Any] = {"store": OneStore(opened)}
    far.extensions["sandbox"] = inside = replace(sandbox_of(far), **changed)

    def keep(letter: Letter) -> None:
        told = {"recipient": letter.recipient, "channel": letter.channel, "subject": letter.subject}
        with inside.store.writing() as db:
            insert(db, "inbox", **told, body=letter.body, code=letter.code or "", received_at=kept(inside.now()))

    try:
        with transport.carried_by(lambda query, body: answer_near(far, query, body)), delivery.carried_by(keep):
            yield NearSandbox(far, inside)
    finally:
        inside.store.close()  # A process that is about to have children takes no open file along.
        opened.close()
