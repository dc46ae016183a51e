"""Complimentary access: an episode or its season for some days, with a reason, given once and written down."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import ngettext

from ... import clock
from ...accounts.models import Household
from ...catalog.episodes import EpisodeView
from ...db import commits, db
from ...entitlements.grants import Given, grant
from ...orders.locks import lock_household
from ...rules.staff_rights import longest_given
from ...web.errors import Refusal
from ..audit import Deed, record
from ..forms import once
from ..models import Staff
from ..staff.sessions import Clerk
from .owning import GIVEN


class TooLong(Refusal):
    """Access is given for at least a day, and no longer than a role may."""

    status = 422

    def __init__(self, said: str, most: timedelta):
        super().__init__(said)
        self.most = most

    def words(self) -> str:
        """Say how long it may be."""
        return ngettext("天数要在 1 到 %(num)s 之间。", "天数要在 1 到 %(num)s 之间。", self.most.days)


def read_days(text: str, clerk: Clerk) -> int:
    """Read for how many days. Raises TooLong."""
    most = longest_given(clerk.roles)
    days = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= days <= most.days:
        raise TooLong(f"{text[:10]!r} days of {most.days}", most)
    return days


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What is given, for how many days and why; `key` is the form's."""

    episode: EpisodeView
    whole_season: bool
    days: int
    reason: str
    key: str


@commits
def give(clerk: Clerk, household: Household, gift: Gift) -> str:
    """Give a household an episode or its season; the same form again gives nothing more."""

    def deed() -> str:
        household_id, now = lock_household(household.id), clock.now()
        episode_id = None if gift.whole_season else gift.episode.id
        season_id = gift.episode.season_id if gift.whole_season else None
        source = "S" + hashlib.sha256(gift.key.encode()).hexdigest()[:20]
        given = Given(
            kind="season" if gift.whole_season else "episode",
            starts_at=now,
            ends_at=now + timedelta(days=gift.days),
            episode_id=episode_id,
            season_id=season_id,
        )
        grant(household_id, given, GIVEN, source, gift.reason)
        after = {"episode": episode_id, "season": season_id, "days": gift.days, "source": source}
        staff = db.session.get_one(Staff, clerk.staff_id)
        record(staff, Deed("access-given", "household", household.public_id, {}, after, gift.reason))
        return source

    return once(clerk, gift.key, deed)
