"""Lets people pass by the demo shop in its last days: each buys one thing as a guest and pays for it at the sandbox.

They come at shares of a day, and today at shares of what has passed of it: so there is something of today at any hour.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import select

from .. import clock
from ..accounts.guests import new_household
from ..catalog.models import Episode, Season, Title
from ..db import commits, db
from ..jobs import run_due_jobs
from ..offers.refusals import NotForSale
from ..orders.checkout import place_order
from ..orders.payments import Product, start_payment
from ..orders.wishes import Wish, quote_wish
from ..rules.access import VISITOR, OfferKind
from .content import Anchor
from .sandbox_near import NearSandbox
from .stable import chooser, token

TODAY = (0.08, 0.21, 0.33, 0.47, 0.58, 0.66, 0.78, 0.86, 0.97)
# A week ago and the days after it.
BEFORE = {
    7: (0.03, 0.31, 0.39, 0.52, 0.61, 0.78, 0.83, 0.85, 0.92),
    6: (0.36, 0.55, 0.83, 0.88),
    5: (0.41, 0.79, 0.9),
    4: (0.34, 0.6, 0.82, 0.86),
    3: (0.49, 0.81, 0.84, 0.93),
    2: (0.32, 0.57, 0.8, 0.84, 0.87, 0.91),
    1: (0.04, 0.35, 0.5, 0.63, 0.77, 0.82, 0.85, 0.9),
}
KINDS = (OfferKind.EPISODE, OfferKind.EPISODE, OfferKind.SEASON, OfferKind.EPISODE, OfferKind.RENTAL)
# Whom the sandbox's crowd lends a name.
BUYER = "208873{:010d}"
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
AT_THE_CASHIER = timedelta(seconds=40)


class Passing:
    """Everybody who passes by: when the next one comes, and what they do then."""

    def __init__(self, at: Anchor, sandbox: NearSandbox) -> None:
        self._sandbox, self._moments = sandbox, sorted(_moments(at))
        self._wishes, self._count = _wishes(chooser("passing-by")), 0
        self.due_at = self._moments[0]

    def goes_on(self) -> None:
        """Let the next one buy something and pay; news arrives and jobs run."""
        self._count += 1
        key = token("passing-by", str(self._count))
        number = _orders(next(self._wishes), key)
        with current_app.test_request_context(base_url=current_app.extensions["tbo.settings"].base_url):
            started = start_payment(number, Product.WAP)
        with clock.standing_at(self.due_at + AT_THE_CASHIER):
            self._sandbox.pays(started.url or "", started.number, BUYER.format(self._count))
            self._sandbox.tells()
            run_due_jobs()
        self.due_at = self._moments[self._count] if self._count < len(self._moments) else NEVER


@commits
def _orders(wish: Wish, key: str) -> str:
    household = new_household("zh-Hans", key)
    total = quote_wish(wish, household.id, VISITOR, clock.now()).total
    return place_order(household.id, VISITOR, wish, total, key).number


def _moments(at: Anchor) -> Iterator[datetime]:
    """Yield when somebody comes; nobody who would still be at the cashier now."""
    midnight, last = at.day(0), at.instant - AT_THE_CASHIER
    yield from (midnight + (last - midnight) * share for share in TODAY if last > midnight)
    for days, shares in BEFORE.items():
        yield from (at.day(-days) + timedelta(days=share) for share in shares)


def _wishes(choose) -> Iterator[Wish]:
    """Yield things that are for sale, now one and now another."""
    rows = select(Episode.id, Episode.season_id, Title.kind).join(Season, Season.id == Episode.season_id)
    episodes = list(db.session.execute(rows.join(Title, Title.id == Season.title_id).order_by(Episode.id)))
    films = [row for row in episodes if row.kind == "film"]
    while True:
        kind = choose(KINDS)
        row = choose(films if kind is OfferKind.RENTAL else episodes)
        is_season = kind is OfferKind.SEASON and row.kind != "film"
        kind = OfferKind.EPISODE if kind is OfferKind.SEASON and not is_season else kind
        wish = Wish(kind=kind, season_id=row.season_id if is_season else None, episode_id=None if is_season else row.id)
        try:
            quote_wish(wish, None, VISITOR, clock.now())
        except NotForSale:
            continue
        yield wish
