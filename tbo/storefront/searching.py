"""The search page: the best hit large, the others as rows, people, and by which reading they were found."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from ..catalog.cards import TitleCard, cards
from ..catalog.library import Filters, browse
from ..catalog.matching import Reading
from ..catalog.search import LONGEST_QUERY, Answer, Found, PersonHit, SearchHit, answer
from ..web.filters import dotted, joined
from ..web.locale import in_language
from .cards import CardView, card_view, card_views
from .visit import Visit

LONGEST = LONGEST_QUERY
SUGGESTED = 10
SPELT = frozenset({Reading.PINYIN, Reading.INITIALS, Reading.MIXED})
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class TitleFound:
    """A title's card with its name in pieces (text, whether it was matched).

    `also` is what was matched where it is not the name: another name, a person; `reading` is the name's pinyin where
    it was spelt.
    """

    card: CardView
    pieces: Pieces
    also: Pieces
    reading: str


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Somebody's link."""

    href: str
    name: str
    initial: str
    facts: str


@dataclass(frozen=True, slots=True)
class FoundView:
    """What the page shows for a query."""

    summary: str
    best: TitleFound | None
    others: list[TitleFound]
    people: list[PersonFound]

    @property
    def is_empty(self) -> bool:
        """Whether nothing fits."""
        return self.best is None and not self.people


def found(query: str, visit: Visit) -> FoundView:
    """Return what fits `query` for this visit. Titles that do not exist for the profile never appear."""
    told = answer(query, profile=visit.viewer.profile, now=visit.now)
    known = {card.id: card for card in cards([hit.title_id for hit in told.titles]) if visit.may_see(card)}
    hits = [_title(hit, known[hit.title_id], visit) for hit in told.titles if hit.title_id in known]
    people = [_person(hit) for hit in told.people]
    return FoundView(_summary(told, len(hits), len(people)), hits[0] if hits else None, hits[1:], people)


def suggested(visit: Visit) -> list[CardView]:
    """Return what many watch, for a page that has found nothing yet."""
    title_ids, _more = browse(Filters(), None, SUGGESTED, profile=visit.viewer.profile, now=visit.now)
    return card_views(title_ids, visit)


def _title(hit: SearchHit, card: TitleCard, visit: Visit) -> TitleFound:
    view, matched = card_view(card, visit, "library"), hit.matched
    pinyin = card.reading or "" if hit.reading_used in SPELT and hit.person_id is None else ""
    if hit.person_id is None and view.name == matched.text:
        return TitleFound(view, _pieces(matched), [], pinyin)
    return TitleFound(view, [(view.name, False)], _pieces(matched), pinyin)


def _pieces(matched: Found) -> Pieces:
    pieces, at = [], 0
    for start, end in matched.spans:
        pieces += [(matched.text[at:start], False), (matched.text[start:end], True)]
        at = end
    pieces.append((matched.text[at:], False))
    return [(text, is_match) for text, is_match in pieces if text]


def _person(hit: PersonHit) -> PersonFound:
    name = in_language(hit.name)
    other = hit.name.get("zh-Hans", "")
    facts = other if other != name else hit.name.get("en", "")
    return PersonFound(url_for("storefront.person", slug=hit.slug), name, name[:1], facts)


def _summary(told: Answer, titles: int, people: int) -> str:
    """Say by which reading how many were found, and whether a slip was forgiven."""
    counted = [
        ngettext("%(num)s 部作品", "%(num)s 部作品", titles) if titles else "",
        ngettext("%(num)s 位影人", "%(num)s 位影人", people) if people else "",
    ]
    if not any(counted):
        return ""
    words = _("找到 %(found)s", found=joined([each for each in counted if each]))
    if told.titles and told.titles[0].is_near:
        return _("%(found)s · 没有完全一样的，这些最接近", found=words)
    reading = _READINGS.get(told.reading_used) if told.reading_used else None
    return dotted((reading(told.query), words)) if reading else words


_READINGS = {
    Reading.PINYIN: lambda query: _("拼音 %(query)s", query=query),
    Reading.INITIALS: lambda query: _("拼音首字母 %(query)s", query=query),
    Reading.MIXED: lambda query: _("汉字和拼音 %(query)s", query=query),
    Reading.ENGLISH: lambda query: _("英文片名"),
    Reading.GERMAN: lambda query: _("德文片名"),
    Reading.ORIGINAL: lambda query: pgettext("reading", "原名"),
    Reading.ALIAS: lambda query: _("别名"),
    Reading.PERSON: lambda query: _("影人"),
}
