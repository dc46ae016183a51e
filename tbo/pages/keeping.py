"""Which landing pages are the same for every visitor, and until when what is kept stays true by itself."""

from datetime import datetime

from ..rules.attribution import tells_of_click
from ..storefront import keeping as storefront
from ..storefront.visit import Visit
from ..web.page_policies import Arguments, Policy
from .live import live_pages


def _unless_somebody_comes(arguments: Arguments) -> dict[str, str] | None:
    """A link that brought somebody is for the route: the arrival is written before the page is shown."""
    return None if tells_of_click(arguments) else {}


POLICIES = storefront.POLICIES | {"pages.page": Policy(depends_on=_unless_somebody_comes)}
OF_STANDING = storefront.OF_STANDING | {"pages.page": POLICIES["pages.page"]}


def true_until(now: datetime) -> datetime:
    """Return until when a page made at `now` stays true: as the storefront's, or until a page changes by itself."""
    change, until = live_pages().next_change(now), storefront.true_until(now)
    return min(until, change) if change else until


def true_until_for(visit: Visit) -> datetime:
    """Return the same for a page of this visit."""
    change, until = live_pages().next_change(visit.now), storefront.true_until_for(visit)
    return min(until, change) if change else until
