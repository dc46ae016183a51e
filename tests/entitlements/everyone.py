"""Thirteen people before the demo shop, one for each way to be let in or not, and instants at which that changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from tbo.catalog.cards import TitleCard, cards
from tbo.catalog.models import Title
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.rules.rights import RENTAL_FINISH_WITHIN, RENTAL_START_WITHIN

from ..conftest import ANCHOR
from ..playback.screens import Screen, episode, signed_in

INSTANT = timedelta(microseconds=1)
SERIES, FOR_CHILDREN = ("west-of-orion", 1, 2), ("undersea-garage", 1, 2)
# The shop's evening; in the night the lamps of those who rest are out.
NIGHT = ANCHOR + timedelta(hours=3)
MONTH = ANCHOR + timedelta(days=30)


@dataclass(frozen=True)
class Person:
    """Somebody with a name that failures can tell, before their own browser."""

    name: str
    screen: Screen


def everyone(shop) -> list[Person]:
    """Make them all; each holds what their name says from ANCHOR on."""
    night = {"rest_from": 22 * 60, "rest_until": 6 * 60}
    up = {"weekday_minutes": 30, "weekend_minutes": 30, "watched_on": ANCHOR.date(), "watched_s": 1800}
    people = {"a visitor": Screen(shop), "a guest": signed_in(shop)}
    grown_ups = ("owns an episode", "owns a season", "rents", "began a rental", "pays", "paid", "was given a month")
    people |= {name: signed_in(shop) for name in grown_ups}
    people["put a title away"] = signed_in(shop, blocked_titles=[SERIES[0]])
    people["a teen"] = signed_in(shop, kind="teen", rating_cap=16, **night)
    people["a child"] = signed_in(shop, kind="child", rating_cap=8)
    people["a strict child, its minutes up"] = signed_in(shop, kind="child", rating_cap=8, is_strict=True, **up)
    for name, screen in people.items():
        if screen.household is not None and name != "a guest":
            screen.household.became_account_at = ANCHOR
    _give(people)
    db.session.commit()
    return [Person(name, screen) for name, screen in people.items()]


def _give(people: dict[str, Screen]) -> None:
    month = {"kind": "plan", "plan_key": "monthly", "episode_id": None}
    rental = {"kind": "rental", "start_by_at": ANCHOR + RENTAL_START_WITHIN}
    for name in ("a guest", "owns an episode", "put a title away"):
        people[name].own(SERIES)
    whole = episode(SERIES).season_id
    people["owns a season"].own(SERIES, kind="season", season_id=whole, episode_id=None)
    people["rents"].own(SERIES, **rental)
    people["began a rental"].own(SERIES, **rental, ends_at=ANCHOR + RENTAL_FINISH_WITHIN)
    _right_of(people["began a rental"]).started_at = ANCHOR
    for name in ("pays", "a teen", "a child", "a strict child, its minutes up"):
        people[name].own(SERIES, **month, ends_at=MONTH)
    people["paid"].own(SERIES, **month | {"starts_at": ANCHOR - timedelta(days=31)}, ends_at=ANCHOR)
    people["was given a month"].own(SERIES, **month, ends_at=MONTH)
    people["a child"].own(FOR_CHILDREN)


def _right_of(screen: Screen) -> Entitlement:
    return db.session.scalars(select(Entitlement).where(Entitlement.household_id == screen.household.id)).one()


def instants() -> list[datetime]:
    """Now, the night, around the ends of both rentals and of the plan, and when a title has just left."""
    ends = [card.facts[0].title.closes_at for card in every_title() if card.facts]
    leaves = min(end for end in ends if end is not None and end > ANCHOR)
    return [ANCHOR, NIGHT, ANCHOR + RENTAL_FINISH_WITHIN - INSTANT, ANCHOR + RENTAL_FINISH_WITHIN, MONTH, leaves]


def every_title() -> list[TitleCard]:
    """The demo shop's catalogue."""
    return cards(list(db.session.scalars(select(Title.id).order_by(Title.id))))
