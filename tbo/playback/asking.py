"""A child's wish for an episode that somebody must open first: a signed link, for a grown-up to open on the phone.

Nothing is written of it: the link says who asks for what, and whether it came true is what the decision says.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from itsdangerous import BadSignature

from .. import clock
from ..accounts.models import Profile
from ..accounts.profiles import own_profile
from ..accounts.viewer import Viewer, facts_of
from ..catalog.episodes import EpisodeView
from ..catalog.episodes import episode as episode_or_none
from ..entitlements import grants
from ..family.time import NoSuchWish, may_answer
from ..rules.access import Access, is_for
from ..web.signed_texts import serializer

SALT = "tbo.title-wish"
GOOD_FOR = timedelta(hours=12)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class TitleWish:
    """Who asks for which episode, and what the decision says to them now."""

    profile: Profile
    episode: EpisodeView
    access: Access


def wish_url(viewer: Viewer, episode: EpisodeView) -> str:
    """Return where the viewer's profile asks a grown-up for an episode."""
    said = [viewer.profile_id, episode.id, int(clock.now().timestamp())]
    return url_for("wishes.title_wish", token=serializer(SALT).dumps(said))


def wish_of(who: Viewer, token: str) -> TitleWish:
    """Read a wish of the viewer's household. Raises NoSuchWish, NoSuchProfile."""
    try:
        profile_id, episode_id, asked_at = serializer(SALT).loads(token[:LONGEST])
    except BadSignature:
        raise NoSuchWish("a wish that we did not sign") from None
    episode = episode_or_none(episode_id)
    if episode is not None and not is_for(who.profile, episode.facts.title) and not may_answer(who):
        raise NoSuchWish("what another child asks for is not for this one")
    if episode is None or clock.now().timestamp() >= asked_at + GOOD_FOR.total_seconds():
        raise NoSuchWish(f"the wish for episode {episode_id} is over")
    profile = own_profile(who.household_id, profile_id)
    asks = Viewer(household_id=who.household_id, profile_id=profile.id, profile=facts_of(profile))
    return TitleWish(profile, episode, grants.access_for(episode.facts, asks))
