"""Whether a query fits a phrase with one slip: a letter or character wrong, missing, too many, or two swapped."""

from .folding import Unit, units
from .grams import SHORTEST_MISSPELT, STOP_WORDS
from .matching import COVERED, LESS_FOR_KIND, NEARLY, Match, Reading
from .phrases import Kind, Phrase

SHORTEST_RUN = 3
_READINGS = {Kind.ENGLISH: Reading.ENGLISH, Kind.GERMAN: Reading.GERMAN, Kind.ORIGINAL: Reading.ORIGINAL}


def nearest_match(query: str, phrases: list[Phrase]) -> Match | None:
    """Return the best phrase that the query misses by one slip (one per word), or None."""
    found = [match for phrase in phrases if (match := _words_near(query, phrase) or _run_near(query, phrase))]
    return max(found, key=lambda match: match.score, default=None)


def is_one_slip(one: str, other: str) -> bool:
    """Whether two texts are equal but for one letter changed, added, left out, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    same = next((place for place, char in enumerate(short) if char != long[place]), len(short))
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    rest_one, rest_other = short[same:], long[same:]
    swapped = rest_one[:2] == rest_other[:2][::-1] and rest_one[2:] == rest_other[2:]
    return rest_one[1:] == rest_other[1:] or swapped


def _words_near(query: str, phrase: Phrase) -> Match | None:
    asked = [unit for unit in units(query) if unit.text not in STOP_WORDS] or list(units(query))
    known = [sounded.unit for sounded in phrase.sounded if sounded.unit.is_word]
    if not asked or not known or not all(unit.is_word for unit in asked):
        return None
    fits = [_near_word(unit.text, known) for unit in asked]
    if not all(fits):
        return None
    taken = [fit for fit in fits if fit]
    return _near(phrase, _READINGS.get(phrase.kind, Reading.ALIAS), taken, len(set(taken)) / len(known))


def _near_word(word: str, known: list[Unit]) -> Unit | None:
    spelt = [(unit, spelling) for unit in known for spelling in (unit.text, *unit.spellings)]
    for unit, spelling in spelt:
        if spelling.startswith(word):
            return unit
    if len(word) < SHORTEST_MISSPELT:
        return None
    return next((unit for unit, spelling in spelt if is_one_slip(word, spelling)), None)


def _run_near(query: str, phrase: Phrase) -> Match | None:
    """Compare a run of characters with every stretch of the phrase, and letters with its whole reading."""
    joined = "".join(unit.text for unit in units(query))
    if phrase.is_latin or len(joined) < SHORTEST_RUN:
        return None
    places = [sounded.unit for sounded in phrase.sounded]
    if joined.isascii():
        near = len(joined) >= SHORTEST_MISSPELT and phrase.joined_reading and is_one_slip(joined, phrase.joined_reading)
        return _near(phrase, Reading.PINYIN, places, 1.0) if near else None
    for length in (len(joined), len(joined) + 1, len(joined) - 1):
        for start in range(len(places) - length + 1):
            stretch = places[start : start + length]
            if is_one_slip(joined, "".join(unit.text for unit in stretch)):
                return _near(phrase, Reading.HANZI, stretch, length / len(places))
    return None


def _near(phrase: Phrase, reading: Reading, taken: list[Unit], covered: float) -> Match:
    spans = tuple((unit.start, unit.end) for unit in sorted(set(taken), key=lambda unit: unit.start))
    score = NEARLY + round(COVERED * covered) - LESS_FOR_KIND[phrase.kind]
    used = Reading.ALIAS if phrase.kind is Kind.ALIAS else reading
    return Match(score, phrase, used, spans, covered, is_near=True)
