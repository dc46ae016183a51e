"""Fills in the titles that profiles of the demo shop want to find again."""

from datetime import datetime

from ..accounts.models import ListedTitle
from ..catalog.models import Title
from .content import Anchor, content
from .profiles import profile_ids
from .rows import ids_by, insert_all


def add_lists(at: Anchor) -> None:
    """Insert every list, its first title as the newest; titles and profiles must be there."""
    titles, profiles = ids_by(Title, "slug"), profile_ids()
    insert_all(
        ListedTitle,
        [
            {
                "profile_id": profiles[household["slug"], profile["name"]],
                "title_id": titles[slug],
                "listed_at": _listed_at(household, profile["my_list"].index(slug), len(profile["my_list"]), at),
            }
            for household in content("households")
            for profile in household["profiles"]
            for slug in profile["my_list"]
        ],
    )


def _listed_at(household: dict, place: int, count: int, at: Anchor) -> datetime:
    """Spread a list evenly over the household's life: the content gives its order, not its times."""
    began = at.moment(household["created_at"])
    return at.instant - (at.instant - began) * (place + 1) / (count + 1)
