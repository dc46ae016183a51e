"""The people as whom a page may be looked at beforehand: nobody known, a member, a child."""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from ..accounts.viewer import ANONYMOUS, Viewer
from ..rules.access import ProfileFacts
from ..rules.rights import EntitlementFacts
from ..storefront.prices import known_prices
from ..storefront.visit import Visit
from ..subscriptions.renewing import NOTHING_RENEWS

PERSONAS = ("visitor", "payer", "child")
NOBODY = 0  # no household has this number


def persona_words(persona: str) -> str:
    """Say a persona."""
    return {"visitor": _("游客"), "payer": _("会员"), "child": _("孩子（8 岁）")}.get(persona, persona)


def visit_of(persona: str, now: datetime) -> Visit:
    """Return the visit of a persona at an instant; asks nothing of the database that belongs to anybody."""
    region = current_app.extensions["tbo.settings"].region
    if persona == "payer":
        return Visit(Viewer(household_id=NOBODY), _member(now), now, region, [], NOTHING_RENEWS)
    if persona == "child":
        child = Viewer(household_id=NOBODY, profile=ProfileFacts("child", 8, frozenset()))
        return Visit(child, (), now, region, [])
    return Visit(ANONYMOUS, (), now, region)


def _member(now: datetime) -> tuple[EntitlementFacts, ...]:
    plan = next(iter(known_prices().on_sale(now)), None)
    if plan is None:
        return ()
    day = timedelta(days=1)
    return (EntitlementFacts("plan", "preview", "preview", now - day, now + 30 * day, plan_key=plan.key),)
