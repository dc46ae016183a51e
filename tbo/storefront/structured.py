"""What a title page tells machines (schema.org): the work, its episodes, whether they are free, what they cost."""

import json
from typing import Any

from flask import url_for
from markupsafe import Markup

from ..catalog.cards import TitleCard
from ..catalog.titles import EpisodeRow, SeasonView, TitlePage
from ..rules.access import Access, OfferKind
from ..web.assets import picture_url
from ..web.locale import in_language, language_tag
from ..web.pages import public_address
from .continuing import watch_href
from .visit import Visit
from .words import genre_words

SCHEMA = "https://schema.org"


def written(told: dict) -> Markup:
    """Write what is told as short as it goes, safe inside a script element."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate({ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}))


def website() -> dict:
    """Describe the shop and its search."""
    target = public_address(url_for("storefront.search")) + "?q={q}"
    action = {"@type": "SearchAction", "target": target, "query-input": "required name=q"}
    return {
        "@context": SCHEMA,
        "@type": "WebSite",
        "name": "TBO",
        "url": public_address(url_for("storefront.home")),
        "inLanguage": language_tag(),
        "potentialAction": action,
    }


def work(page: TitlePage, season: SeasonView | None, trailer: str | None, visit: Visit) -> dict:
    """Describe a film, or a series with the episodes of the season that is shown."""
    card = page.card
    told = {
        "@context": SCHEMA,
        "@type": "Movie" if card.is_film else "TVSeries",
        "name": in_language(card.name),
        "url": public_address(url_for("storefront.title", slug=card.slug)),
        "description": in_language(page.synopsis) or in_language(card.tagline),
        "datePublished": str(card.year),
        "genre": [genre_words(key) for key in card.genres],
        "inLanguage": list(page.audio),
        "countryOfOrigin": [{"@type": "Country", "name": code} for code in card.countries],
        "productionCompany": {"@type": "Organization", "name": in_language(card.studio_name)},
        "contentRating": f"{card.min_age}+",
        "actor": _people(page, ("actor", "voice")),
        "director": _people(page, ("director",)),
        "image": _picture(card),
        "trailer": _trailer(card, trailer),
        **(_film(page, visit) if card.is_film else _series(page, season, visit)),
    }
    return {name: value for name, value in told.items() if value not in (None, [], "")}


def _film(page: TitlePage, visit: Visit) -> dict:
    film = page.episodes[0]
    return {"duration": _length(film), **_priced(film, visit)}


def _series(page: TitlePage, season: SeasonView | None, visit: Visit) -> dict:
    told: dict[str, Any] = {
        "numberOfSeasons": len(page.seasons),
        "numberOfEpisodes": len(page.episodes),
        "isAccessibleForFree": all(access.because == "free" for _facts, access in visit.decisions(page.card)),
    }
    if season is not None:
        told["containsSeason"] = {
            "@type": "TVSeason",
            "seasonNumber": season.number,
            "numberOfEpisodes": len(season.episodes),
            "episode": [_episode(row, visit) for row in season.episodes],
        }
    return told


def _episode(row: EpisodeRow, visit: Visit) -> dict:
    return {
        "@type": "TVEpisode",
        "episodeNumber": row.number,
        "name": in_language(row.name),
        "url": public_address(watch_href(row.facts)),
        "duration": _length(row),
        **_priced(row, visit),
    }


def _length(row: EpisodeRow) -> str:
    return f"PT{max(1, round(row.duration_s / 60))}M"


def _priced(row: EpisodeRow, visit: Visit) -> dict:
    access = visit.decide(row.facts)
    told: dict = {"isAccessibleForFree": access.because == "free"}
    offers = _offers(row, access)
    return told | {"offers": offers} if offers else told


def _offers(row: EpisodeRow, access: Access) -> list[dict]:
    return [
        {
            "@type": "Offer",
            "category": str(offer.kind),
            "price": offer.price.yuan_text,
            "priceCurrency": "CNY",
            "availability": f"{SCHEMA}/InStock",
            "url": public_address(url_for("orders.new_for_episode", episode_id=row.id, offer=str(offer.kind))),
        }
        for offer in access.offers
        if offer.price is not None and offer.kind is not OfferKind.SEASON
    ]


def _picture(card: TitleCard) -> str | None:
    return public_address(picture_url(card.pictures, "og.jpg")) if card.pictures else None


def _trailer(card: TitleCard, address: str | None) -> dict | None:
    if address is None or not card.pictures:
        return None
    return {
        "@type": "VideoObject",
        "name": in_language(card.name),
        "description": in_language(card.tagline) or in_language(card.name),
        "thumbnailUrl": _picture(card),
        "uploadDate": card.opens_at.isoformat(),
        "url": public_address(address),
    }


def _people(page: TitlePage, roles: tuple[str, ...]) -> list[dict]:
    wanted = [credit for credit in page.credits if credit.role in roles]
    return [{"@type": "Person", "name": in_language(credit.person_name)} for credit in wanted]
