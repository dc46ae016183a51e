"""The list of households: accounts, guests, who has a plan, or those that a name leads to."""

from collections.abc import Iterable

from flask import Response, abort, make_response, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import Select, func, or_, select

from ... import clock
from ...accounts.models import Household, Profile
from ...db import db
from ...entitlements.models import OF_PLAN, Entitlement
from ...orders.models import Order
from ...rules.contacts import masked
from ...rules.staff_rights import Right
from ...web.pages import page_or_part
from ..blueprint import pages
from ..paging import last_seen, listed, newest_first
from ..staff.guard import needs

SHOWN = ("all", "accounts", "guests", "plan")
LONGEST_NAME = 60


@pages.get("/staff/households")
@needs(Right.HOUSEHOLDS)
def households() -> Response:
    """List households, the newest first; a contact or a number leads to one through the search."""
    show, asked = request.args.get("show", "all"), name_of(request.args.get("q", ""))
    if show not in SHOWN:
        abort(404)
    of_household = select(func.count(Order.id)).where(Order.household_id == Household.id)
    found = select(Household, of_household.correlate(Household).scalar_subquery())
    found = found.where(Household.merged_into_id.is_(None))
    found = named(found, asked) if asked else _filtered(found, show)
    rows = listed(db.session.execute(newest_first(found, Household, "created_at", last_seen())).all(), _id_of)
    page = page_or_part(
        "backoffice/households.html",
        "households",
        households=[(household, contacts_of(household), orders) for household, orders in rows.rows],
        profiles=_profiles_named(asked, (household.id for household, _orders in rows.rows)) if asked else {},
        more=rows.more,
        show=show,
        asked=asked,
        filters=[
            ("all", _("全部")),
            ("accounts", _("登录过的")),
            ("guests", pgettext("list", "游客")),
            ("plan", _("会员在期内")),
        ],
    )
    return make_response(page)


def _filter_words() -> tuple[str, ...]:
    return _("全部"), _("登录过的"), pgettext("list", "游客"), _("会员在期内")


def contacts_of(household: Household) -> list[str]:
    """Return its contacts, as much of them as staff see."""
    return [masked(contact) for contact in (household.phone, household.email) if contact]


def name_of(typed: str) -> str:
    """Return what may be a household's name of what was typed."""
    return " ".join(typed[:LONGEST_NAME].split())


def way_by_name(asked: str) -> str | None:
    """Return where a name leads: to the household, or to the list of several; one Latin letter is no name."""
    name = name_of(asked)
    if len(name) < (2 if name.isascii() else 1):
        return None
    found = select(Household.public_id).where(Household.merged_into_id.is_(None))
    ids = db.session.scalars(named(found, name).limit(2)).all()
    if len(ids) == 1:
        return url_for(".household", public_id=ids[0])
    return url_for(".households", q=name) if ids else None


def named(found: Select, name: str) -> Select:
    """Keep the accounts that are called so, or one of whose profiles is; guests have no names."""
    theirs = select(Profile.household_id).where(_is_like(Profile.name, name))
    is_called = or_(_is_like(Household.label, name), Household.id.in_(theirs))
    return found.where(Household.became_account_at.is_not(None), is_called)


def _is_like(column, name: str):
    return column.icontains(name, autoescape=True)


def _filtered(found: Select, show: str) -> Select:
    if show == "accounts":
        return found.where(Household.became_account_at.is_not(None))
    if show == "guests":
        return found.where(Household.became_account_at.is_(None))
    return found.where(Household.id.in_(_with_plan())) if show == "plan" else found


def _with_plan() -> Select:
    right, now = Entitlement, clock.now()
    lasts = right.starts_at <= now, right.ends_at > now, or_(right.given_up_at.is_(None), right.given_up_at > now)
    return select(right.household_id).where(OF_PLAN, *lasts, right.revoked_at.is_(None), right.is_given_back.is_(False))


def _profiles_named(name: str, ids: Iterable[int]) -> dict[int, list[str]]:
    """Return by household which of its profiles are called so."""
    found = select(Profile.household_id, Profile.name).where(Profile.household_id.in_(list(ids)))
    names: dict[int, list[str]] = {}
    for row in db.session.execute(found.where(_is_like(Profile.name, name)).order_by(Profile.id)):
        names.setdefault(row.household_id, []).append(row.name)
    return names


def _id_of(row) -> int:
    return row[0].id
