"""Which pages of the storefront are the same for every visitor without a cookie, and what of their address counts."""

from datetime import datetime

from ..catalog.library import Filters
from ..catalog.version import valid_until
from ..rules.coupons import code_or_none
from ..web.page_policies import Arguments, Policy
from .plans import asked_for
from .prices import known_prices
from .searching import LONGEST
from .visit import Visit

LONGEST_VALUE = 80


def _of_home(arguments: Arguments) -> dict[str, str]:
    return {"bill": arguments["bill"][:LONGEST_VALUE]} if arguments.get("bill") else {}


def _of_shelf(arguments: Arguments) -> dict[str, str]:
    return {"part": "rest"} if arguments.get("part") == "rest" else {}


def _of_library(arguments: Arguments) -> dict[str, str]:
    found = Filters.from_query(arguments).to_query()
    if arguments.get("after"):
        found["after"] = arguments["after"][:LONGEST_VALUE]
    if arguments.get("part") == "more":
        found["part"] = "more"
    return found


def _of_search(arguments: Arguments) -> dict[str, str]:
    words = arguments.get("q", "")[:LONGEST].strip()
    return {"q": words} if words else {}


def _of_plans(arguments: Arguments) -> dict[str, str]:
    found = {"coupon": code_or_none(arguments.get("coupon", "")), "plan": asked_for(arguments)}
    return {name: text for name, text in found.items() if text}


POLICIES = {
    "storefront.home": Policy(depends_on=_of_home),
    "storefront.shelf": Policy(depends_on=_of_shelf),
    "storefront.library": Policy(depends_on=_of_library),
    "storefront.search": Policy(depends_on=_of_search),
    "storefront.title": Policy(),
    "storefront.season": Policy(),
    "storefront.related": Policy(),
    "storefront.studio": Policy(),
    "storefront.country": Policy(),
    "storefront.person": Policy(),
    "storefront.originals": Policy(),
    "storefront.plans": Policy(depends_on=_of_plans),
}

# Pages that are made of how a household stands, and of nothing else that is its own.
OF_STANDING = {
    name: policy for name, policy in POLICIES.items() if name not in ("storefront.title", "storefront.season")
}


def true_until(now: datetime) -> datetime:
    """Return until when a page made at `now` stays true by itself: a window opens or closes, a price changes."""
    change = known_prices().next_change(now)
    return min(valid_until(now), change) if change else valid_until(now)


def true_until_for(visit: Visit) -> datetime:
    """Return until when a page of this visit stays true by itself: as everybody's, or until a right begins or ends."""
    end = visit.next_end()
    return min(true_until(visit.now), end) if end else true_until(visit.now)
