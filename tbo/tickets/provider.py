"""The way to Tmall from this shop: the desk of the settings, none where e-tickets are off."""

from flask import current_app

from ..settings import Settings
from .desk import Desk
from .taobao import TaobaoDesk

KEPT = "tbo.tickets_desk"
OFF = "off"


def desk_or_none() -> Desk | None:
    """Return the desk, None where nobody is told anything."""
    settings: Settings = current_app.extensions["tbo.settings"]
    if settings.tickets == OFF:
        return None
    if KEPT not in current_app.extensions:
        current_app.extensions[KEPT] = TaobaoDesk(
            settings.tickets_gateway_url,
            settings.tickets_app_key,
            settings.tickets_app_secret,
            settings.tickets_session,
        )
    return current_app.extensions[KEPT]
