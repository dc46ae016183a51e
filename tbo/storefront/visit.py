"""Who looks, with which rights, and when: every decision that a page shows comes from here."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app

from .. import clock
from ..accounts.viewer import Viewer, viewer
from ..catalog.cards import TitleCard
from ..entitlements.grants import entitlements_of
from ..playback.progress import Position
from ..rules.access import NOT_FOR_THIS_PROFILE, Access, Because, EpisodeFacts, decide, is_for
from ..rules.badges import Badge, title_badge
from ..rules.rights import EntitlementFacts, end_or_none, runs
from ..rules.screen_time import next_change
from ..subscriptions.renewing import NOTHING_RENEWS, Renewing
from .standing import standing_of

HIDDEN = NOT_FOR_THIS_PROFILE | {Because.UNPUBLISHED, Because.OTHER_REGION}


@dataclass(frozen=True, slots=True)
class Visit:
    """One person looking at one instant; what was decided once stands for the whole page."""

    viewer: Viewer
    rights: tuple[EntitlementFacts, ...]
    now: datetime
    region: str
    places: list[Position] | None = None
    renewing: Renewing = NOTHING_RENEWS
    _answers: dict[int, Access] = field(default_factory=dict, repr=False, compare=False)
    _badges: dict[int, Badge] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is known; such a page may be shared by all."""
        return self.viewer.household_id is None

    def plan_key(self) -> str | None:
        """Return the plan that this household watches by, or that renews; None for who pays by the piece."""
        running = (right.plan_key for right in self.rights if right.kind == "plan" and runs(right, self.now))
        return self.renewing.plan_key or next(running, None)

    def next_end(self) -> datetime | None:
        """Return the soonest instant at which a right of this household begins or ends, or this profile's rest."""
        ends = [end for right in self.rights for end in (right.starts_at, end_or_none(right))]
        ends.append(next_change(self.viewer.profile.time, self.now))
        return min((end for end in ends if end is not None and end > self.now), default=None)

    def decide(self, facts: EpisodeFacts) -> Access:
        """Answer whether this person may watch the episode now, and because of what."""
        answer = self._answers.get(facts.id)
        if answer is None:
            answer = decide(facts, self.viewer.profile, self.rights, self.now, self.region)
            self._answers[facts.id] = answer
        return answer

    def decisions(self, card: TitleCard) -> list[tuple[EpisodeFacts, Access]]:
        """Answer for every episode of a title, in order."""
        return [(facts, self.decide(facts)) for facts in card.facts]

    def badge(self, card: TitleCard) -> Badge:
        """Say the whole title in one lamp line."""
        badge = self._badges.get(card.id)
        if badge is None:
            badge = self._badges[card.id] = title_badge(self.decisions(card), self.now)
        return badge

    def may_see(self, card: TitleCard) -> bool:
        """Whether the title exists for this profile in this region; one that left the shop, for whom it existed."""
        is_there = any(self.decide(facts).because not in HIDDEN for facts in card.facts)
        return is_there and is_for(self.viewer.profile, card.facts[0].title)


def this_visit(goes_on: bool = False) -> Visit:
    """Return the visit of this request: at most two queries, none for a visitor without a cookie.

    With `goes_on` it also knows what the profile goes on with, and what renews.
    """
    who, now, region = viewer(), clock.now(), current_app.extensions["tbo.settings"].region
    if who.household_id is None:
        return Visit(who, (), now, region)
    if goes_on:
        rights, places, renewing = standing_of(who.household_id, who.profile_id)
        return Visit(who, rights, now, region, places, renewing)
    return Visit(who, entitlements_of(who.household_id), now, region)
