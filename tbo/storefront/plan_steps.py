"""What a plan on sale is to a household that has one: its own, one to change to, or one to buy like anybody."""

from flask import url_for
from flask_babel import gettext as _

from ..offers.plans import PlanOnSale
from ..web.locale import in_language
from .tickets import Step
from .visit import Visit


def plan_step(plan: PlanOnSale, visit: Visit) -> Step | None:
    """Return what there is to do instead of buying; None for whoever may buy it, and for months paid beforehand."""
    if plan.key == visit.plan_key():
        return Step(_("去“我的”看看"), url_for("accounts.account", _anchor="membership"), "line", "")
    if visit.renewing.plan_key is not None:
        words = _("换成%(plan)s", plan=in_language(plan.name))
        return Step(words, url_for("orders.plan_changes"), "line", "")
    return None
