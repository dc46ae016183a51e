"""What tests of orders share: Alipay's side in memory, and one series to buy."""

import pytest

from tbo.alipay import transport

from ..support.far_side import FarSide
from ..support.selling import Sold, sell_series


@pytest.fixture
def alipay(monkeypatch) -> FarSide:
    """Alipay, answering the shop's calls from memory."""
    side = FarSide()
    monkeypatch.setattr(transport, "post_form", side.post_form)
    return side


@pytest.fixture
def series(app) -> Sold:
    """A series of four episodes at 3.00 yuan, 9.00 for the season, 1.20 to rent."""
    return sell_series()
