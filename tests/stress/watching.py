"""Comparing who may watch what: the shop's decision on every episode for every household beside the account's."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from tbo.db import db
from tbo.entitlements.grants import fresh_entitlements_of
from tbo.offers.goods import goods_of_season
from tbo.rules.access import VISITOR, EpisodeFacts, decide
from tbo.rules.rights import EntitlementFacts
from tbo.vouchers.redeeming import SOURCE as VOUCHER

from .account import Account, require
from .books import Here
from .places import Person, Place

# A month's period, with the days by which one signed late in a month or deducted on the last day of grace is longer.
SHORTEST, LONGEST = timedelta(days=27), timedelta(days=36)


class Watching:
    """Decides as the shop does, at every step; of the shop it asks goods and rights again when anything has changed."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._version: Any = None
        self._episodes: tuple[EpisodeFacts, ...] = ()
        self._rights: dict[int, tuple[EntitlementFacts, ...]] = {}

    def compare(self, account: Account, here: Here, now: datetime) -> None:
        """Raise Difference when somebody may watch what he has not, or may not what he has."""
        if self._version != here.version:
            self._ask()
            self._version = here.version
        for person in self._place.people:
            plans = _plans(here, person)
            rights = self._rights[person.household_id]
            is_given = _is_given_season(here, person)
            for episode in self._episodes:
                may = decide(episode, VISITOR, rights, now).allowed
                due = is_given or account.may_watch(person.household_id, episode.id, plans, now)
                require(may == due, f"household {person.household_id} {'may' if may else 'may not'} watch {episode.id}")

    def _ask(self) -> None:
        db.session.rollback()
        goods = goods_of_season(self._place.series.season_id)
        assert goods is not None
        self._episodes = goods.episodes
        self._rights = {one.household_id: fresh_entitlements_of(one.household_id) for one in self._place.people}
        db.session.rollback()


def _is_given_season(here: Here, person: Person) -> bool:
    """Whether a voucher gave the season; that a voucher stands behind it, the vouchers' own check says."""
    mine = (row for row in here.rights if (row.source_kind, row.household_id) == (VOUCHER, person.household_id))
    return any(row.kind == "season" and row.revoked_at is None for row in mine)


def _plans(here: Here, person: Person) -> list:
    """Return a household's rights to all episodes, after looking whether each is as long as one pays for."""
    mine = (row for row in here.rights if row.household_id == person.household_id and row.kind == "plan")
    plans = sorted((row for row in mine if row.revoked_at is None), key=lambda row: row.starts_at)
    for row in plans:
        length = row.ends_at - row.starts_at
        require(SHORTEST <= length <= LONGEST, f"order {row.source} gave {length} for a month")
    for earlier, later in pairwise(plans):
        require(earlier.ends_at <= later.starts_at, f"{earlier.source} and {later.source} pay for the same days")
    return plans
