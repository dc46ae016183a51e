"""The page of a household: contacts masked, why they can watch, its subscription, devices, and access given away."""

from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from sqlalchemy import select, update

from ... import clock
from ...accounts.devices import devices_of
from ...accounts.models import Device, Household
from ...db import commits, db, rows_changed
from ...orders.models import Order
from ...orders.naming import names_of
from ...rules.staff_rights import Right, longest_given
from ...web.errors import Refusal
from ...web.pages import see_other
from ..audit import Deed, record
from ..blueprint import pages
from ..forms import key_of_form, new_key, reason_of_form, require_fresh_code
from ..models import AuditEntry, Staff
from ..staff.guard import clerk_now, needs
from ..staff.sessions import CONFIRMED_FOR, Clerk
from . import explaining
from .giving import Gift, give, read_days
from .listing import contacts_of
from .owning import owned_by
from .renewing import renewing_of

ORDERS = 8
TYPED = ("what", "days", "reason")


@pages.get("/staff/households/<public_id>")
@needs(Right.HOUSEHOLDS)
def household(public_id: str) -> Response:
    """Show one household; who opened it is written down."""
    found = _found(public_id)
    _note_opened(clerk_now(), found.public_id)
    return _page(_found(public_id))


@pages.post("/staff/households/<public_id>/devices/<device>/revocation")
@needs(Right.REVOKE_DEVICES)
def revoke_device(public_id: str, device: str) -> Response:
    """End the access of one of the household's devices."""
    if not _revoke(clerk_now(), public_id[:32], device[:32]):
        abort(404)
    return see_other(url_for(".household", public_id=public_id))


@pages.post("/staff/households/<public_id>/gifts")
@needs(Right.GIVE_ACCESS)
def give_access(public_id: str) -> Response:
    """Give the episode that the page is about, or its season, for some days."""
    found, clerk, form = _found(public_id), clerk_now(), request.form
    asked = explaining.question_of_page()
    page = explaining.page_of(asked)
    explained = explaining.explain(found, asked, page) if page else None
    if explained is None:
        abort(404)
    try:
        gift = Gift(
            episode=explained.episode,
            whole_season=form.get("what") == "season",
            days=read_days(form.get("days", ""), clerk),
            reason=reason_of_form(),
            key=key_of_form(),
        )
        require_fresh_code(clerk)
        give(clerk, found, gift)
    except Refusal as refusal:
        return _page(_found(public_id), refusal)
    same: dict[str, Any] = {"title": asked.title, "season": asked.season, "episode": asked.number}
    return see_other(url_for(".household", public_id=public_id, **same, profile=asked.profile_id))


def _page(found: Household, refusal: Refusal | None = None) -> Response:
    clerk, asked = clerk_now(), explaining.question_of_page()
    page = explaining.page_of(asked)
    newest = Order.placed_at.desc(), Order.id.desc()
    of_household = select(Order).where(Order.household_id == found.id).order_by(*newest).limit(ORDERS)
    orders = db.session.scalars(of_household).all()
    context: dict[str, Any] = {
        "household": found,
        "contacts": contacts_of(found),
        "devices": devices_of(found.id),
        "owned": owned_by(found.id),
        "renewing": renewing_of(found.id) if clerk.may(Right.SUBSCRIPTIONS) else [],
        "orders": orders,
        "names": names_of({order.id: order.subject for order in orders}),
        "asked": asked,
        "title": page,
        "explained": explaining.explain(found, asked, page) if page else None,
        "longest": longest_given(clerk.roles).days,
        "typed": {name: request.form.get(name, "")[:200] for name in TYPED},
        "form_key": request.form.get("form_key") or new_key(),
        "error": refusal.words() if refusal else "",
    }
    body = render_template("backoffice/household.html", **context)
    return make_response(body, refusal.status if refusal else 200)


def _found(public_id: str) -> Household:
    """Return a household; one that was merged leads to the one it is now."""
    found = db.session.scalar(select(Household).where(Household.public_id == public_id[:32]))
    while found is not None and found.merged_into_id is not None:
        found = db.session.get(Household, found.merged_into_id)
    if found is None:
        abort(404)
    return found


@commits
def _note_opened(clerk: Clerk, public_id: str) -> None:
    """Write down that somebody looked, once in ten minutes."""
    seen = AuditEntry.what == "household-opened", AuditEntry.staff_id == clerk.staff_id
    lately = AuditEntry.subject_kind == "household", AuditEntry.at > clock.now() - CONFIRMED_FOR
    if db.session.scalar(select(AuditEntry.id).where(*seen, *lately, AuditEntry.subject == public_id)) is None:
        record(db.session.get_one(Staff, clerk.staff_id), Deed("household-opened", "household", public_id))


@commits
def _revoke(clerk: Clerk, public_id: str, device: str) -> bool:
    mine = select(Household.id).where(Household.public_id == public_id).scalar_subquery()
    found = Device.public_id == device, Device.household_id == mine
    label = db.session.scalar(select(Device.label).where(*found))
    if label is None:
        return False
    if rows_changed(update(Device).where(*found, Device.revoked_at.is_(None)).values(revoked_at=clock.now())):
        staff = db.session.get_one(Staff, clerk.staff_id)
        record(staff, Deed("device-revoked", "household", public_id, {"device": label}, {"device": None}))
    return True
