"""Fills in seasons, episodes and the times in which episodes are free."""

from collections.abc import Iterator

from ..catalog.models import Episode, FreeWindow, Season, Title
from .content import Anchor, content
from .rows import ids_by, insert_all


def add_seasons() -> None:
    """Insert every season; titles must be there."""
    titles = ids_by(Title, "slug")
    insert_all(
        Season,
        [
            {
                "title_id": titles[title["slug"]],
                "number": season["number"],
                "name": season["title"],
                "year": season["year"],
                # A film is sold as its one episode; the season needs a price all the same.
                "price_fen": season["price_fen"] or season["episodes"][0]["price_fen"],
            }
            for title, season in _seasons()
        ],
    )


def add_episodes(anchor: Anchor) -> None:
    """Insert every episode; seasons must be there."""
    titles, seasons = ids_by(Title, "slug"), ids_by(Season, "title_id", "number")
    insert_all(
        Episode,
        [
            {
                "title_id": titles[title["slug"]],
                "season_id": seasons[titles[title["slug"]], season["number"]],
                "asset": title["demo_clip"],
                **_facts(episode, anchor),
            }
            for title, season in _seasons()
            for episode in season["episodes"]
        ],
    )


def add_free_windows(anchor: Anchor) -> None:
    """Insert every time in which an episode is free; episodes must be there."""
    episodes = episode_ids()
    insert_all(
        FreeWindow,
        [
            {
                "episode_id": episodes[f"{title['slug']}/{window['season']}/{number}"],
                "opens_at": anchor.day(window["from_day"]),
                "closes_at": anchor.day(window["until_day"]),
                "reason": window["reason"],
            }
            for title in content("titles")
            for window in title["free_windows"]
            for number in window["episodes"]
        ],
    )


def season_ids() -> dict[str, int]:
    """Return ids by references such as return-the-lantern/2."""
    titles, seasons = ids_by(Title, "slug"), ids_by(Season, "title_id", "number")
    return {
        f"{title['slug']}/{season['number']}": seasons[titles[title["slug"]], season["number"]]
        for title, season in _seasons()
    }


def episode_ids() -> dict[str, int]:
    """Return ids by references such as return-the-lantern/2/5."""
    found = ids_by(Episode, "season_id", "number")
    names = {key: reference for reference, key in season_ids().items()}
    return {f"{names[season_id]}/{number}": key for (season_id, number), key in found.items()}


def _seasons() -> Iterator[tuple[dict, dict]]:
    return ((title, season) for title in content("titles") for season in title["seasons"])


def _facts(episode: dict, anchor: Anchor) -> dict:
    marks = episode["marks"]
    intro_start, intro_end = marks["intro"] or (None, None)
    return {
        "number": episode["number"],
        "name": episode["title"],
        "synopsis": episode["synopsis"],
        "duration_s": episode["duration_s"],
        "intro_start_s": intro_start,
        "intro_end_s": intro_end,
        "credits_s": marks["credits_s"],
        "is_free": episode["free"],
        "price_fen": episode["price_fen"],
        "rental_fen": episode["rental_fen"],
        "available_at": anchor.day(episode["available_day"]),
        "in_plan_at": anchor.day(episode["in_plan_day"]),
    }
