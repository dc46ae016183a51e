"""Search: titles and people by characters, pinyin, initials, English, German, other names, and with one slip."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .. import clock
from ..rules.access import VISITOR, ProfileFacts
from .candidates import Candidates, candidates, near_candidates
from .filters import Eyes
from .folding import units
from .kept import kept
from .matching import Match, Reading, best_match
from .misspelling import nearest_match
from .search_texts import PersonText, TitleText, people_texts, title_texts, titles_of
from .version import valid_until

LONGEST_QUERY = 60
MOST_HITS = 60
MOST_PEOPLE = 6
MOST_NAMED = 24  # of whom those are kept that have a title to show
KEPT_ANSWERS = 512
# Titles come through a person when the query names most of the person's name.
NAMES_SOMEBODY = 0.6
LESS_FOR_PERSON = 300
SURE = 800


@dataclass(frozen=True, slots=True)
class Found:
    """What was matched, to be marked: places in `text`; `reading` are the matched syllables, "" for words."""

    text: str
    language: str | None
    spans: tuple[tuple[int, int], ...]
    reading: str = ""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A title. `person_id` names whom it was found through; `is_near`: only with one slip allowed."""

    title_id: int
    reading_used: Reading
    matched: Found
    score: int
    popularity: int
    person_id: int | None = None
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class PersonHit:
    """Somebody who was named."""

    person_id: int
    slug: str
    name: dict
    reading_used: Reading
    matched: Found
    score: int
    brings_titles: bool
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits, best first, and the query as it was understood."""

    query: str
    titles: tuple[SearchHit, ...] = ()
    people: tuple[PersonHit, ...] = ()

    @property
    def reading_used(self) -> Reading | None:
        """By which reading the best hit was found."""
        return self.titles[0].reading_used if self.titles else None


def search(
    text: str, limit: int = 24, *, profile: ProfileFacts = VISITOR, now: datetime | None = None
) -> list[SearchHit]:
    """Return the titles that fit best; see `answer` for people too."""
    return list(answer(text, limit, profile=profile, now=now).titles)


def answer(text: str, limit: int = 24, *, profile: ProfileFacts = VISITOR, now: datetime | None = None) -> Answer:
    """Return titles and people that fit; only the first LONGEST_QUERY characters count."""
    query, now = cleaned(text), now or clock.now()
    if not units(query):
        return Answer(query)
    key = (query, Eyes.of(profile), valid_until(now))
    found = kept("answers", KEPT_ANSWERS).get_or_make(key, lambda: _answer(query, Eyes.of(profile), now))
    return replace(found, titles=found.titles[: max(0, limit)])


def cleaned(text: str) -> str:
    """Return a query without what cannot be printed, spaces joined, cut to its length."""
    printable = "".join(char if char.isprintable() else " " for char in text[: LONGEST_QUERY * 4])
    return " ".join(printable.split())[:LONGEST_QUERY].rstrip()


def _answer(query: str, eyes: Eyes, now: datetime) -> Answer:
    found = _found(query, candidates(query), best_match, eyes, now)
    if not found.titles and not found.people:
        found = _found(query, near_candidates(query), nearest_match, eyes, now)
    return found


def _found(query: str, ids: Candidates, fit: Callable[[str, list], Match | None], eyes: Eyes, now: datetime) -> Answer:
    named = _best(_person_hit(text, fit(query, text.phrases)) for text in people_texts(ids.people))[:MOST_NAMED]
    works = [work for work in titles_of(tuple(hit.person_id for hit in named)) if work[1].is_shown(eyes, now)]
    with_works = {person_id for person_id, _text in works}
    people = [hit for hit in named if hit.person_id in with_works][:MOST_PEOPLE]
    texts = title_texts(ids.titles)
    direct = [_title_hit(text, fit(query, text.phrases)) for text in texts if text.is_shown(eyes, now)]
    hits = [*(hit for hit in direct if hit), *_through(people, works)]
    first: dict[int, SearchHit] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.score, -hit.popularity, hit.title_id)):
        first.setdefault(hit.title_id, hit)
    return Answer(query, tuple(first.values())[:MOST_HITS], tuple(people))


def _best(hits: Iterable[PersonHit | None]) -> list[PersonHit]:
    return sorted((hit for hit in hits if hit), key=lambda hit: (-hit.score, hit.person_id))


def _title_hit(text: TitleText, match: Match | None) -> SearchHit | None:
    if match is None:
        return None
    found = _matched(match)
    return SearchHit(text.id, match.reading, found, match.score, text.popularity, is_near=match.is_near)


def _person_hit(text: PersonText, match: Match | None) -> PersonHit | None:
    if match is None or (match.covered < NAMES_SOMEBODY and match.score < SURE):
        return None
    brings_titles = match.covered >= NAMES_SOMEBODY and match.reading is not Reading.INITIALS
    found = _matched(match)
    return PersonHit(text.id, text.slug, text.name, match.reading, found, match.score, brings_titles, match.is_near)


def _through(people: Sequence[PersonHit], works: Sequence[tuple[int, TitleText]]) -> list[SearchHit]:
    """Return the titles of the people who were named."""
    named = {hit.person_id: hit for hit in people if hit.brings_titles}
    return [
        SearchHit(
            text.id,
            Reading.PERSON,
            named[person_id].matched,
            named[person_id].score - LESS_FOR_PERSON,
            text.popularity,
            person_id,
            named[person_id].is_near,
        )
        for person_id, text in works
        if person_id in named
    ]


def _matched(match: Match) -> Found:
    taken = [
        sounded.syllables[0]
        for sounded in match.phrase.sounded
        if sounded.syllables and any(start <= sounded.unit.start < end for start, end in match.spans)
    ]
    language = {"name": "zh-Hans", "english": "en", "german": "de"}.get(match.phrase.kind)
    return Found(match.phrase.text, language, match.spans, " ".join(taken))
