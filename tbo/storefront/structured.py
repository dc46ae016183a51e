"""What a title page tells machines (schema.org): the work, its episodes, whether they are free, what they cost."""

from flask import current_app, url_for

from ..catalog.titles import EpisodeRow, SeasonView, TitlePage
from ..rules.access import Access, OfferKind
from ..web.assets import picture_url
from ..web.locale import in_language, language_tag
from .continuing import watch_href
from .visit import Visit
from .words import genre_words

SCHEMA = "https://schema.org"


def website() -> dict:
    """Describe the shop and its search."""
    target = absolute(url_for("storefront.search")) + "?q={q}"
    action = {"@type": "SearchAction", "target": target, "query-input": "required name=q"}
    return {
        "@context": SCHEMA,
        "@type": "WebSite",
        "name": "TBO",
        "url": absolute(url_for("storefront.home")),
        "inLanguage": language_tag(),
        "potentialAction": action,
    }


def work(page: TitlePage, season: SeasonView | None, visit: Visit) -> dict:
    """Describe a film, or a series with the episodes of the season that is shown."""
    card = page.card
    told = {
        "@context": SCHEMA,
        "@type": "Movie" if card.is_film else "TVSeries",
        "name": in_language(card.name),
        "url": absolute(url_for("storefront.title", slug=card.slug)),
        "description": in_language(page.synopsis),
        "datePublished": str(card.year),
        "genre": [genre_words(key) for key in card.genres],
        "inLanguage": list(page.audio),
        "countryOfOrigin": [{"@type": "Country", "name": code} for code in card.countries],
        "productionCompany": {"@type": "Organization", "name": in_language(card.studio_name)},
        "contentRating": f"{card.min_age}+",
        "actor": _people(page, ("actor", "voice")),
        "director": _people(page, ("director",)),
    }
    if card.pictures:
        told["image"] = absolute(picture_url(card.pictures, "og.jpg"))
    if card.is_film:
        return told | _priced(page.episodes[0], visit) | {"duration": f"PT{page.episodes[0].duration_s // 60}M"}
    told["numberOfSeasons"], told["numberOfEpisodes"] = len(page.seasons), len(page.episodes)
    if season is not None:
        told["containsSeason"] = {
            "@type": "TVSeason",
            "seasonNumber": season.number,
            "episode": [_episode(row, visit) for row in season.episodes],
        }
    return told


def absolute(path: str) -> str:
    """Return a path that url_for made (with its language prefix) as a full public address."""
    return current_app.extensions["tbo.settings"].base_url + path


def _episode(row: EpisodeRow, visit: Visit) -> dict:
    told = {
        "@type": "TVEpisode",
        "episodeNumber": row.number,
        "name": in_language(row.name),
        "url": absolute(watch_href(row.facts)),
        "timeRequired": f"PT{row.duration_s // 60}M",
    }
    return told | _priced(row, visit)


def _priced(row: EpisodeRow, visit: Visit) -> dict:
    access = visit.decide(row.facts)
    return {"isAccessibleForFree": access.because == "free", "offers": _offers(row, access)}


def _offers(row: EpisodeRow, access: Access) -> list[dict]:
    kept = [offer for offer in access.offers if offer.price is not None and offer.kind is not OfferKind.SEASON]
    return [
        {
            "@type": "Offer",
            "category": str(offer.kind),
            "price": offer.price.yuan_text,
            "priceCurrency": "CNY",
            "availability": f"{SCHEMA}/InStock",
            "url": absolute(url_for("orders.new_for_episode", episode_id=row.id, offer=str(offer.kind))),
        }
        for offer in kept
    ]


def _people(page: TitlePage, roles: tuple[str, ...]) -> list[dict]:
    wanted = [credit for credit in page.credits if credit.role in roles]
    return [{"@type": "Person", "name": in_language(credit.person_name)} for credit in wanted]
