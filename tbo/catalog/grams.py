"""Grams: the pieces of a phrase that stand in the index, and the pieces that a query looks up."""

from collections.abc import Iterator

from .folding import units
from .phrases import Kind, Phrase

# A word is indexed by its beginnings of these lengths; a query uses the longest that it fills.
LENGTHS = (1, 2, 3, 4, 6, 9)
SHORTEST_INITIALS = 2
# Words at least this long are also indexed with one of their first letters left out: so one wrong letter is forgiven.
SHORTEST_MISSPELT = 4
MISSPELT_LETTERS = 7
MARK = "~"
ENGLISH_STOPS = {"the", "a", "an", "of", "on", "at", "in", "to", "and", "for", "with"}
GERMAN_STOPS = {"der", "die", "das", "den", "dem", "des", "ein", "eine", "von", "vom", "im", "am", "und", "zu"}
STOP_WORDS = frozenset(ENGLISH_STOPS | GERMAN_STOPS)
CORRECTED = frozenset({Kind.NAME, Kind.ENGLISH, Kind.GERMAN, Kind.ORIGINAL})
MOST_PROBES = 4


def grams_of(phrase: Phrase) -> set[str]:
    """Return everything under which a phrase stands in the index."""
    found: set[str] = set()
    for sounded in phrase.sounded:
        for spelling in (sounded.unit.text, *sounded.unit.spellings) if sounded.unit.is_word else ():
            found.update(beginnings(spelling))
            if phrase.kind in CORRECTED:
                found.update(misspellings(spelling))
    if not phrase.is_latin:
        found.update(_character_grams(phrase))
        found.update(_reading_grams(phrase))
    return found


def beginnings(text: str) -> Iterator[str]:
    """Yield the indexed beginnings of a word."""
    return (text[:length] for length in LENGTHS if length <= len(text))


def longest_beginning(text: str) -> str:
    """Return the gram under which everything that begins with `text` stands, and little else."""
    return text[: max(length for length in LENGTHS if length <= len(text))]


def misspellings(word: str) -> set[str]:
    """Return marked grams that two words share when they are one edit apart; none for short words and numbers."""
    if len(word) < SHORTEST_MISSPELT or word.isdigit():
        return set()
    start = word[:MISSPELT_LETTERS]
    return {MARK + start} | {MARK + start[:place] + start[place + 1 :] for place in range(len(start))}


def query_plans(text: str) -> list[list[str]]:
    """Return the ways to look a query up, each a list of grams that must all be there, the rarest kind first.

    One way reads it as one run of characters and pinyin (spaces do not matter), the other as separate words.
    """
    joined = _joined_grams(text)
    words = [unit.text for unit in units(text) if unit.is_word]
    plans = [joined] if joined else []
    if len(words) > 1:
        telling = [word for word in words if word not in STOP_WORDS] or words
        characters = [gram for gram in joined if not gram.isascii()]
        plans.append(_rarest([*characters, *(longest_beginning(word) for word in telling)]))
    return plans


def pairs(characters: str) -> list[str]:
    """Return neighbouring characters two by two, a lone one by itself."""
    return [characters[place : place + 2] for place in range(max(1, len(characters) - 1))] if characters else []


def _joined_grams(text: str) -> list[str]:
    grams: list[str] = []
    for run in runs(text):
        grams += [longest_beginning(run)] if run[0].isascii() else pairs(run)
    return _rarest(grams)


def runs(text: str) -> list[str]:
    """Return a text as runs of characters and of letters, without what separates."""
    found: list[str] = []
    for unit in units(text):
        if found and found[-1][0].isascii() == unit.is_word:
            found[-1] += unit.text
        else:
            found.append(unit.text)
    return found


def _rarest(grams: list[str]) -> list[str]:
    """Order by how few titles a gram tends to have: pairs of characters, long beginnings, single characters."""

    def weight(gram: str) -> int:
        return -len(gram) if gram.isascii() else -4 * len(gram)

    return sorted(dict.fromkeys(grams), key=weight)[:MOST_PROBES]


def _character_grams(phrase: Phrase) -> Iterator[str]:
    for run in runs(phrase.text):
        if not run[0].isascii():
            yield from run
            yield from pairs(run)


def _reading_grams(phrase: Phrase) -> Iterator[str]:
    """Yield beginnings of the reading from every character on, and of the initials from the first one on."""
    sounds = [sounded.syllables or (sounded.unit.text,) for sounded in phrase.sounded]
    for variant in (0, -1):
        spoken = [sound[variant] for sound in sounds]
        for place, sounded in enumerate(phrase.sounded):
            if sounded.syllables:
                yield from beginnings("".join(spoken[place:]))
        yield from (
            gram for gram in beginnings("".join(sound[0] for sound in spoken)) if len(gram) >= SHORTEST_INITIALS
        )
        if phrase.kind in CORRECTED:
            yield from misspellings("".join(spoken))
