"""Pages of the map of Tmall items: the list, items that arrived unknown, and the form with what a shopper will see."""

from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from ...arrivals import destinations
from ...arrivals.models import Arrival, TmallItem
from ...db import db
from ...pages.models import Page, PageItem
from ...pages.named import refs_words
from ...rules.attribution import item_number_or_none
from ...rules.staff_rights import Right
from ...web.locale import address
from ...web.pages import page_or_part, see_other
from ..blueprint import pages
from ..forms import ChangedMeanwhile, ReasonMissing, key_of_form, new_key, outcome_or_none, reason_of_form
from ..links.leading import OFFERS, PAGE, Lead, lead_or_none
from ..paging import ON_PAGE, last_seen, listed
from ..staff.guard import clerk_now, needs
from . import making as item_making
from .form import ItemForm, form_of, form_typed, new_form
from .refusals import ItemKnown

MOST_UNKNOWN = 20


@pages.get("/staff/items")
@needs(Right.ITEMS)
def items() -> Response:
    """Show the map, the newest first, and above it what arrived that nobody mapped."""
    show, last, asked = request.args.get("show", "all"), last_seen(), request.args.get("q", "").strip()[:60]
    if show not in ("all", "active", "withdrawn"):
        abort(404)
    found = select(TmallItem, Page.slug).outerjoin(PageItem, PageItem.item_id == TmallItem.item_id)
    found = found.outerjoin(Page, Page.id == PageItem.page_id).order_by(TmallItem.id.desc()).limit(ON_PAGE + 1)
    found = found.where(TmallItem.status == show) if show != "all" else found
    found = found.where(TmallItem.id < last) if last else found
    if asked:
        same = TmallItem.offer_ref == asked, TmallItem.offer_ref.startswith(asked + "/", autoescape=True)
        found = found.where(or_(TmallItem.item_id == asked, *same))
    rows = listed(db.session.execute(found).all(), lambda row: row[0].id)
    page = page_or_part(
        "backoffice/items.html",
        "items",
        found=rows,
        named=_named(rows.rows),
        arrived=_arrived([item.item_id for item, _page in rows.rows]),
        unknown=_unknown(),
        show=show,
        asked=asked,
        filters=[("all", _("全部")), ("active", _("在卖的")), ("withdrawn", _("下架的"))],
    )
    return make_response(page)


@pages.get("/staff/items/new")
@needs(Right.EDIT_ITEMS)
def new_item() -> Response:
    """Show the empty form, for an item that arrived unknown with its number in it."""
    return _page(new_form(item_number_or_none(request.args.get("item", "")) or ""))


@pages.post("/staff/items")
@needs(Right.EDIT_ITEMS)
def make_item() -> Response:
    """Put an item into the map; with `preview` only say where it would lead."""
    return _keep(form_typed(), None)


@pages.get("/staff/items/<item_id>")
@needs(Right.ITEMS)
def item(item_id: str) -> Response:
    """Show one item with where it leads now, and its history."""
    found = _found(item_id)
    return _page(form_of(found), found)


@pages.post("/staff/items/<item_id>")
@needs(Right.EDIT_ITEMS)
def change_item(item_id: str) -> Response:
    """Change where an item leads; with `preview` only say where it would."""
    return _keep(form_typed(), _found(item_id))


@pages.post("/staff/items/<item_id>/removal")
@needs(Right.EDIT_ITEMS)
def remove_item(item_id: str) -> Response:
    """Take an item out of the map."""
    found = _found(item_id)
    try:
        item_making.remove(clerk_now(), found.item_id, reason_of_form())
    except ReasonMissing as refusal:
        return _page(form_of(found), found, error=refusal.words(), status=refusal.status)
    return see_other(url_for(".items"))


def _keep(form: ItemForm, known: TmallItem | None) -> Response:
    earlier = outcome_or_none(key_of_form())
    if earlier is not None:
        return see_other(url_for(".item", item_id=earlier))
    columns, page_id = form.columns(known), form.page_id()
    if form.errors or "preview" in request.form:
        return _page(form, known, status=422 if form.errors else 200)
    try:
        item_making.keep(clerk_now(), columns, page_id, key_of_form(), is_new=known is None)
    except ItemKnown as refusal:
        form.errors["item_id"] = refusal.words()
        return _page(form, status=refusal.status)
    except ChangedMeanwhile as refusal:
        return _page(form, _found(columns["item_id"]), error=refusal.words(), status=refusal.status)
    return see_other(url_for(".item", item_id=columns["item_id"]))


def _page(form: ItemForm, known: TmallItem | None = None, error: str = "", status: int = 200) -> Response:
    number = known.item_id if known else item_number_or_none(form.typed["item_id"])
    context: dict[str, Any] = {
        "form": form,
        "known": known,
        "shown": item_making.shown_of(known) if known else "",
        "leads": _leads(form),
        "link": address(f"/t/{number}") if number else "",
        "kinds": OFFERS,
        "landing_pages": _landing_pages(),
        "arrived": _arrived([number]).get(number, 0) if number else 0,
        "history": item_making.history(number) if number else [],
        "form_key": request.form.get("form_key") or new_key(),
        "may_edit": clerk_now().may(Right.EDIT_ITEMS),
        "error": error,
        "reason": request.form.get("reason", "")[:200],
    }
    return make_response(render_template("backoffice/item.html", **context), status)


def _leads(form: ItemForm) -> list[tuple[str, Lead]]:
    """List where the link leads: to its page while that is shown, to its offer, and each sku to its own."""
    typed = form.typed
    found = [("", lead_or_none(PAGE, typed["page"]) if typed["page"] else None)]
    coupon = form.coupon()
    found.append(("", lead_or_none(typed["kind"], typed["ref"], coupon) if typed["kind"] in OFFERS else None))
    own = [row for row in form.skus if row["sku_kind"]]
    found += [(row["sku_id"], _lead_of_sku(row["sku_kind"], row["sku_ref"], coupon)) for row in own]
    return [(sku, lead) for sku, lead in found if lead is not None]


def _lead_of_sku(kind: str, ref: str, coupon: str) -> Lead | None:
    """The item's coupon is tried on a variant too; where it does not count, the price is the usual one."""
    found = lead_or_none(kind, ref, coupon)
    return lead_or_none(kind, ref) if found is not None and found.unsold and coupon else found


def _named(rows) -> dict[tuple[str, str], str]:
    """Name where items lead and the pages before that, by kind and code; "" for what is gone."""
    refs = [(item.offer_kind, item.offer_ref) for item, _page in rows] + [(PAGE, page) for _item, page in rows if page]
    return dict(zip(refs, refs_words(refs), strict=True))


def _landing_pages() -> list[tuple[str, str]]:
    slugs = db.session.scalars(select(Page.slug).order_by(Page.slug)).all()
    return list(zip(slugs, refs_words((PAGE, slug) for slug in slugs), strict=True))


def _arrived(numbers: list[str]) -> dict[str, int]:
    """Count the arrivals that are kept of some items."""
    found = select(Arrival.item_id, func.count()).where(Arrival.item_id.in_(numbers)).group_by(Arrival.item_id)
    return {number: count for number, count in db.session.execute(found) if number}


def _unknown() -> list:
    """List items that arrived and are not in the map, the most wanted first."""
    known = select(TmallItem.id).where(TmallItem.item_id == Arrival.item_id).exists()
    count, last = func.count().label("count"), func.max(Arrival.created_at).label("last_at")
    found = select(Arrival.item_id, count, last).where(Arrival.item_id.is_not(None), ~known)
    return list(db.session.execute(found.group_by(Arrival.item_id).order_by(count.desc()).limit(MOST_UNKNOWN)).all())


def _found(item_id: str) -> TmallItem:
    found = destinations.item_or_none(item_number_or_none(item_id) or "")
    if found is None:
        abort(404)
    return found
