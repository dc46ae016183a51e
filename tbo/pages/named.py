"""How staff name things of the shop: by code, or by name in any language with /season/episode behind; and their names.

What is not found is None: who typed it learns that from the form, with what they typed still in it.
"""

import re
from collections.abc import Callable, Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from ..catalog.models import Season, Title
from ..db import db
from ..offers.gifts import GIFT_MONTHS
from ..offers.models import Plan
from ..offers.wording import gift_words, months_word, season_word
from ..web.locale import TAGS, in_language
from .asking import completed
from .models import Page, PageDraft

GIFTS = {f"gift-{months}": months for months in GIFT_MONTHS}
MOST = 500
Pick = tuple[str, str]
_NUMBERED = re.compile(r"(.+?)((?:\s*/\s*\d{1,4}){0,2})")
_BRACES = re.compile(r"\{([^{}:]{1,80})\}")
_QUOTES = "《》〈〉「」“”\"'"
_OF_TITLES = ("season", "episode", "rental")
PLACES = ("title", *_OF_TITLES)


def place_named(text: str) -> str | None:
    """Return the slug of the title that is named, with the numbers of season and episode that stand behind it."""
    found = _NUMBERED.fullmatch(text.strip())
    slug = _slug(found[1]) if found else None
    return slug + "".join(found[2].split()) if found and slug else None


def offer_named(text: str) -> str | None:
    """Return an offer as blocks keep it; a title without more is its first season, a film itself."""
    kind, colon, rest = text.strip().partition(":")
    if colon:
        found = place_named(rest) if kind in _OF_TITLES else plan_named(rest) if kind == "plan" else None
        return f"{kind}:{found}" if found else None
    plan, place = plan_named(text), place_named(text)
    if plan or text.strip() in GIFTS:
        return f"plan:{plan}" if plan else f"gift:{text.strip()}"
    if place is None:
        return None
    slug, *numbers = place.split("/")
    is_film = db.session.scalar(select(Title.kind).where(Title.slug == slug)) == "film"
    if is_film or len(numbers) == 2:
        return f"episode:{slug}/{'/'.join(numbers) if len(numbers) == 2 else '1/1'}"
    return f"season:{slug}/{numbers[0] if numbers else 1}"


def plan_named(text: str) -> str | None:
    """Return the key of the plan that is named."""
    return _one_of(text, _plans())


def link_named(text: str) -> str | None:
    """Return a place within the shop as blocks keep it: a path, or a title or a page by its name."""
    kind, colon, rest = text.strip().partition(":")
    if text.strip().startswith("/"):
        return text.strip()
    page = page_named(rest if colon and kind == "page" else text) if not colon or kind == "page" else None
    place = place_named(rest if colon and kind == "title" else text) if not colon or kind == "title" else None
    return f"title:{place}" if place else f"page:{page}" if page else None


def page_named(text: str) -> str | None:
    """Return the address of the landing page that is named, by the title of its draft."""
    return _one_of(text, _pages())


def ref_named(kind: str, text: str) -> str:
    """Return what forms with a list of kinds keep of what was typed, and that itself where nothing is named so.

    Numbers that were left out are added where a title has only one such season or episode.
    """
    finders: dict[str, Callable[[str], str | None]] = {"plan": plan_named, "page": page_named}
    finders |= dict.fromkeys(PLACES, place_named)
    found = finders[kind](text) if kind in finders and text.strip() else None
    return completed(kind, found) if found and kind in PLACES else found or text


def with_offers_named(text: str) -> str:
    """Return words with the offers that stand by name between braces as they are kept: {月卡} is {plan:monthly}."""
    return _BRACES.sub(lambda found: f"{{{offer_named(found[1])}}}" if offer_named(found[1]) else found[0], text)


def places_words(places: Iterable[str]) -> list[str]:
    """Say titles, their seasons and episodes; one query, "" for what there is not."""
    split = [place.split("/") for place in places]
    rows = db.session.execute(select(Title.slug, Title.name).where(Title.slug.in_({slug for slug, *_rest in split})))
    names = {row.slug: in_language(row.name) for row in rows}
    return [" · ".join([names[slug], *_numbers_words(numbers)]) if slug in names else "" for slug, *numbers in split]


def refs_words(refs: Iterable[tuple[str, str]]) -> list[str]:
    """Say things by their kind and code, "" for what there is not; a query for each kind of them."""
    pairs = list(refs)
    kinds, places = {kind for kind, _ref in pairs}, [ref for kind, ref in pairs if kind in PLACES]
    names = dict(zip(places, places_words(places), strict=True)) if places else {}
    plans = {key: in_language(name) for key, name in _plans()} if "plan" in kinds else {}
    pages = {slug: in_language(name) for slug, name in _pages()} if "page" in kinds else {}
    gifts = dict(_gifts())
    found = {"plan": plans, "page": pages, "gift": gifts} | dict.fromkeys(PLACES, names)
    return [_rented(found.get(kind, {}).get(ref, ""), kind) for kind, ref in pairs]


def ref_words(kind: str, ref: str) -> str:
    """Say one thing by its kind and code."""
    return refs_words([(kind, ref)])[0]


def coded_words(codes: Iterable[str]) -> list[str]:
    """Say what blocks keep, offers and links, by name; a path says it itself."""
    return refs_words([(kind, ref) for kind, _colon, ref in (code.partition(":") for code in codes)])


def plans_words(keys: Iterable[str]) -> list[str]:
    """Say plans by name."""
    return refs_words([("plan", key) for key in keys])


def titles_to_pick() -> list[Pick]:
    """List titles by code, with their names in every language to be found by."""
    return [(slug, _all(name)) for slug, name, _kind in _titles()]


def plans_to_pick() -> list[Pick]:
    """List plans by key."""
    return [(key, _all(name)) for key, name in _plans()]


def offers_to_pick() -> list[Pick]:
    """List what blocks sell: plans, gifts, films and seasons; an episode is typed behind its title's name."""
    found = [(f"plan:{key}", name) for key, name in plans_to_pick()]
    found += [(f"gift:{ref}", words) for ref, words in _gifts()]
    films = [(slug, _all(name)) for slug, name, kind in _titles() if kind == "film"]
    found += [(f"episode:{slug}/1/1", name) for slug, name in films]
    found += [(f"rental:{slug}/1/1", _rented(name)) for slug, name in films]
    seasons = select(Title.slug, Title.name, Season.number).join(Season, Season.title_id == Title.id)
    rows = db.session.execute(seasons.where(Title.kind != "film").order_by(Title.slug, Season.number).limit(MOST))
    return found + [
        (f"season:{row.slug}/{row.number}", f"{_all(row.name)} · {season_word(row.number)}") for row in rows
    ]


def links_to_pick() -> list[Pick]:
    """List where blocks may lead."""
    found = [(f"page:{slug}", _all(name) or slug) for slug, name in _pages()]
    return found + [(f"title:{slug}", name) for slug, name in titles_to_pick()]


def things_to_pick() -> list[Pick]:
    """List what stands in forms with a list of kinds before it: titles, plans, gifts and pages."""
    pages = [(slug, _("页面 %(name)s", name=_all(name) or slug)) for slug, name in _pages()]
    return [*plans_to_pick(), *_gifts(), *titles_to_pick(), *pages]


def _slug(text: str) -> str | None:
    if db.session.scalar(select(Title.id).where(Title.slug == text.strip())) is not None:
        return text.strip()
    return _one_of(text, [(row.slug, row.name) for row in db.session.execute(select(Title.slug, Title.name))])


def _one_of(text: str, named: list[tuple[str, dict]]) -> str | None:
    """Return the code that is typed, or the only one that has this name in any language."""
    wanted = _plain(text)
    if wanted in dict(named):
        return wanted
    found = [code for code, name in named if wanted and wanted in (_plain(each) for each in name.values())]
    return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    return " ".join(str(text).strip().strip(_QUOTES).split()).casefold()


def _rented(words: str, kind: str = "rental") -> str:
    return _("租看 %(thing)s", thing=words) if words and kind == "rental" else words


def _gifts() -> list[Pick]:
    return [(ref, gift_words(months_word(months))) for ref, months in GIFTS.items()]


def _plans() -> list[tuple[str, dict]]:
    rows = db.session.execute(select(Plan.key, Plan.name).order_by(Plan.position, Plan.id))
    return [(row.key, row.name) for row in rows]


def _pages() -> list[tuple[str, dict]]:
    rows = db.session.execute(select(Page.slug, PageDraft.document).join(PageDraft, PageDraft.page_id == Page.id))
    return [(row.slug, (row.document.get("page") or {}).get("title") or {}) for row in rows]


def _titles() -> list[tuple[str, dict, str]]:
    rows = db.session.execute(select(Title.slug, Title.name, Title.kind).order_by(Title.slug).limit(MOST))
    return [(row.slug, row.name, row.kind) for row in rows]


def _all(name: dict) -> str:
    """Join the names in the order of the shop's languages; PostgreSQL keeps an order of its own."""
    return " · ".join(dict.fromkeys(str(name[tag]) for tag in TAGS.values() if name.get(tag)))


def _numbers_words(numbers: list[str]) -> list[str]:
    season = [season_word(int(numbers[0]))] if numbers and numbers[0].isdecimal() else []
    is_episode = len(numbers) > 1 and numbers[1].isdecimal()
    return season + ([_("第 %(number)s 集", number=int(numbers[1]))] if is_episode else [])
