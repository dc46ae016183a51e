"""The pages of who gives: choosing a gift, and the card with its code to send or to print."""

from flask import Response, make_response, render_template, url_for

from ...accounts.viewer import viewer
from ...offers.refusals import NotForChildren
from ...rules.profiles import MINORS
from ...web.pages import private, see_other
from ..blueprint import pages
from ..deciding import may_decide
from ..models import Order
from ..order_pages import own_order_or_404
from ..sold import is_told_to
from .giving import gift_of
from .views import card_of, gifts_from, months_to_give


@pages.get("/gifts")
def gifts() -> Response:
    """Show what can be given, and what the household gave."""
    who = viewer()
    if who.profile.kind == "child":
        raise NotForChildren("gifts on a child's profile")
    given = [card_of(gift) for gift in gifts_from(who.household_id) if is_told_to(who.profile, gift.kind, gift)]
    return private(make_response(render_template("orders/gifts.html", plans=months_to_give(), given=given)))


@pages.get("/orders/<number>/gift")
def gift(number: str) -> Response:
    """Show the card of a paid gift to the household that bought it; before it is paid there is only the order."""
    found = own_order_or_404(number)
    made = gift_of(found)
    if made is None:
        return private(see_other(url_for(".order", number=found.number)))
    card = card_of(made)
    if not _may_hand_out(found):
        card = card.without_code()
    return private(make_response(render_template("orders/gift.html", card=card)))


def _may_hand_out(order: Order) -> bool:
    """Whether whoever asks may see the code: who holds it has what was paid, so neither a receipt's link nor a minor.

    What a minor bought on its own profile is its own to give.
    """
    who = viewer()
    is_its_own = order.profile_id is not None and order.profile_id == who.profile_id
    return may_decide() or (is_its_own and who.profile.kind in MINORS and who.came_by != "receipt")
