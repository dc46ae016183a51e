"""Pictures to send along with a link or a landing page: what they tell, made by a worker, kept under what they tell.

Nothing of them is in the database: what is told now gives the name under which a picture is or is not there yet.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from .. import clock, jobs
from ..arrivals import short_links
from ..arrivals.link_models import ShortLink
from ..catalog.cards import card_by_slug
from ..db import commits
from ..media.share_cards import DRAWING, SIZES, CardFacts, draw
from ..media.stores import StoreAway, store
from ..pages.live import live_pages
from ..pages.making import draft_of, page_or_none
from ..pages.models import ONE_OF, Page
from ..pages.personas import visit_of
from ..pages.picture_making import is_of_library, place_of
from ..pages.scene import Scene
from ..pages.views import first_picture
from ..web.locale import NAMES, TAGS, address
from .leading import PAGE, SCOPES, lead_or_none

ARTWORK = "wide-1600.webp"
STAND_IN = ("en", "zh_Hans_CN")
NO_PICTURE = (None, 0.5)
RIGHT_OF_MIDDLE = 1.0  # the artwork of titles has its subject there, and calm for words on the left


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """A place of the shop that is sent to people: `key` is its folder, `path` its address from the root."""

    key: str
    path: str
    kind: str
    ref: str
    coupon: str = ""


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


def sharing_of_link(link: ShortLink) -> Sharing:
    """Return what a short link shares."""
    path, coupon = short_links.path_of_link(link), link.coupon or ""
    return Sharing(key=f"k-{link.code}", path=path, kind=link.kind, ref=link.ref, coupon=coupon)


def sharing_of_page(page: Page) -> Sharing:
    """Return what a landing page shares: its own address."""
    path = "/" if page.kind in ONE_OF else f"/l/{page.slug}"
    return Sharing(key=f"l-{page.slug}", path=path, kind=PAGE, ref=page.slug)


def cards_of(sharing: Sharing) -> list[Card]:
    """Return the cards of each language as they are to be now; those that are not made yet are asked for.

    While the store is away none is made, nor asked for: what else is sent along is there all the same.
    """
    told = {locale: _told(sharing, locale) for locale in NAMES}
    try:
        picture = _picture(sharing)
        found = [_card(sharing, locale, told, picture) for locale in NAMES]
    except StoreAway:
        return [_card(sharing, locale, told, NO_PICTURE, is_away=True) for locale in NAMES]
    missing = [card for card in found if not card.is_made]
    if missing:
        _ask_for(sharing.key, missing)
    return found


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
    pointer = _place(folder, f"{tag}.json")
    for name in json.loads(store().get_or_none(pointer) or b"[]"):
        if name not in names.values():
            store().remove(_place(folder, name))
    store().put(pointer, json.dumps(sorted(names.values())).encode())


@commits
def _ask_for(key: str, cards: list[Card]) -> None:
    for card in cards:
        told: dict[str, Any] = {"tag": card.tag, "names": card.names, "facts": card.facts, "artwork": card.artwork}
        # What failed for good an hour ago may be tried again.
        hourly = f"{card.names['card']} {clock.now():%Y-%m-%dT%H} {key}"
        jobs.enqueue(make_card, key=hourly[:160], folder=key, **told)


def _told(sharing: Sharing, locale: str) -> tuple[str, str]:
    """Return what a place is called in a language ("" for a page without a title), and a newcomer's price there."""
    with force_locale(locale):
        if sharing.kind == PAGE:
            document, scene = _page(sharing)
            return scene.words((document.get("page") or {}).get("title")), ""
        lead = lead_or_none(sharing.kind, sharing.ref, sharing.coupon)
        return (lead.name, lead.price) if lead else ("", "")


def _card(
    sharing: Sharing,
    locale: str,
    told: dict[str, tuple[str, str]],
    picture: tuple[str | None, float],
    is_away: bool = False,
) -> Card:
    tag, there = TAGS[locale], address(sharing.path, locale)
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
        is_made=not is_away and all(store().has(_place(sharing.key, name)) for name in names.values()),
    )


def _said(title: str, price: str, link: str) -> str:
    if not title:
        return _("TBO 电影馆，点开就看：%(link)s", link=link)
    if price:
        return _("%(name)s，%(price)s，在 TBO 看：%(link)s", name=title, price=price, link=link)
    return _("%(name)s，在 TBO 看：%(link)s", name=title, link=link)


def _picture(sharing: Sharing) -> tuple[str | None, float]:
    """Return the folder of a place's artwork, where that is there, and where across it its subject is."""
    folder = None
    if sharing.kind == PAGE:
        shown = first_picture(*_page(sharing))
        folder = shown.folder if shown else None
    elif sharing.kind in SCOPES:
        card = card_by_slug(sharing.ref.split("/")[0])
        folder = card.pictures if card else None
    if folder is None or not _is_there(folder):
        return NO_PICTURE
    return folder, 0.5 if is_of_library(folder) else RIGHT_OF_MIDDLE


def _page(sharing: Sharing) -> tuple[dict, Scene]:
    now, live = clock.now(), live_pages().by_slug(sharing.ref)
    document = live.document(now) if live else None
    if document is None:
        page = page_or_none(sharing.ref)
        document = draft_of(page).document if page else {}
    return document, Scene(visit=visit_of("visitor", now), path=sharing.path)


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


def _place(key: str, name: str) -> str:
    return f"_cards/{key}/{name}"
