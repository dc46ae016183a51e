"""What tests of offers share: somebody who buys, and Alipay's side in memory."""

import pytest

from ..support.selling import household


@pytest.fixture
def lin(app) -> int:
    """A household that owns nothing yet."""
    return household()
