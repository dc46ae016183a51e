"""Out of WeChat into a browser: the address takes along who brought the shopper, because no cookie can."""

import re

from flask import Response, request

from ..arrivals.positions import kept_arrival_or_none
from ..arrivals.tested import NO_PATH
from ..arrivals.visits import current_arrival_or_none, remember
from ..web.pages import here, public_address
from .hosts import Host, host_of_page

VIA = "via"
_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def way_out() -> str:
    """Return this page's public address, to be opened in another browser."""
    return public_address(here())


def carried_out() -> str | None:
    """Return this page's address with the arrival in it, where the next step is another browser; else None."""
    if host_of_page() is not Host.WECHAT or VIA in request.args:
        return None
    arrival = kept_arrival_or_none()
    if arrival is None or arrival.path == NO_PATH:
        return None
    return f"{here()}{'&' if request.query_string else '?'}{VIA}={arrival.public_id}"


def brought_in(response: Response) -> Response:
    """Remember the arrival that an address brings into a browser that has none; what names no arrival does nothing."""
    via = request.args.get(VIA, "")
    if host_of_page() is Host.WECHAT or not _PUBLIC_ID.fullmatch(via) or current_arrival_or_none() is not None:
        return response
    return remember(response, via)
