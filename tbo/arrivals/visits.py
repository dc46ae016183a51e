"""Arrivals: written when a link is opened, remembered by a first-party cookie, found again when an order is placed."""

import re
import secrets
from datetime import timedelta

from flask import Response, current_app, request
from sqlalchemy import select

from .. import clock
from ..accounts.attempts import network, note, subject_of, wait_for
from ..db import commits, db
from ..rules.attribution import LinkFacts
from ..rules.host_apps import host_app
from ..rules.limits import Limit
from ..rules.touches import LINK_LIFE, Touch, first_touch, source_of
from ..web.cookies import Cookie, name_of
from ..web.pages import private
from .models import Arrival, TmallItem
from .robots import is_robot

# The clean address that a link is sent on to is the same arrival, not another one.
SAME_CLICK = timedelta(minutes=2)
# Whole towns come through one address of a mobile network; a flood comes faster.
PER_NETWORK = (Limit(300, timedelta(minutes=5)),)
_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def record_or_none(path: str, facts: LinkFacts) -> str | None:
    """Keep one arrival and return its public id; None for a robot, a mere look (HEAD) or a flood: these leave none."""
    if request.method != "GET" or is_robot(request.user_agent.string):
        return None
    return _record(path, facts, subject_of("arrivals-from", network()))


@commits
def _record(path: str, facts: LinkFacts, from_here: str) -> str | None:
    """The sku is kept only when it is the item's own. A flood is counted and refused in one transaction."""
    if wait_for({from_here: PER_NETWORK}):
        return None
    before = current_arrival_or_none()
    arrival = Arrival(
        public_id=secrets.token_urlsafe(16),
        path=path[:200],
        item_id=facts.item_id,
        sku_id=facts.sku_id if _is_sku_of(facts) else None,
        spm=facts.spm,
        known=facts.known,
        raw=[list(pair) for pair in facts.raw],
        host_app=host_of_request(),
        source=source_of(facts),
        first_id=first_touch(_touch_of(before), clock.now()) if before else None,
        created_at=clock.now(),
    )
    db.session.add(arrival)
    note(from_here)
    return arrival.public_id


def remember(response: Response, public_id: str | None) -> Response:
    """Let the browser bring the arrival along until it buys something."""
    if public_id is not None:
        response.set_cookie(
            cookie_name(),
            public_id,
            max_age=int(LINK_LIFE.total_seconds()),
            path="/",
            secure=cookie_name().startswith("__Host-"),
            httponly=True,
            samesite="Lax",
        )
    return private(response)


def current_arrival_or_none() -> Arrival | None:
    """Return the arrival that this browser's cookie names, if it is young enough; no query without a cookie."""
    public_id = request.cookies.get(cookie_name(), "")
    if not _PUBLIC_ID.fullmatch(public_id):
        return None
    return db.session.scalar(
        select(Arrival).where(Arrival.public_id == public_id, Arrival.created_at > clock.now() - LINK_LIFE)
    )


def is_same_click(arrival: Arrival | None, item_id: str) -> bool:
    """Whether this request only goes on from a link that was just opened."""
    return arrival is not None and arrival.item_id == item_id and clock.now() - arrival.created_at < SAME_CLICK


def cookie_name() -> str:
    """Return the cookie's name."""
    return name_of(Cookie.ARRIVAL, current_app.extensions["tbo.settings"].is_https)


def host_of_request() -> str:
    """Return the app that this request comes from."""
    return host_app(request.user_agent.string)


def _touch_of(arrival: Arrival) -> Touch:
    """A block clicked since is no link: the one it goes on from is."""
    return Touch(arrival.goes_on_id or arrival.id, arrival.created_at, arrival.first_id)


def _is_sku_of(facts: LinkFacts) -> bool:
    skus = db.session.scalar(select(TmallItem.skus).where(TmallItem.item_id == facts.item_id)) or []
    return any(sku["sku_id"] == facts.sku_id for sku in skus)
