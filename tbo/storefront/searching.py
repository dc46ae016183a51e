"""The search page: the best hit large, the others as rows, people, and by which reading they were found."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..catalog.cards import TitleCard, cards
from ..catalog.matching import Reading
from ..catalog.search import LONGEST_QUERY, Answer, Found, PersonHit, SearchHit, answer
from ..web.locale import in_language, language_tag
from .cards import CardView, card_view
from .visit import Visit

LONGEST = LONGEST_QUERY
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class TitleFound:
    """A title's card with its name in pieces (text, whether it was matched); `reading` says what else was matched."""

    card: CardView
    pieces: Pieces
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
    return FoundView(_summary(told, len(hits)), hits[0] if hits else None, hits[1:], people)


def _title(hit: SearchHit, card: TitleCard, visit: Visit) -> TitleFound:
    view, matched = card_view(card, visit, "library"), hit.matched
    is_name = hit.person_id is None and view.name == matched.text
    return TitleFound(view, _pieces(matched) if is_name else [(view.name, False)], _reading(hit, is_name))


def _reading(hit: SearchHit, is_name: bool) -> str:
    """Say what was matched when the name alone does not show it: syllables, another name, a person."""
    matched = hit.matched
    if is_name or (matched.reading and matched.language == language_tag()):
        return matched.reading if hit.reading_used in _SPELT else ""
    return " · ".join(part for part in (matched.text, matched.reading if hit.reading_used in _SPELT else "") if part)


_SPELT = frozenset({Reading.PINYIN, Reading.INITIALS, Reading.MIXED})


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


def _summary(told: Answer, count: int) -> str:
    """Say how many were found, by which reading, and whether a slip was forgiven."""
    words = ngettext("找到 %(num)s 部", "找到 %(num)s 部", count)
    if told.titles and told.titles[0].is_near:
        return _("%(found)s · 没有完全一样的，这些最接近", found=words)
    reading = _READINGS.get(told.reading_used) if told.reading_used else None
    return f"{words} · {reading(told.query)}" if reading else words


_READINGS = {
    Reading.PINYIN: lambda query: _("拼音 “%(query)s”", query=query),
    Reading.INITIALS: lambda query: _("拼音首字母 “%(query)s”", query=query),
    Reading.MIXED: lambda query: _("汉字和拼音 “%(query)s”", query=query),
    Reading.ENGLISH: lambda query: _("英文片名"),
    Reading.GERMAN: lambda query: _("德文片名"),
    Reading.ORIGINAL: lambda query: _("原名"),
    Reading.ALIAS: lambda query: _("别名"),
    Reading.PERSON: lambda query: _("影人"),
}
