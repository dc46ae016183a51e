"""The checkout: what is bought and what it comes to, and the one button that places the order and leads on to pay."""

import re
import secrets
from urllib.parse import quote

import structlog
from flask import Response, abort, make_response, render_template, request, url_for

from .. import clock
from ..accounts.viewer import viewer
from ..arrivals.visits import current_arrival_id
from ..catalog.addresses import is_id
from ..offers.quote import Quote
from ..offers.refusals import AlreadyOwned
from ..rules.access import OfferKind
from ..rules.money import Money
from ..web.pages import private, see_other
from .addresses import back_url, checkout_url, watch_url
from .blueprint import pages
from .checkout import FormTooOld, Placed, PriceChanged, place_for_visitor
from .hosts import host_of_page
from .leading_out import brought_in, carried_out, way_out
from .payments import NotPayable, product_for, start_payment
from .provider import PayingAway
from .showing import bought_by_quote
from .wishes import Wish, goods_of_wish, quote_wish, wanted_episode, wish_for_episode

FEN = re.compile(r"[0-9]{1,10}")
LONGEST_KEY = 40


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


def _episode_wish(episode_id: int) -> Wish:
    return wish_for_episode(_known(episode_id), request.args.get("offer"))


def _season_wish(season_id: int) -> Wish:
    return Wish(kind=OfferKind.SEASON, season_id=_known(season_id), wanted_episode_id=_wanted())


def _plan_wish(key: str) -> Wish:
    if len(key) > LONGEST_KEY:
        abort(404)
    return Wish(kind=OfferKind.PLAN, plan_key=key, wanted_episode_id=_wanted())


def _known(number: int) -> int:
    return number if is_id(number) else abort(404)


def _wanted() -> int | None:
    typed = request.args.get("wanted", "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= 10
    return int(typed) if is_number and is_id(int(typed)) else None


def _checkout(wish: Wish) -> Response:
    arrival = carried_out()
    if arrival is not None:
        return private(see_other(arrival))
    who = viewer()
    try:
        quote = quote_wish(wish, who.household_id, who.profile, clock.now())
    except AlreadyOwned as refusal:
        return _owned(wish, refusal)
    return _form(wish, quote, secrets.token_urlsafe(18))


def _place(wish: Wish) -> Response:
    form_key = request.form.get("form_key", "")
    try:
        placed = place_for_visitor(wish, _shown(), form_key, current_arrival_id())
    except PriceChanged as changed:
        return _form(wish, changed.quote, form_key, changed)
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


def _shown() -> Money:
    typed = request.form.get("shown", "")
    if not FEN.fullmatch(typed):
        raise FormTooOld(f"{typed!r:.20} is not a price of ours")
    return Money(int(typed))


def _form(wish: Wish, quote: Quote, form_key: str, changed: PriceChanged | None = None) -> Response:
    body = render_template(
        "orders/checkout.html",
        bought=bought_by_quote(quote),
        action=checkout_url(wish, "place"),
        form_key=form_key,
        host=host_of_page(),
        back=back_url(quote.goods),
        said=changed.words() if changed else "",
        leave_url=way_out(),
    )
    return brought_in(private(make_response(body, changed.status if changed else 200)))


def _owned(wish: Wish, refusal: AlreadyOwned, status: int = 200) -> Response:
    """Lead whoever has it already to where it plays."""
    goods = goods_of_wish(wish)
    back, play = back_url(goods), watch_url(goods, wanted_episode(wish, goods))
    body = render_template("orders/owned.html", words=refusal.words(), play=play or back, back=back)
    return private(make_response(body, status))
