"""Pages about one studio, country or person, and about our originals."""

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from ..catalog.library import Filters, browse, how_many
from ..catalog.people import person_page
from ..catalog.studios import studio as catalogue_studio
from ..web.filters import dotted
from ..web.locale import in_language, language_tag
from .cards import CardView, card_view, card_views, seen
from .visit import Visit
from .words import country_words, role_words

MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who the page is about; `rest_href` leads to all their titles, where the page shows only the first."""

    name: str
    above: str = ""
    facts: str = ""
    words: str = ""
    rest_href: str = ""


Page = tuple[Place, list[CardView]]


def studio(slug: str, visit: Visit) -> Page | None:
    """Return a studio with its titles, None where there is none."""
    found = catalogue_studio(slug)
    if found is None:
        return None
    facts = [country_words(found.country), in_language(found.city)]
    if found.founded:
        facts.append(_("%(year)s 年成立", year=found.founded))
    place = Place(
        name=in_language(found.name),
        above=_("制作公司"),
        facts=dotted(facts),
        words=in_language(found.blurb),
    )
    return _page(place, Filters(studio=slug), visit)


def country(code: str, visit: Visit) -> Page | None:
    """Return a country with its titles, None for a code that no title has."""
    code = code.upper()
    filters = Filters(country=code)
    count = how_many(filters, visit.now, visit.viewer.profile)
    if code not in get_locale().territories or not count:
        return None
    works = ngettext("%(num)s 部作品", "%(num)s 部作品", count)
    return _page(Place(name=country_words(code), above=_("来自"), facts=works), filters, visit)


def originals(visit: Visit) -> Page:
    """Return our own productions."""
    words = _("自己写，自己拍，只在这里。")
    return _page(Place(name=_("TBO 原创"), words=words), Filters(originals="yes"), visit)


def person(slug: str, visit: Visit) -> Page | None:
    """Return somebody with their works, the best known first; who has none for this profile does not exist for it."""
    found = person_page(slug)
    works = seen(found.title_ids, visit) if found else []
    if found is None or not works:
        return None
    roles = dict.fromkeys(role_words(part.role) for part in found.parts)
    name = in_language(found.name)
    facts = [" / ".join(roles), country_words(found.country) if found.country else ""]
    if found.original_name and found.original_name != name:
        facts.insert(0, found.original_name)
    if found.reading and language_tag() == "zh-Hans":
        facts.insert(0, found.reading)
    place = Place(name=name, above=_("影人"), facts=dotted(facts), words=in_language(found.bio))
    return place, [card_view(card, visit) for card in works]


def _page(place: Place, filters: Filters, visit: Visit) -> Page:
    title_ids, more = browse(filters, None, MOST, profile=visit.viewer.profile, now=visit.now)
    if more:
        query: dict[str, Any] = dict(filters.to_query())
        place = replace(place, rest_href=url_for("storefront.library", **query))
    return place, card_views(title_ids, visit, "library")
