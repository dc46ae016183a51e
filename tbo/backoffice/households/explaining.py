"""Why can they (not) watch this? The answer of the one function that also signs the stream, with its steps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import current_app, request
from flask_babel import gettext as _

from ... import clock
from ...accounts.models import Household, Profile
from ...accounts.viewer import Viewer, facts_of
from ...catalog import search
from ...catalog.cards import card_by_slug, cards
from ...catalog.episodes import EpisodeView, episode_at
from ...catalog.titles import TitlePage, title_page
from ...entitlements.grants import fresh_entitlements_of
from ...playback import leases
from ...playback.leases import Screen
from ...rules.access import NOT_FOR_THIS_PROFILE, RESTING, VISITOR, Access, Because, decide
from ...rules.addresses import path_in_link

_LINK = re.compile(r"/(?:[a-z]{2}/)?(?:watch|titles)/([a-z0-9-]{1,80})(?:/(?:seasons/)?(\d{1,3}))?(?:/(\d{1,4}))?/?")
_OUTSIDE = frozenset({Because.UNPUBLISHED, Because.WITHDRAWN, Because.OTHER_REGION, Because.COMING})
LARGEST = 9999
# A device that plays nothing yet: rows count from 1.
ONE_MORE = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the decision: passed (True), where it ended (False), or not reached (None)."""

    passed: bool | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, as it stands in the form."""

    title: str = ""
    season: int = 1
    number: int = 1
    profile_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An answer with its steps. `source` names the order that allowed it, where one did.

    `full_house` is the refusal that one more device would get now, and `screens` are those that play.
    """

    episode: EpisodeView
    profile: Profile | None
    access: Access
    steps: list[Step]
    source: str | None
    full_house: Access | None = None
    screens: Sequence[Screen] = ()


def question_of_page() -> Question:
    """Read the question from the address: a title by name, pinyin or link, its season and episode, a profile."""
    asked = request.args.get("title", "")[:200].strip()
    season, number = _number("season"), _number("episode")
    link = _LINK.fullmatch(path_in_link(asked)) if "/" in asked else None
    if link:
        asked = link[1]
        season, number = (int(link[2]) if link[2] else season), (int(link[3]) if link[3] else number)
    return Question(title=asked, season=season, number=number, profile_id=_number("profile", 0) or None)


def page_of(asked: Question) -> TitlePage | None:
    """Find the title that is meant: by its slug, otherwise the best that the shop's own search finds."""
    if not asked.title:
        return None
    if card_by_slug(asked.title) is not None:
        return title_page(asked.title)
    hits = search.search(asked.title, 1)
    card = next(iter(cards([hit.title_id for hit in hits])), None)
    return title_page(card.slug) if card else None


def explain(household: Household, asked: Question, page: TitlePage) -> Explained | None:
    """Decide for one profile now; None when the title has no such episode."""
    episode = episode_at(page.card.slug, asked.season, asked.number)
    if episode is None:
        return None
    profile = next((one for one in household.profiles if one.id == asked.profile_id), None)
    profile = profile or next(iter(household.profiles), None)
    facts = VISITOR if profile is None else facts_of(profile)
    region = current_app.extensions["tbo.settings"].region
    rights = fresh_entitlements_of(household.id)
    access = decide(episode.facts, facts, rights, clock.now(), region)
    source = access.source if access.source_kind == "order" else None
    explained = Explained(episode=episode, profile=profile, access=access, steps=_steps(access), source=source)
    one_more = Viewer(household_id=household.id, device_id=ONE_MORE, profile=facts)
    if not access.allowed or leases.has_room(one_more, access):
        return explained
    full = Access(False, Because.FULL_HOUSE)
    return replace(explained, full_house=full, screens=leases.screens_of(household.id))


def because_words(because: Because) -> str:
    """Say why somebody may watch."""
    known = {
        Because.FREE: _("免费，谁都能看。"),
        Because.BOUGHT_EPISODE: _("这一集已经买下，或者送了。"),
        Because.BOUGHT_SEASON: _("整季已经买下，或者送了。"),
        Because.RENTED: _("租来的，还没到期。"),
        Because.IN_PLAN: _("会员在期内，这一集在会员片库里。"),
    }
    return known.get(because, "")


def _steps(access: Access) -> list[Step]:
    """Say which question ended the decision; it asks them in this order."""
    if access.because in _OUTSIDE:
        ended = 0
    elif access.because in NOT_FOR_THIS_PROFILE | RESTING:
        ended = 1
    else:
        ended = 2 if access.because is Because.FREE else 3
    words = [_("在架上，有播放权"), _("这个档案可以看"), _("免费"), _("买下、租了、在会员里或者送的")]
    last = Step(access.allowed, words[ended])
    passed = [Step(True if at < 2 else None, words[at]) for at in range(ended)]
    return [*passed, last, *(Step(None, words[at]) for at in range(ended + 1, len(words)))]


def _number(name: str, otherwise: int = 1) -> int:
    text = request.args.get(name, "")[:10]
    return (
        min(int(text), 2**31 - 1 if name == "profile" else LARGEST) if text.isascii() and text.isdigit() else otherwise
    )
