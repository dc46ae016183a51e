"""Whether and how a query fits a phrase: by which reading, at which places, how well."""

from dataclasses import dataclass
from enum import StrEnum

from .folding import Unit, units
from .grams import STOP_WORDS
from .phrases import Kind, Phrase, Sounded

WHOLE, BEGINNING, INSIDE, NEARLY = 1000, 800, 600, 400
COVERED = 100
LESS_FOR_KIND = {Kind.NAME: 0, Kind.ENGLISH: 10, Kind.GERMAN: 15, Kind.ORIGINAL: 20, Kind.ALIAS: 60}


class Reading(StrEnum):
    """Which way of writing a query turned out to be."""

    HANZI = "hanzi"
    PINYIN = "pinyin"
    INITIALS = "initials"
    MIXED = "mixed"
    ENGLISH = "english"
    GERMAN = "german"
    ORIGINAL = "original"
    ALIAS = "alias"
    PERSON = "person"


LESS_FOR_READING = {Reading.HANZI: 0, Reading.MIXED: 30, Reading.PINYIN: 20, Reading.INITIALS: 90}
_OF_KIND = {
    Kind.ENGLISH: Reading.ENGLISH,
    Kind.GERMAN: Reading.GERMAN,
    Kind.ORIGINAL: Reading.ORIGINAL,
    Kind.ALIAS: Reading.ALIAS,
}


@dataclass(frozen=True, slots=True)
class Match:
    """A fit. `spans` are places in `phrase.text`; `covered` is the share of the phrase that the query names."""

    score: int
    phrase: Phrase
    reading: Reading
    spans: tuple[tuple[int, int], ...]
    covered: float
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One unit of a phrase that a part of the query names, and how much of the query it took."""

    place: int
    taken: int
    by: str


def best_match(query: str, phrases: list[Phrase]) -> Match | None:
    """Return the best fit of a query among the phrases of one title or person, or None."""
    found = [match for phrase in phrases if (match := _words_fit(query, phrase) or _characters_fit(query, phrase))]
    return max(found, key=lambda match: match.score, default=None)


def _characters_fit(query: str, phrase: Phrase) -> Match | None:
    """Fit characters, syllables and initials in any mixture against a phrase that is not all Latin."""
    if phrase.is_latin:
        return None
    joined = "".join(unit.text for unit in units(query))
    found = []
    for start in range(len(phrase.sounded)):
        steps = _walk(joined, phrase.sounded, start)
        if not steps:
            continue
        reading = _reading(steps)
        if start == 0 or reading is not Reading.INITIALS:
            found.append(_match(phrase, reading, steps))
    return max(found, key=lambda match: match.score, default=None)


def _walk(query: str, sounded: tuple[Sounded, ...], start: int) -> list[Step] | None:
    """Return the steps that use up `query` from unit `start` on, whole syllables before initials."""
    dead: set[tuple[int, int]] = set()

    def go(place: int, at: int) -> list[Step] | None:
        if at == len(query):
            return []
        if place == len(sounded) or (place, at) in dead:
            return None
        for step in _steps(query, sounded[place], place, at):
            rest = go(place + 1, at + step.taken)
            if rest is not None:
                return [step, *rest]
        dead.add((place, at))
        return None

    return go(start, 0)


def _steps(query: str, sounded: Sounded, place: int, at: int):
    text, left = sounded.unit.text, len(query) - at
    if query.startswith(text, at):
        yield Step(place, len(text), "character")
    elif sounded.unit.is_word and text.startswith(query[at:]):
        yield Step(place, left, "character")
    for syllable in sounded.syllables:
        if query.startswith(syllable, at):
            yield Step(place, len(syllable), "syllable")
        elif syllable.startswith(query[at:]):
            yield Step(place, left, "syllable")
    for initial in {syllable[0] for syllable in sounded.syllables}:
        if query[at] == initial:
            yield Step(place, 1, "initial")


def _reading(steps: list[Step]) -> Reading:
    used = {step.by for step in steps}
    if used == {"character"}:
        return Reading.HANZI
    if "character" in used:
        return Reading.MIXED
    if len(steps) > 1 and all(step.taken == 1 for step in steps):
        return Reading.INITIALS
    return Reading.MIXED if "initial" in used else Reading.PINYIN


def _match(phrase: Phrase, reading: Reading, steps: list[Step]) -> Match:
    taken = [phrase.sounded[step.place].unit for step in steps]
    first, total = steps[0].place, len(phrase.sounded)
    covered = len(steps) / total
    place = WHOLE if covered == 1 else BEGINNING if first == 0 else INSIDE
    score = place + round(COVERED * covered) - LESS_FOR_READING[reading] - LESS_FOR_KIND[phrase.kind]
    return Match(score, phrase, _OF_KIND.get(phrase.kind, reading), _spans(taken), covered)


def _words_fit(query: str, phrase: Phrase) -> Match | None:
    """Fit separate words: each one of the query is a word of the phrase or its beginning."""
    asked, known = units(query), [sounded.unit for sounded in phrase.sounded]
    if not asked or not all(unit.is_word for unit in asked) or not any(unit.is_word for unit in known):
        return None
    telling = [unit for unit in asked if unit.text not in STOP_WORDS] or list(asked)
    fits: list[Unit] = []
    for unit in telling:
        fit = _word_fit(unit.text, [free for free in known if free not in fits]) or _word_fit(unit.text, known)
        if fit is None:
            return None
        fits.append(fit)
    return _of_words(phrase, known, telling, fits)


def _of_words(phrase: Phrase, known: list[Unit], telling: list[Unit], fits: list[Unit]) -> Match:
    weighty = [unit for unit in known if unit.text not in STOP_WORDS] or known
    whole_words = sum(asked.text in (fit.text, *fit.spellings) for asked, fit in zip(telling, fits, strict=True))
    covered = min(1.0, len(set(fits)) / len(weighty))
    if covered == 1 and whole_words == len(fits):
        place = WHOLE
    elif fits[0] in (known[0], weighty[0]):
        place = BEGINNING
    else:
        place = INSIDE
    score = place + round(COVERED * covered * whole_words / len(fits)) - LESS_FOR_KIND[phrase.kind]
    return Match(score, phrase, _reading_of_words(phrase), _spans(sorted(set(fits))), covered)


def _word_fit(word: str, known: list[Unit]) -> Unit | None:
    """Return the unit that is `word`, else one that begins with it."""
    spelt = [(unit, spelling) for unit in known if unit.is_word for spelling in (unit.text, *unit.spellings)]
    exact = next((unit for unit, spelling in spelt if spelling == word), None)
    return exact or next((unit for unit, spelling in spelt if spelling.startswith(word)), None)


def _reading_of_words(phrase: Phrase) -> Reading:
    return _OF_KIND.get(phrase.kind, Reading.HANZI)


def _spans(taken: list[Unit]) -> tuple[tuple[int, int], ...]:
    """Return the places of units, neighbours as one."""
    spans: list[tuple[int, int]] = []
    for unit in sorted(taken, key=lambda unit: unit.start):
        if spans and spans[-1][1] == unit.start:
            spans[-1] = (spans[-1][0], unit.end)
        else:
            spans.append((unit.start, unit.end))
    return tuple(spans)
