"""The household's own pages: the account, its receipts, and a profile's list."""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from .. import clock
from ..accounts import lists
from ..accounts.devices import bought_as_guest, current_household_or_none, devices_of, require_may_change
from ..accounts.profiles import profiles_of
from ..accounts.viewer import viewer
from ..catalog.cards import TitleCard, card_by_slug
from ..rules.addresses import own_path
from ..rules.contacts import masked
from ..rules.streams import USUAL_STREAMS
from ..web.ids import read_id
from ..web.pages import page_or_part, private, see_other, wants_part
from .cards import card_view, seen
from .continuing import take_off
from .membership import ON_ACCOUNT, ON_PAGE, membership_of, receipts_of, renewal_of
from .visit import this_visit
from .week import weeks_of

account_pages = Blueprint("account", __name__)
JUST_NOW = timedelta(minutes=15)


def account() -> Response:
    """Show membership, who watches, devices, receipts and how one signs in."""
    household, now = current_household_or_none(), clock.now()
    if household is None:
        return _sign_in_first(url_for("accounts.account"))
    membership = membership_of(household.id, now)
    body = render_template(
        "storefront/account.html",
        who=viewer(),
        household=household,
        contacts=[masked(contact) for contact in (household.phone, household.email) if contact],
        membership=membership,
        renewal=renewal_of(household.id, now),
        streams=membership.streams if membership and membership.is_running else USUAL_STREAMS,
        profiles=profiles_of(household.id),
        devices=devices_of(household.id),
        bought_as_guest=bought_as_guest,
        receipts=receipts_of(household.id, viewer().profile, limit=ON_ACCOUNT),
        just_now=now - JUST_NOW,
    )
    return private(make_response(body))


def week() -> Response:
    """Show grown-ups what the minors of the household watched in the last seven days."""
    if viewer().household_id is None:
        return _sign_in_first(url_for("accounts.week"))
    require_may_change()
    weeks = weeks_of(viewer().household_id or 0, clock.now())
    return private(make_response(render_template("storefront/week.html", weeks=weeks)))


def receipts() -> Response:
    """Show every receipt, twenty at a time; `before` is the last one seen."""
    household_id = viewer().household_id
    if household_id is None:
        return _sign_in_first(url_for("accounts.receipts"))
    if viewer().profile.kind == "child":
        abort(403)
    lines = receipts_of(household_id, viewer().profile, _number(request.args.get("before")), ON_PAGE + 1)
    more = lines[ON_PAGE - 1].id if len(lines) > ON_PAGE else None
    page = page_or_part("storefront/account_receipts.html", "receipts", receipts=lines[:ON_PAGE], more=more)
    return private(page)


def my_list() -> Response:
    """Show the titles on the list of the profile that watches."""
    who = viewer()
    if who.household_id is None:
        return private(make_response(render_template("storefront/account_list.html", who=who, cards=[])))
    visit = this_visit()
    cards = [
        replace(card_view(card, visit), removal_href=url_for("accounts.unlist_title", slug=card.slug))
        for card in seen(lists.listed_title_ids(who.profile_id), visit)
    ]
    return private(make_response(render_template("storefront/account_list.html", who=who, cards=cards)))


def list_title(slug: str) -> Response:
    """Put a title on the list."""
    return _change(slug, lists.list_title)


def unlist_title(slug: str) -> Response:
    """Take a title off the list."""
    return _change(slug, lists.unlist_title)


def stop_continuing(slug: str) -> Response:
    """Take a title off the shelf of what goes on."""
    return _change(slug, take_off)


def _change(slug: str, change) -> Response:
    who, card = viewer(), _seen_card(slug)
    if who.profile_id is None:
        return _sign_in_first(url_for("storefront.title", slug=slug), "list")
    change(who.profile_id, card.id)
    if wants_part():
        return private(make_response(render_template("accounts/_list_button.html", page={"card": card})))
    return private(see_other(own_path(request.form.get("next"), url_for("storefront.title", slug=slug))))


def _seen_card(slug: str) -> TitleCard:
    """A title that this profile must not see does not exist for it."""
    card = card_by_slug(slug)
    if card is None or not this_visit().may_see(card):
        abort(404)
    return card


def _sign_in_first(then: str, why: str | None = None) -> Response:
    """`then` comes from url_for; the language prefix within it is kept by the page after signing in."""
    return private(see_other(url_for("accounts.sign_in", next=then, why=why)))


def _number(text: str | None) -> int | None:
    if not text:
        return None
    return read_id(text) or abort(400)


PAGES = (
    ("/account", "account", account, "GET"),
    ("/account/receipts", "receipts", receipts, "GET"),
    ("/family/week", "week", week, "GET"),
    ("/my-list", "my_list", my_list, "GET"),
    ("/my-list/<slug>", "list_title", list_title, "POST"),
    ("/my-list/<slug>/removal", "unlist_title", unlist_title, "POST"),
    ("/continuing/<slug>/removal", "stop_continuing", stop_continuing, "POST"),
)


@account_pages.record
def _add_pages(state: BlueprintSetupState) -> None:
    """The pages live here because they show orders and titles, but they are named as the rest of accounts is."""
    for rule, name, view, method in PAGES:
        state.app.add_url_rule(rule, endpoint=f"accounts.{name}", view_func=view, methods=[method])
