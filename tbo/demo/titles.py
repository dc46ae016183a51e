"""Fills in the titles of the demo shop with their rights, ratings and pictures."""

from datetime import timedelta

from ..catalog.models import Studio, Title
from .content import Anchor, content
from .drawn import pictures_by_slug
from .popularity import popularity
from .rows import ids_by, insert_all

ANNOUNCED_BEFORE = timedelta(days=30)


def add_titles(anchor: Anchor) -> None:
    """Insert every title; studios must be there."""
    studios, views, pictures = ids_by(Studio, "slug"), popularity(), pictures_by_slug()
    insert_all(
        Title,
        [
            {
                **_words(title),
                **_rights(title, anchor),
                **_pictures(title, pictures.get(title["slug"])),
                "studio_id": studios[title["studio"]],
                "popularity": views[title["slug"]],
            }
            for title in content("titles")
        ],
    )


def _words(title: dict) -> dict:
    return {
        "slug": title["slug"],
        "kind": title["kind"],
        "is_original": title["original"],
        "is_for_children": title["children"],
        "in_child_pool": title["child_pool"],
        "name": title["title"],
        "original_name": title.get("original_title"),
        "reading": title["reading_override"] or title["reading"],
        "aliases": title["aliases"],
        "tagline": title["tagline"],
        "synopsis": title["synopsis"],
        "countries": title["countries"],
        "genres": title["genres"],
        "audio": title["audio"],
        "subtitles": title["subtitles"],
        "year": title["year"],
    }


def _rights(title: dict, anchor: Anchor) -> dict:
    opens_at = anchor.day(title["rights"]["opens_day"])
    return {
        "min_age": title["rating"]["min_age"],
        "rating_note": title["rating"]["note"],
        "licence_kind": title["licence"]["kind"],
        "licence_number": title["licence"]["number"],
        "opens_at": opens_at,
        "closes_at": anchor.day(title["rights"]["closes_day"]),
        "regions": title["rights"]["regions"],
        "published_at": opens_at - ANNOUNCED_BEFORE,
    }


def _pictures(title: dict, drawn: dict | None) -> dict:
    words = {"picture_alt": title["art"]["composition"], "trailer_asset": _other_clip(title)}
    if drawn is None:
        return {**words, "pictures": None, "has_light_picture": False, "lettering": None}
    return {
        **words,
        "pictures": f"{title['slug']}-{drawn['version']}",
        "has_light_picture": drawn["hero_tone"] == "light",
        "lettering": [drawn["lettering"]["width"], drawn["lettering"]["height"]],
    }


def _other_clip(title: dict) -> str:
    """Return a clip that is not the title's own film: whoever plays a trailer is given its whole folder."""
    clips = sorted({each["demo_clip"] for each in content("titles")})
    return clips[clips.index(title["demo_clip"]) - 1]
