"""Alipay's sandbox of `make run`, held in this process while the demo shop is built: its file, its keys, its rules.

What is signed and taken here, the sandbox's process knows when it starts.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from ..messages import delivery
from ..messages.letter import Letter
from ..sandbox.agreements import agreement_of, choose_buyer, sign
from ..sandbox.delivery import deliver_due
from ..sandbox.options import SandboxSettings
from ..sandbox.purses import fill
from ..sandbox.sandbox import Sandbox, sandbox_of
from ..sandbox.store import insert, kept
from ..sandbox.tickets import newest_ticket_or_none
from ..sandbox.trades import open_trade, pay
from ..settings import SANDBOX_APP_ID, Settings
from .joining import joined, visit

KEY_FILES = ("shop-private.pem", "sandbox-private.pem", "inbox-key")


@dataclass(frozen=True)
class NearSandbox:
    """The sandbox as an application, and what is inside it."""

    far: Flask
    inside: Sandbox

    def signs(self, address: str, number: str, buyer_id: str) -> None:
        """Open the sign page of an address as a wallet does, and agree."""
        visit(self.far, address)
        with self.inside.store.writing() as db:
            choose_buyer(db, agreement_of(db, number), buyer_id)
            sign(self.inside, db, agreement_of(db, number), self.inside.now())

    def pays(self, address: str, number: str, buyer_id: str) -> None:
        """Open the cashier's page of an address as a browser does, and pay."""
        visit(self.far, address)
        with self.inside.store.writing() as db:
            ticket = newest_ticket_or_none(db, number)
            if ticket is None:
                raise LookupError(f"{number} has no ticket")
            now = self.inside.now()
            pay(self.inside, db, open_trade(db, ticket, buyer_id, now), now)

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
def begun_sandbox(settings: Settings) -> Iterator[Path]:
    """Lend the folder of the sandbox for filling it: one that is new takes its place when the block has ended well.

    Whoever breaks off in the middle leaves nothing there that a later start would go on with. A sandbox that is there
    already, because its shop lost its database alone, is filled where it is: its process may run.
    """
    place = settings.instance_folder / "sandbox"
    if place.exists():
        yield place
        return
    begun = place.with_name("sandbox.new")
    shutil.rmtree(begun, ignore_errors=True)
    yield begun
    begun.rename(place)


@contextmanager
def sandbox_near(shop: Flask, folder: Path) -> Iterator[NearSandbox]:
    """Join shop and sandbox until the block ends; letters go into its inbox. The shop's context is entered."""
    settings = shop.extensions["tbo.settings"]
    options = SandboxSettings(
        folder=folder,
        keys_folder=settings.keys_folder,
        environment=settings.env,
        public_url=settings.sandbox_url,
        application_url=settings.sandbox_application_url or "",
    )
    with joined(shop, options) as far:
        inside = sandbox_of(far)

        def keep(letter: Letter) -> None:
            told = {"recipient": letter.recipient, "channel": letter.channel, "subject": letter.subject}
            with inside.store.writing() as db:
                insert(db, "inbox", **told, body=letter.body, code=letter.code or "", received_at=kept(inside.now()))

        with delivery.carried_by(keep):
            yield NearSandbox(far, inside)
