"""The checkout: what is bought and what it comes to, and the one button that places the order and leads on to pay."""

import secrets
from dataclasses import replace
from urllib.parse import quote

import structlog
from flask import Response, abort, make_response, render_template, request, url_for

from ..accounts.profiles import PinNeeded
from ..accounts.viewer import viewer
from ..arrivals.positions import kept_arrival_id
from ..offers.coupon_refusals import CouponNotUsable, TooManyCoupons
from ..offers.quote import Quote
from ..offers.refusals import AlreadyOwned
from ..rules.access import OfferKind
from ..web.ids import is_id
from ..web.pages import here, page_or_part, private, see_other
from .addresses import back_url, checkout_url, watch_url
from .blueprint import pages
from .checkout import Placed, PriceChanged, place_for_visitor
from .coupons.field import CouponField, Refused, field_of, quote_with_field, typed_code, without
from .coupons.places import count_try
from .form_reading import shown_price, wanted_id
from .hosts import host_of_page
from .leading_out import VIA, brought_in, carried_out, way_out
from .minors import require_pin_to_buy
from .payments import NotPayable, product_for, start_payment
from .provider import PayingAway
from .showing import bought_by_quote
from .wishes import Wish, goods_of_wish, wanted_episode, wish_for_episode

LONGEST_KEY = 40
# What stays in a checkout's address when a code is typed.
KEPT = ("offer", "wanted", "gift", VIA)


@pages.get("/episodes/<int:episode_id>/orders/new")
def new_for_episode(episode_id: int) -> Response:
    """Show what an episode, its rental or its season costs this household."""
    return _checkout(_episode_wish(episode_id))


@pages.get("/seasons/<int:season_id>/orders/new")
def new_for_season(season_id: int) -> Response:
    """Show what a season costs this household."""
    return _checkout(_season_wish(season_id))


@pages.get("/plans/<key>/orders/new")
def new_for_plan(key: str) -> Response:
    """Show what a plan's period costs."""
    return _checkout(_plan_wish(key))


@pages.post("/episodes/<int:episode_id>/orders")
def place_for_episode(episode_id: int) -> Response:
    """Order an episode, its rental or its season, and go on to pay."""
    return _place(_episode_wish(episode_id))


@pages.post("/seasons/<int:season_id>/orders")
def place_for_season(season_id: int) -> Response:
    """Order a season, and go on to pay."""
    return _place(_season_wish(season_id))


@pages.post("/plans/<key>/orders")
def place_for_plan(key: str) -> Response:
    """Order a plan's period, and go on to pay."""
    return _place(_plan_wish(key))


@pages.get("/<any(episodes, seasons, plans):things>/<key>/orders")
def begin_again(things: str, key: str) -> Response:
    """Lead whoever reloads an answered form, or changes its language, back to the form."""
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    return see_other(f"{request.script_root}{quote(request.path.rstrip('/'))}/new{query}")


@pages.errorhandler(PinNeeded)
def _ask_for_pin(refusal: PinNeeded) -> Response:
    """Lead to the PIN, and back to the form; nothing was ordered."""
    return private(see_other(url_for("family.pin", next=here())))


def _episode_wish(episode_id: int) -> Wish:
    return _with_rest(wish_for_episode(_known(episode_id), request.args.get("offer")))


def _season_wish(season_id: int) -> Wish:
    return _with_rest(Wish(kind=OfferKind.SEASON, season_id=_known(season_id), wanted_episode_id=wanted_id()))


def _plan_wish(key: str) -> Wish:
    if len(key) > LONGEST_KEY:
        abort(404)
    return _with_rest(Wish(kind=OfferKind.PLAN, plan_key=key, wanted_episode_id=wanted_id()))


def _with_rest(wish: Wish) -> Wish:
    """Add what may stand behind every checkout's address: a code, and that it is for somebody else."""
    if request.args.get("gift") == "1":
        wish = replace(wish, is_gift=True, wanted_episode_id=None)
    return replace(wish, coupon=typed_code())


def _known(number: int) -> int:
    return number if is_id(number) else abort(404)


def _checkout(wish: Wish) -> Response:
    arrival = carried_out()
    if arrival is not None:
        return private(see_other(arrival))
    require_pin_to_buy()
    try:
        quote, field = quote_with_field(wish)
    except AlreadyOwned as refusal:
        return _owned(wish, refusal)
    return _form(wish, quote, field, secrets.token_urlsafe(18))


def _place(wish: Wish) -> Response:
    form_key = request.form.get("form_key", "")
    try:
        if wish.coupon:
            count_try(wish.coupon, viewer().household_id)
        placed = place_for_visitor(wish, shown_price(), form_key, kept_arrival_id())
    except PriceChanged as changed:
        return _form(wish, changed.quote, field_of(changed.quote), form_key, changed)
    except (CouponNotUsable, TooManyCoupons) as refusal:
        return _form(wish, *without(wish, refusal), form_key, refusal)
    except AlreadyOwned as refusal:
        return _owned(wish, refusal, refusal.status)
    structlog.contextvars.bind_contextvars(order_number=placed.number)
    return private(see_other(_next(placed)))


def _next(placed: Placed) -> str:
    """Return the cashier on a phone; elsewhere, and when nothing is to be paid, the order's own page."""
    product = product_for(request.user_agent.string)
    address = url_for(".order", number=placed.number)
    if placed.is_paid or product is None:
        return address
    try:
        return start_payment(placed.number, product).url or address
    except (NotPayable, PayingAway):
        # The order stands; its page says why and how it goes on.
        return address


def _form(
    wish: Wish, quote: Quote, coupon: CouponField, form_key: str, changed: PriceChanged | Refused | None = None
) -> Response:
    page = page_or_part(
        "orders/checkout.html",
        "offer",
        changed.status if changed else 200,
        coupon=coupon,
        coupon_action=checkout_url(replace(wish, wanted_episode_id=None, is_gift=False)).partition("?")[0],
        kept=[(name, value) for name, value in request.args.items() if name in KEPT],
        bought=bought_by_quote(quote),
        action=checkout_url(wish, "place"),
        form_key=form_key,
        host=host_of_page(),
        is_known=viewer().has_account,
        back=back_url(quote.goods),
        said=changed.words() if changed else "",
        leave_url=way_out(),
    )
    return brought_in(private(page))


def _owned(wish: Wish, refusal: AlreadyOwned, status: int = 200) -> Response:
    """Lead whoever has it already to where it plays."""
    goods = goods_of_wish(wish)
    back, play = back_url(goods), watch_url(goods, wanted_episode(wish, goods))
    body = render_template("orders/owned.html", words=refusal.words(), play=play or back, back=back)
    return private(make_response(body, status))
