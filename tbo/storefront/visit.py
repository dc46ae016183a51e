"""Who looks, with which rights, and when: every decision that a page shows comes from here."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app

from .. import clock
from ..accounts.viewer import Viewer, viewer
from ..catalog.cards import TitleCard
from ..entitlements.grants import entitlements_of
from ..rules.access import NOT_FOR_THIS_PROFILE, Access, Because, EpisodeFacts, decide
from ..rules.badges import Badge, title_badge
from ..rules.rights import EntitlementFacts

HIDDEN = NOT_FOR_THIS_PROFILE | {Because.UNPUBLISHED, Because.OTHER_REGION}


@dataclass(frozen=True, slots=True)
class Visit:
    """One person looking at one instant; what was decided once stands for the whole page."""

    viewer: Viewer
    rights: tuple[EntitlementFacts, ...]
    now: datetime
    region: str
    _answers: dict[int, Access] = field(default_factory=dict, repr=False, compare=False)
    _badges: dict[int, Badge] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is known; such a page may be shared by all."""
        return self.viewer.household_id is None

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
        """Whether the title exists for this profile in this region."""
        return any(self.decide(facts).because not in HIDDEN for facts in card.facts)


def this_visit() -> Visit:
    """Return the visit of this request: at most two queries, none for a visitor without a cookie."""
    who = viewer()
    rights = entitlements_of(who.household_id) if who.household_id is not None else ()
    return Visit(who, rights, clock.now(), current_app.extensions["tbo.settings"].region)
