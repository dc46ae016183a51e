"""What tests of offers share: somebody who buys, and Alipay's side in memory."""

import pytest

from tbo.alipay import transport

from ..support.far_side import FarSide
from ..support.selling import household


@pytest.fixture
def alipay(monkeypatch) -> FarSide:
    """Alipay, answering the shop's calls from memory."""
    side = FarSide()
    monkeypatch.setattr(transport, "post_form", side.post_form)
    return side


@pytest.fixture
def lin(app) -> int:
    """A household that owns nothing yet."""
    return household()
