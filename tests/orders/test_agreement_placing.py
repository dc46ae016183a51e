"""What an agreement that is placed lets Alipay take."""

from dataclasses import replace

import pytest

from tbo.orders.agreements.placing import cap_for
from tbo.rules.money import Money


@pytest.mark.parametrize(
    ("price", "percent", "most"),
    [(1900, 100, 1900), (1900, 150, 2900), (1950, 100, 1950), (9000, 150, 10_000), (10_000, 300, 10_000)],
)
def test_an_agreement_has_room_in_whole_yuan_up_to_what_alipay_lets_be_taken(app, price, percent, most):
    settings = app.extensions["tbo.settings"]
    app.extensions["tbo.settings"] = replace(settings, renewal_cap_percent=percent)
    try:
        assert cap_for(Money(price)) == Money(most)
    finally:
        app.extensions["tbo.settings"] = settings
