"""What tests of orders share: Alipay's side in memory, and one series to buy."""

from collections.abc import Iterator

import pytest

from tbo import clock
from tbo.alipay import transport

from ..support.agreeing_side import AgreeingSide
from ..support.selling import sell_plan
from .subscribers import MORNING


@pytest.fixture
def side(app, monkeypatch) -> Iterator[AgreeingSide]:
    """Alipay in memory with agreements, on a morning of November, with a monthly plan at 19.00 on sale."""
    agreeing = AgreeingSide()
    monkeypatch.setattr(transport, "post_form", agreeing.post_form)
    with clock.standing_at(MORNING):
        sell_plan()
        yield agreeing
