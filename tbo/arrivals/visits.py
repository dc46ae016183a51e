"""Arrivals: written when a link is opened, remembered by a first-party cookie, found again when an order is placed."""

import re
import secrets
from datetime import timedelta

from flask import Response, current_app, request
from sqlalchemy import select

from .. import clock
from ..db import commits, db
from ..rules.attribution import LinkFacts
from ..rules.host_apps import host_app
from .models import Arrival, TmallItem

LIFE = timedelta(days=30)
# The clean address that a link is sent on to is the same arrival, not another one.
SAME_CLICK = timedelta(minutes=2)
_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@commits
def record(path: str, facts: LinkFacts) -> str:
    """Keep one arrival and return its public id; the sku is kept only when it is the item's own."""
    arrival = Arrival(
        public_id=secrets.token_urlsafe(16),
        path=path[:200],
        item_id=facts.item_id,
        sku_id=facts.sku_id if _is_sku_of(facts) else None,
        spm=facts.spm,
        known=facts.known,
        raw=[list(pair) for pair in facts.raw],
        host_app=host_app(request.user_agent.string),
        created_at=clock.now(),
    )
    db.session.add(arrival)
    return arrival.public_id


def remember(response: Response, public_id: str) -> Response:
    """Let the browser bring the arrival along until it buys something."""
    response.set_cookie(
        cookie_name(),
        public_id,
        max_age=int(LIFE.total_seconds()),
        path="/",
        secure=cookie_name().startswith("__Host-"),
        httponly=True,
        samesite="Lax",
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def current_arrival_id() -> int | None:
    """Return the id of the arrival that brought this browser within thirty days, or None."""
    arrival = current_arrival_or_none()
    return arrival.id if arrival else None


def current_arrival_or_none() -> Arrival | None:
    """Return the arrival that this browser's cookie names, if it is young enough; no query without a cookie."""
    public_id = request.cookies.get(cookie_name(), "")
    if not _PUBLIC_ID.fullmatch(public_id):
        return None
    return db.session.scalar(
        select(Arrival).where(Arrival.public_id == public_id, Arrival.created_at > clock.now() - LIFE)
    )


def is_same_click(arrival: Arrival | None, item_id: str) -> bool:
    """Whether this request only goes on from a link that was just opened."""
    return arrival is not None and arrival.item_id == item_id and clock.now() - arrival.created_at < SAME_CLICK


def cookie_name() -> str:
    """Return the cookie's name; with https the browser refuses other hosts and paths."""
    is_https = current_app.extensions["tbo.settings"].base_url.startswith("https:")
    return "__Host-tbo-arrival" if is_https else "tbo-arrival"


def _is_sku_of(facts: LinkFacts) -> bool:
    skus = db.session.scalar(select(TmallItem.skus).where(TmallItem.item_id == facts.item_id)) or []
    return any(sku["sku_id"] == facts.sku_id for sku in skus)
