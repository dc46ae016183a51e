"""Somebody walks through a shop: each door once, films and pictures too, and every line that was not read before."""

import html
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from werkzeug.exceptions import MethodNotAllowed, NotFound

from ..support.browser import Browser

# Whatever begins with a slash where addresses stand: attributes, sets of pictures, JSON, lists of films.
ADDRESSES = re.compile(r"""(?:(?<=["'(,])|(?<=, )|(?<=>))(?:http://shop\.test)?(/(?!/)[^\s"'<>(),]*)""")
PARTS = re.compile(r"""hx-get=["']([^"']+)""")
# In lists of films and previews: a line of its own, and what a tag names.
IN_LISTS = re.compile(r'^([\w./-]+\.(?:m3u8|m4s|mp4|vtt|jpg)(?:#\S*)?)$|URI="([^"]+)"', re.MULTILINE)
# A player reads its previews beside the film's first list.
PREVIEWS = re.compile(r'"thumbnails": ?"([^"]+)"')
LANGUAGES = ("", "/en", "/de")
FILM = re.compile(r"/hls/[^/]+(/.+)")
AS_PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
PART = "part of "
# The same styles and scripts for everybody, and what changes nothing of what is shown.
NOT_WALKED = ("/static/", "/staff", "/sandbox")
# Where what is said differs most by language; every other door is opened in one, by turns.
IN_ALL = re.compile(r"/(?:|library|search|titles/[^/]+)")
TURNED_BY = ("page", "after", "more", "then", "next", "arrival", "bill")


# Addresses that say nothing, or nothing of titles: styles, health, and what nobody but its owner can guess.
SAYS_NOTHING = {"static", "health.alive", "health.ready", "files.service_worker", "pages.preview", "origin.nothing"}
SAYS_NOTHING |= {"accounts.receipt_link", "pages.picture_file", "family.time_wish"}


@dataclass
class Walk:
    """A walk of one browser. `words` and what `pattern` finds nobody here may read; `doors` are known from elsewhere.

    A word that somebody asked for stands in the answer, because a page says back its own address and what was looked
    for.
    """

    browser: Browser
    words: Iterable[str]
    pattern: re.Pattern
    doors: Iterable[str]
    opened: list[str] = field(default_factory=list)
    films: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self._seen: set[str] = set()
        self._read: set[str] = set()
        self._waiting: deque[str] = deque()
        self._turn = cycle(LANGUAGES)

    def leaks(self, goes_on: bool = True) -> Iterator[str]:
        """Open each door, and, where it `goes_on`, whatever that leads to; yield what is read and may not be."""
        self._found(self.doors)
        while self._waiting:
            address = self._waiting.popleft()
            answer = self._open(address)
            self.opened.append(address)
            assert answer.status_code < 500, f"{address} answered {answer.status_code}"
            told = said(answer)
            yield from self.leaks_in(address, told)
            if goes_on:
                self._found(_led_to(address, answer, told))

    def not_opened(self) -> set[str]:
        """Return the routes of the shop to which no door led."""
        rules = self.browser.app.url_map.iter_rules()
        pages = {rule.endpoint for rule in rules if "GET" in rule.methods and not rule.build_only}
        routes, found = self.browser.app.url_map.bind("shop.test"), set()
        for path in {urlsplit(without_language(address.removeprefix(PART))).path for address in self.opened}:
            with suppress(MethodNotAllowed, NotFound):  # where a form goes, or a picture lies
                found.add(routes.match(path, "GET")[0])
        return {name for name in pages if not name.startswith("backoffice.")} - found

    def _open(self, address: str):
        if address.startswith(PART):
            return self.browser.get(address.removeprefix(PART), headers=AS_PART)
        return self.browser.get(address)

    def leaks_in(self, address: str, told: str) -> Iterator[str]:
        """Yield what may not be read in an answer, as far as it was not read before."""
        lines = set(told.splitlines()) - self._read
        asked, fresh = unquote(address), "\n".join(lines)
        found = [word for word in self.words if word in fresh]
        leaking = [word for word in found if word.rpartition("/")[2] not in asked]
        yield from (f"{address}: {word}" for word in (*leaking, *self.pattern.findall(fresh)))
        # What one door may say back, another may not.
        self._read |= {line for line in lines if not any(word in line for word in found)}

    def _found(self, addresses: Iterable[str]) -> None:
        for address in addresses:
            for one in self._in_languages(address):
                self._seen.add(one)
                self._waiting.append(one)

    def _in_languages(self, address: str) -> list[str]:
        """Return where to go for a door that was not opened yet: in one language, or in all."""
        is_part, address = address.startswith(PART), address.removeprefix(PART)
        film = FILM.fullmatch(address)
        if film:
            known = self.films.setdefault(film[1], address) == address
            return [address] if known and address not in self._seen else []
        plain = without_language(address)
        key = ("part " if is_part else "") + _key(plain)
        if key in self._seen:
            return []
        self._seen.add(key)
        if plain.startswith("/pictures/"):
            return [plain]
        chosen = LANGUAGES if IN_ALL.fullmatch(plain) else (next(self._turn),)
        return [f"{PART if is_part else ''}{language}{plain}" for language in chosen]


def without_language(address: str) -> str:
    """Return an address as it is in the shop's own language."""
    for language in LANGUAGES[1:]:
        if address == language or address.startswith((language + "/", language + "?")):
            return address.removeprefix(language) or "/"
    return address


def _key(plain: str) -> str:
    """Name a door. What is narrowed twice is narrowed by what narrows once: of each pair of facets one is opened."""
    path, _, query = plain.partition("?")
    chosen = sorted(name for name, _value in parse_qsl(query) if name not in TURNED_BY)
    return f"{path}?{'&'.join(chosen[:2])}" if len(chosen) > 1 else plain


def said(answer) -> str:
    """Return what an answer says: its words, its headers that say some, or the words in a file."""
    body = answer.get_data()
    text = html.unescape(body.decode("utf-8", "replace")).replace("\\u0026", "&")
    return "\n".join([text, *answer.headers.getlist("Link"), unquote(answer.location or "")])


def _led_to(address: str, answer, told: str) -> Iterator[str]:
    """Yield the addresses that an answer names; htmx asks some of them for a part."""
    here = address.removeprefix(PART)
    if here.startswith("/hls/"):
        for found in IN_LISTS.findall(told):
            yield urljoin(here, "".join(found).partition("#")[0])
        return
    if here.startswith("/pictures/"):
        return
    body = answer.get_data(as_text=True)
    parts = {html.unescape(part) for part in PARTS.findall(body)}
    if "HX-Request-Type" in answer.vary and not address.startswith(PART):
        parts.add(here)
    previews = PREVIEWS.findall(told)
    yield from (urljoin(film, preview) for film in re.findall(r'"(/hls/[^"]+)"', told) for preview in previews)
    links = {link.partition("#")[0] for link in (*ADDRESSES.findall(told), answer.location or "")}
    yield from (PART + part for part in parts if _is_walked(part))
    yield from (quote(link, safe="/?&=%.~:+,;!*") for link in sorted(links) if _is_walked(link))


def _is_walked(link: str) -> bool:
    return link.startswith("/") and not without_language(urlsplit(link).path).startswith(NOT_WALKED)
