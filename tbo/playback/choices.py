"""What a profile chose in the player, kept so that its other devices begin with it."""

import re

from sqlalchemy import select, update

from ..accounts.models import Profile
from ..db import commits, db

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
LANGUAGES = ("audio", "subtitles", "lastSubtitles")
SPEEDS = (0.5, 0.75, 1, 1.25, 1.5, 2)


def choices_of(profile_id: int | None) -> dict:
    """Return what a profile chose; nothing for a visitor."""
    if profile_id is None:
        return {}
    return db.session.scalar(select(Profile.player_choices).where(Profile.id == profile_id)) or {}


@commits
def keep(profile_id: int | None, said: dict) -> None:
    """Keep the choices among what a player said; whatever is no language and no speed is left out.

    A player says two at once, and each keeps the other's.
    """
    if profile_id is None:
        return
    of_profile = select(Profile.player_choices).where(Profile.id == profile_id)
    known = db.session.scalar(of_profile.with_for_update()) or {}
    chosen = known | _choices_in(said)
    if chosen != known:
        db.session.execute(update(Profile).where(Profile.id == profile_id).values(player_choices=chosen))


def _choices_in(said: dict) -> dict:
    """Off is a choice too: subtitles may be null."""
    found = {name: said[name] for name in LANGUAGES if name in said and _is_language_or_off(said[name])}
    if said.get("speed") in SPEEDS and not isinstance(said["speed"], bool):
        found["speed"] = said["speed"]
    return found


def _is_language_or_off(value: object) -> bool:
    return value is None or (isinstance(value, str) and LANGUAGE.fullmatch(value) is not None)
