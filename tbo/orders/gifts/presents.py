"""What a code gives to whoever opens it: months behind what is paid, a season, a film; and whether it is needed."""

from typing import Protocol

from ... import clock
from ...entitlements.grants import Given, fresh_entitlements_of, paid_until
from ...rules.access import OfferKind
from ...rules.billing_periods import period_after
from ...rules.credit import owns_episode
from ..sold import Names, goods_of, is_givable
from .refusals import GiftClosed, GiftNotNeeded


class Present(Names, Protocol):
    """Whatever names what a code gives: a gift, a batch of vouchers."""

    @property
    def kind(self) -> str:
        """An offer's kind: plan, season or episode."""

    @property
    def plan_key(self) -> str | None:
        """Which plan's months."""

    @property
    def months(self) -> int | None:
        """How many of them."""


def given_now(present: Present, household_id: int) -> Given:
    """Say what is given: months stand behind what is paid already. It was paid elsewhere, so it is no credit."""
    now = clock.now()
    if present.kind == OfferKind.PLAN:
        zone = clock.shop_zone()
        period = period_after(paid_until(household_id), now, present.months or 0, zone)
        return Given(kind="plan", plan_key=present.plan_key, starts_at=period.starts_at, ends_at=period.ends_at)
    return Given(kind=present.kind, season_id=present.season_id, episode_id=present.episode_id, starts_at=now)


def why_not_given(present: Present, household_id: int | None, name: str) -> GiftClosed | GiftNotNeeded | None:
    """Return why an open code would not open for a household (None: nobody yet), or None; `name` is for the log."""
    goods = goods_of(present)
    if not is_givable(present.kind, goods):
        return GiftClosed(f"what {name} gives is not in the catalogue")
    if goods is None or household_id is None:
        return None
    rights, now = fresh_entitlements_of(household_id), clock.now()
    wanted = goods.episodes
    if present.kind == OfferKind.EPISODE:
        wanted = tuple(episode for episode in goods.episodes if episode.id == present.episode_id)
    if all(owns_episode(episode, rights, now) for episode in wanted):
        return GiftNotNeeded(f"household {household_id} has what {name} gives")
    return None
