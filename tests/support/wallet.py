"""Whoever sits at the sandbox in tests: buyer, seller at the console, maker of trouble; and the sandbox's service."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from flask import Flask, current_app

from tbo.alipay.account import AlipayAccount
from tbo.orders.payments import Product, start_payment
from tbo.sandbox import create_sandbox
from tbo.sandbox.notices import signed_form
from tbo.sandbox.options import SandboxSettings
from tbo.sandbox.sandbox import Sandbox, sandbox_of

from .serving import served


class Wallet:
    """Whoever sits at the sandbox: the buyer, the seller at the console, and the maker of trouble."""

    def __init__(self, sandbox) -> None:
        self.sandbox = sandbox
        self.client = sandbox.test_client()

    def leaves_for_the_cashier(self, order: str, product: Product = Product.WAP) -> str:
        """Go where the shop's button leads; return the payment's number."""
        with current_app.test_request_context():
            started = start_payment(order, product)
        assert self.client.get("/gateway.do?" + urlsplit(started.url).query).status_code == 302
        return started.number

    def logs_in(self, number: str) -> None:
        """From now on the trade exists."""
        self.pays(number, "fail")

    def pays(self, number: str, how: str = "now") -> None:
        answer = self.client.post(f"/trades/{number}/payment", json={"how": how})
        assert answer.status_code == (409 if how == "fail" else 200), answer.text

    def console(self, number: str, what: str, **fields: str) -> None:
        assert self.client.post(f"/trades/{number}/{what}", json=fields).status_code == 200

    def trade(self, number: str) -> dict:
        return self.client.get(f"/trades.json?out_trade_no={number}").json["trades"][0]

    def trouble(self, **chaos) -> None:
        assert self.client.post("/chaos.json", json={"reset": True, **chaos}).status_code == 200

    def notices(self, number: str) -> list[bytes]:
        """Every notice it has for a payment, as it would post it."""
        return [urlencode(form).encode() for form in signed_forms(sandbox_of(self.sandbox), number)]


def signed_forms(sandbox: Sandbox, out_trade_no: str) -> list[dict[str, str]]:
    """All notices of a number as they would be posted now, in order; tests post them as they please."""
    with sandbox.store.reading() as db:
        query = "SELECT * FROM notices WHERE out_trade_no = ? ORDER BY id"
        notices = db.execute(query, (out_trade_no,)).fetchall()
    return [signed_form(sandbox, notice, sandbox.now()) for notice in notices]


@contextmanager
def listening_sandbox(shop: Flask, folder: Path, keys_folder: Path) -> Iterator[Wallet]:
    """Let a sandbox listen, and the shop be set up for it; both live by one clock."""
    sandbox = create_sandbox(SandboxSettings(folder=folder, keys_folder=keys_folder, retry_gaps=()))
    ours, theirs = ((keys_folder / name).read_text() for name in ("shop-private.pem", "sandbox-public.pem"))
    settings = shop.extensions["tbo.settings"]
    with served(sandbox) as url:
        told = settings.alipay_app_id, settings.alipay_seller_id, f"{url}/gateway.do"
        shop.extensions["tbo.alipay_account"] = AlipayAccount(*told, ours, theirs)
        try:
            yield Wallet(sandbox)
        finally:
            del shop.extensions["tbo.alipay_account"]
