"""Which landing pages are the same for every visitor, and until when what is kept stays true by itself."""

from datetime import datetime

from ..storefront import keeping as storefront
from ..storefront.visit import Visit
from ..web.page_policies import Policy
from .live import live_pages

POLICIES = storefront.POLICIES | {"pages.page": Policy()}
OF_STANDING = storefront.OF_STANDING | {"pages.page": POLICIES["pages.page"]}


def true_until(now: datetime) -> datetime:
    """Return until when a page made at `now` stays true: as the storefront's, or until a page changes by itself."""
    change, until = live_pages().next_change(now), storefront.true_until(now)
    return min(until, change) if change else until


def true_until_for(visit: Visit) -> datetime:
    """Return the same for a page of this visit."""
    change, until = live_pages().next_change(visit.now), storefront.true_until_for(visit)
    return min(until, change) if change else until
