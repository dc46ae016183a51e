"""Pictures to send along with a place of the shop: what they tell, made by a worker, kept under what they tell.

Nothing of them is in the database: what is told now gives the name under which a picture is or is not there yet.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from .. import clock, jobs
from ..db import commits
from ..media.share_cards import DRAWING, SIZES, CardFacts, draw
from ..media.stores import StoreAway, store
from ..rules.page_steps import Document
from ..web.locale import NAMES, TAGS, address
from .live import live_pages
from .making import draft_of, page_or_none
from .models import path_of
from .personas import visit_of
from .picture_making import is_of_library, place_of
from .scene import Scene
from .views import first_picture

ARTWORK = "wide-1600.webp"
STAND_IN = ("en", "zh_Hans_CN")
NO_PICTURE = (None, 0.5)
RIGHT_OF_MIDDLE = 1.0  # the artwork of titles has its subject there, and calm for words on the left
# By language: what a place is called, and a newcomer's price there; "" for no title, and for no price or many.
Told = Mapping[str, tuple[str, str]]
Picture = tuple[str | None, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the shop that is sent to people: `key` is its folder, `path` its address from the root."""

    key: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The pictures and words of one language; `names` are its files by their kind."""

    tag: str
    language: str
    title: str
    said: str
    names: dict[str, str]
    facts: dict[str, Any]
    artwork: str | None
    is_made: bool


def place_of_page(kind: str, slug: str) -> Place:
    """Return a landing page as a place that is sent: its own address."""
    return Place(f"l-{slug}", path_of(kind, slug))


def cards_told(place: Place, told: Told, folder: str | None, locales: Iterable[str] = NAMES) -> list[Card]:
    """Return the cards of some languages as they are to be now; those that are not made yet are asked for.

    `folder` is of a place's artwork. While the store is away no card is made, nor asked for: what else is sent along is
    there all the same.
    """
    try:
        picture = _picture(folder)
        found = [_card(place, locale, told, picture) for locale in locales]
        missing = [(card, _made_before(place.key, card.tag)) for card in found if not card.is_made]
    except StoreAway:
        return [_card(place, locale, told, NO_PICTURE, is_away=True) for locale in locales]
    if missing:
        _ask_for(place.key, missing)
    return found


def page_told(slug: str) -> tuple[Told, str | None]:
    """Return what a landing page is called by language, as it is shown now or else as its draft is, and its artwork."""
    document, scene = _page(slug)
    words = (document.get("page") or {}).get("title")
    told = {}
    for locale in NAMES:
        with force_locale(locale):
            told[locale] = scene.words(words), ""
    shown = first_picture(document, scene)
    return told, shown.folder if shown else None


def ask_at_turns(slug: str, because: str, *turns: datetime | None) -> None:
    """Ask for the cards of a page, at each of the moments at which what it shows becomes another. Never commits.

    Applications keep the picture that they find first.
    """
    for turn in turns:
        if turn is not None:
            once = f"cards {slug} {because} {turn:%Y-%m-%dT%H:%M:%S}"
            jobs.enqueue(ask_for_page, due_at=turn, key=once, slug=slug)


@jobs.job
def ask_for_page(slug: str) -> None:
    """Ask for the cards of a landing page as it is shown now; for none while it is not shown."""
    found = live_pages().by_slug(slug)
    if found is not None and found.document(clock.now()) is not None:
        cards_told(place_of_page(found.kind, slug), *page_told(slug))


def card_file_or_none(key: str, name: str) -> bytes | None:
    """Return a file of a place. Raises StoreAway."""
    return store().get_or_none(_place(key, name))


@jobs.job
def make_card(folder: str, tag: str, names: dict[str, str], facts: dict[str, Any], artwork: str | None) -> None:
    """Draw what a page has named, and let go of what it was before."""
    drawn = _artwork(artwork) if artwork else None
    told = CardFacts(**facts | {"titles": tuple(facts["titles"])})
    for kind, name in names.items():
        store().put(_place(folder, name), draw(told, kind, drawn))
    for name in json.loads(_made_before(folder, tag) or b"[]"):
        if name not in names.values():
            store().remove(_place(folder, name))
    store().put(_pointer(folder, tag), json.dumps(sorted(names.values())).encode())


@commits
def _ask_for(key: str, missing: list[tuple[Card, bytes]]) -> None:
    for card, before in missing:
        told: dict[str, Any] = {"tag": card.tag, "names": card.names, "facts": card.facts, "artwork": card.artwork}
        # Once for what stands there now: words that come back are drawn again. What failed for good an hour ago may be
        # tried again.
        instead_of = hashlib.sha256(before).hexdigest()[:8]
        once = f"{card.names['card']} {instead_of} {clock.now():%Y-%m-%dT%H} {key}"
        jobs.enqueue(make_card, key=once[:160], folder=key, **told)


def _card(place: Place, locale: str, told: Told, picture: Picture, is_away: bool = False) -> Card:
    tag, there = TAGS[locale], address(place.path, locale)
    (title, price), (artwork, middle) = told[locale], picture
    with force_locale(locale):
        said, call = _said(title, price, there), _("扫一扫，点开就看")
    # Where a letter of one language is missing, English stands for it, then Chinese.
    titles = tuple(dict.fromkeys(name for name in (title, *(told[each][0] for each in STAND_IN)) if name))
    facts = asdict(CardFacts(titles=titles, price=price, call=call, address=there, middle=middle))
    digest = hashlib.sha256(json.dumps([DRAWING, facts, artwork], sort_keys=True).encode()).hexdigest()[:16]
    names = {kind: f"{tag}-{kind}-{digest}.jpg" for kind in SIZES}
    return Card(
        tag=tag,
        language=NAMES[locale],
        title=title,
        said=said,
        names=names,
        facts=facts,
        artwork=artwork,
        is_made=not is_away and all(store().has(_place(place.key, name)) for name in names.values()),
    )


def _said(title: str, price: str, link: str) -> str:
    if not title:
        return _("TBO 电影馆，点开就看：%(link)s", link=link)
    if price:
        return _("%(name)s，%(price)s，在 TBO 看：%(link)s", name=title, price=price, link=link)
    return _("%(name)s，在 TBO 看：%(link)s", name=title, link=link)


def _picture(folder: str | None) -> Picture:
    """Return the folder of artwork, where that is there, and where across it its subject is."""
    if folder is None or not _is_there(folder):
        return NO_PICTURE
    return folder, 0.5 if is_of_library(folder) else RIGHT_OF_MIDDLE


def _page(slug: str) -> tuple[Document, Scene]:
    now, live = clock.now(), live_pages().by_slug(slug)
    document = live.document(now) if live else None
    if document is None:
        page = page_or_none(slug)
        document = draft_of(page).document if page else {}
    return document, Scene(visit=visit_of("visitor", now), path=f"/l/{slug}")


def _is_there(folder: str) -> bool:
    return store().has(place_of(folder, ARTWORK)) if is_of_library(folder) else _of_title(folder).is_file()


def _artwork(folder: str) -> bytes:
    """Read a picture. Raises LookupError where a disk forgot it meanwhile: it is made again, and so is the card."""
    if not is_of_library(folder):
        return _of_title(folder).read_bytes()
    body = store().get_or_none(place_of(folder, ARTWORK))
    if body is None:
        raise LookupError(folder)
    return body


def _of_title(folder: str) -> Path:
    return current_app.extensions["tbo.settings"].instance_folder / "pictures" / folder / ARTWORK


def _made_before(key: str, tag: str) -> bytes:
    """Return what is written down of the files that stand there, nothing before the first."""
    return store().get_or_none(_pointer(key, tag)) or b""


def _pointer(key: str, tag: str) -> str:
    return _place(key, f"{tag}.json")


def _place(key: str, name: str) -> str:
    return f"_cards/{key}/{name}"
