"""Opening night: what is sold, and the households of the cast, written before the first day."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from ..accounts.guests import new_household
from ..catalog.models import Title
from ..db import commits, db
from ..demo.content import Anchor
from ..demo.episodes import add_episodes, add_free_windows, add_seasons
from ..demo.people import add_people
from ..demo.plans import add_plans
from ..demo.studios import add_studios
from ..demo.titles import add_titles
from ..demo.vocabulary import add_terms
from ..offers.coupon_making import add_coupon
from ..rules.coupons import CouponFacts
from .cast import Person

COUPON = "REHEARSE20"


@commits
def stock(anchor: datetime) -> None:
    """Put the demo shop's titles and plans on sale where there are none."""
    if db.session.scalar(select(func.count()).select_from(Title)):
        return
    at = Anchor(anchor)
    add_terms()
    add_studios()
    add_people()
    add_titles(at)
    add_seasons()
    add_episodes(at)
    add_free_windows(at)
    add_plans(at)


@commits
def offer_coupon(anchor: datetime) -> None:
    """Offer a fifth off everything to whoever types the coupon."""
    facts = CouponFacts(percent=20, household_limit=3, starts_at=anchor - timedelta(days=1))
    add_coupon(COUPON, {"zh-Hans": "排演"}, facts)


@commits
def admit(people: list[Person], now: datetime) -> None:
    """Write a household with an address for each of the cast."""
    for person in people:
        household = new_household("zh-Hans")
        household.email, household.became_account_at = person.email, now
        db.session.flush()
        person.household_id = household.id
