"""Fixtures of whoever sells and buys: Alipay's side in memory or at a sandbox, and one series to buy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tbo import clock
from tbo.alipay import transport
from tbo.sandbox.keys import ensure_keys

from ..orders.subscribers import MORNING
from .agreeing_side import AgreeingSide
from .far_side import FarSide
from .selling import Sold, sell_plan, sell_series
from .wallet import Wallet, listening_sandbox


@pytest.fixture
def alipay(monkeypatch) -> FarSide:
    """Alipay, answering the shop's calls from memory."""
    side = FarSide()
    monkeypatch.setattr(transport, "post_form", side.post_form)
    return side


@pytest.fixture
def side(app, monkeypatch) -> Iterator[AgreeingSide]:
    """Alipay in memory with agreements, on a morning of November, with a monthly plan at 19.00 on sale."""
    agreeing = AgreeingSide()
    monkeypatch.setattr(transport, "post_form", agreeing.post_form)
    with clock.standing_at(MORNING):
        sell_plan()
        yield agreeing


@pytest.fixture
def series(app) -> Sold:
    """A series of four episodes at 3.00 yuan, 9.00 for the season, 1.20 to rent."""
    return sell_series()


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory) -> Path:
    """Keys of a sandbox and its shop."""
    folder = tmp_path_factory.mktemp("keys")
    ensure_keys(folder)
    return folder


@pytest.fixture
def wallet(app, tmp_path, keys_folder) -> Iterator[Wallet]:
    """The buyer at a sandbox that listens."""
    with listening_sandbox(app, tmp_path, keys_folder) as somebody:
        yield somebody
