"""The sandbox's side of a shop that runs: what it knows of an order's trades, and the trouble it is told to make."""

import json
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager

from .processes import RunningShop

PATIENCE_S = 30


def trades_of(shop: RunningShop, order_number: str) -> list[dict]:
    """All trades that buyers opened for an order, the newest first."""
    known = _call(f"{shop.sandbox_url}/trades.json")["trades"]
    return [trade for trade in known if trade["out_trade_no"].startswith(order_number.replace("-", "") + "_")]


@contextmanager
def trouble(shop: RunningShop, **ordered):
    """Let the sandbox make this trouble until the block ends; the block is given what orders other trouble."""

    def order(**changes):
        _call(f"{shop.sandbox_url}/chaos.json", changes)

    order(**ordered)
    try:
        yield order
    finally:
        order(reset=True)


def eventually(is_so: Callable[[], bool], what: str) -> None:
    """Look until it is so; for what happens behind every page."""
    ends_at = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < ends_at, what
        time.sleep(0.1)


def _call(address: str, sent: dict | None = None) -> dict:
    body = json.dumps(sent).encode() if sent is not None else None
    asked = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
        return json.load(answer)
