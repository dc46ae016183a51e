"""Money that counts in a later order: the form says so, and where, before it is given back."""

from tbo.orders.models import Order
from tbo.orders.refunds.sending import refund_order
from tbo.rules.staff_rights import Role

from ..orders.telling import tell
from ..support.far_side import FarSide
from ..support.selling import buying, household, order_of, payment_of, sell_series

FORM = "#refund form"


def bought(wish, alipay: FarSide, buyer: int) -> Order:
    number = buying(wish, buyer)
    tell(alipay.pays(number, payment_of(number).amount_fen))
    return order_of(number)


def test_the_form_says_how_much_counts_already_and_in_which_order(desk, alipay):
    series, lin = sell_series(), household()
    episode, season = bought(series.episode(1), alipay, lin).number, bought(series.season, alipay, lin).number
    browser = desk(Role.SUPPORT)
    said = browser.page(f"/staff/orders/{episode}").select_one(f"{FORM} .counted")
    assert "¥3.00" in said.get_text()
    assert said.a["href"].endswith(f"/staff/orders/{season}")
    assert not browser.page(f"/staff/orders/{season}").select(f"{FORM} .counted")
    refund_order(season, "a wish")
    assert browser.page(f"/staff/orders/{episode}").select(f"{FORM} .counted"), "the money is not back yet"
