"""Fills in the plans of the demo shop and the dated versions of their prices."""

from ..offers.models import Plan, PlanVersion
from .content import Anchor, content
from .rows import ids_by, insert_all


def add_plans(anchor: Anchor) -> None:
    """Insert every plan and its versions."""
    plans = content("plans")["plans"]
    insert_all(Plan, [_plan(plan, position) for position, plan in enumerate(plans)])
    ids = ids_by(Plan, "key")
    insert_all(
        PlanVersion,
        [
            {
                "plan_id": ids[plan["key"]],
                "version": version["version"],
                "price_fen": version["price_fen"],
                "sold_from": anchor.day(version["sold_from_day"]),
                "sold_until": anchor.day(version["sold_until_day"]),
            }
            for plan in plans
            for version in plan["versions"]
        ],
    )


def _plan(plan: dict, position: int) -> dict:
    return {
        "key": plan["key"],
        "name": plan["name"],
        "pitch": plan["pitch"],
        "months": plan["period"]["count"],
        "streams": plan["limits"]["streams"],
        "max_height": plan["limits"]["max_height"],
        "member_discount_percent": plan["member_discount_percent"],
        "is_highlighted": plan["highlight"],
        "position": position,
        "trial_days": (plan.get("trial") or {}).get("days", 0),
    }
