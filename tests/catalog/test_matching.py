"""Whether and how a query fits a name: readings, places, and what is forgiven."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.catalog.folding import toneless, units
from tbo.catalog.grams import grams_of, query_plans
from tbo.catalog.matching import Reading, best_match
from tbo.catalog.misspelling import is_one_slip, nearest_match
from tbo.catalog.phrases import Kind, phrase

LANTERN = phrase(Kind.NAME, "还灯", "huán dēng")
STORE = phrase(Kind.NAME, "雨夜便利店", "yǔ yè biàn lì diàn")
LAWYER = phrase(Kind.NAME, "绿律师", "lǜ lǜ shī")
ENGLISH = phrase(Kind.ENGLISH, "Return the Lantern")
GERMAN = phrase(Kind.GERMAN, "Über die Brücke")
ALTITUDE = phrase(Kind.NAME, "海拔4700米", "hǎi bá mǐ")


def fit(query: str, *phrases):
    """The reading and the matched text, or None."""
    match = best_match(query, list(phrases))
    return match and (match.reading, "".join(match.phrase.text[start:end] for start, end in match.spans))


@pytest.mark.parametrize(
    ("query", "name", "reading", "matched"),
    [
        ("灯", LANTERN, Reading.HANZI, "灯"),
        ("还灯", LANTERN, Reading.HANZI, "还灯"),
        ("還燈", LANTERN, Reading.HANZI, "还灯"),
        ("huandeng", LANTERN, Reading.PINYIN, "还灯"),
        ("huan deng", LANTERN, Reading.PINYIN, "还灯"),
        ("HUAN", LANTERN, Reading.PINYIN, "还"),
        ("hua", LANTERN, Reading.PINYIN, "还"),
        ("hd", LANTERN, Reading.INITIALS, "还灯"),
        ("yybld", STORE, Reading.INITIALS, "雨夜便利店"),
        ("yyb", STORE, Reading.INITIALS, "雨夜便"),
        ("bianli", STORE, Reading.PINYIN, "便利"),
        ("雨ye", STORE, Reading.MIXED, "雨夜"),
        ("雨y", STORE, Reading.MIXED, "雨夜"),
        ("lvshi", LAWYER, Reading.PINYIN, "律师"),
        ("lushi", LAWYER, Reading.PINYIN, "律师"),
        ("4700", ALTITUDE, Reading.HANZI, "4700"),
        ("４７００", ALTITUDE, Reading.HANZI, "4700"),
        ("lantern", ENGLISH, Reading.ENGLISH, "Lantern"),
        ("the lantern return", ENGLISH, Reading.ENGLISH, "ReturnLantern"),
        ("lant", ENGLISH, Reading.ENGLISH, "Lantern"),
        ("uber", GERMAN, Reading.GERMAN, "Über"),
        ("ueber bruecke", GERMAN, Reading.GERMAN, "ÜberBrücke"),
        ("über", GERMAN, Reading.GERMAN, "Über"),
    ],
)
def test_each_way_to_write_a_name_fits_and_is_known(query, name, reading, matched):
    assert fit(query, name) == (reading, matched)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("b", LANTERN),
        ("dh", LANTERN),
        ("bld", STORE),
        ("灯还", LANTERN),
        ("lantern x", ENGLISH),
        ("dengx", LANTERN),
        ("ant", ENGLISH),
    ],
)
def test_what_does_not_fit_does_not(query, name):
    assert fit(query, name) is None


def test_the_whole_goes_before_the_beginning_and_that_before_the_inside():
    names = [phrase(Kind.NAME, text) for text in ("灯", "灯塔", "还灯")]
    scores = [best_match("灯", [name]).score for name in names]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_characters_go_before_pinyin_and_pinyin_before_initials():
    scores = [best_match(query, [LANTERN]).score for query in ("还灯", "huandeng", "hd")]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        *(("lantern", "lantern", True), ("lantern", "lantrn", True), ("lantern", "lanternn", True)),
        *(("lantern", "lnatern", True), ("lantern", "lantarn", True), ("lantern", "lantaern", True)),
        *(
            ("lantern", "lentarn", False),
            ("lantern", "lant", False),
            ("ab", "ba", True),
            ("", "a", True),
            ("abc", "cab", False),
        ),
    ],
)
def test_one_slip_is_a_letter_changed_added_left_out_or_two_swapped(one, other, is_near):
    assert is_one_slip(one, other) is is_one_slip(other, one) is is_near


letters = st.text("abc", max_size=7)


@given(letters, st.integers(0, 6), st.sampled_from("abc"))
def test_every_single_slip_is_forgiven(word, place, letter):
    place = min(place, len(word))
    slips = {
        word[:place] + letter + word[place:],
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    }
    assert all(is_one_slip(word, slip) for slip in slips)


@pytest.mark.parametrize(
    ("query", "name", "reading"),
    [("lantrn", ENGLISH, Reading.ENGLISH), ("huandegn", LANTERN, Reading.PINYIN), ("雨夜便力店", STORE, Reading.HANZI)],
)
def test_a_slip_is_found_and_marked_as_one(query, name, reading):
    assert fit(query, name) is None
    near = nearest_match(query, [name])
    assert (near.reading, near.is_near) == (reading, True)
    assert near.score < best_match(name.text, [name]).score


@pytest.mark.parametrize(("query", "name"), [("lan", phrase(Kind.ENGLISH, "Man")), ("灯", STORE), ("xyzz", ENGLISH)])
def test_short_and_far_words_are_not_forgiven(query, name):
    assert nearest_match(query, [name]) is None


@given(st.text(max_size=40))
def test_folding_loses_no_place_and_never_fails(text):
    found = units(text)
    assert all(0 <= unit.start < unit.end <= len(text) and unit.text for unit in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    query_plans(text)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12))
def test_every_name_is_found_by_itself(text):
    name = phrase(Kind.ALIAS, text)
    if not name.sounded:
        return
    match = best_match(text, [name])
    assert match is not None
    assert match.covered == 1


@given(st.sampled_from([LANTERN, STORE, LAWYER, ALTITUDE, ENGLISH, GERMAN]), st.data())
def test_the_index_holds_whatever_a_fitting_query_looks_up(name, data):
    start = data.draw(st.integers(0, len(name.text) - 1))
    query = name.text[start : start + data.draw(st.integers(1, len(name.text)))]
    if not units(query) or best_match(query, [name]) is None:
        return
    known = grams_of(name)
    assert any(set(plan) <= known for plan in query_plans(query)), query


def test_tones_and_umlauts_of_a_reading_are_taken_off():
    assert toneless("Lǜ shī nǚ ér") == ["lv", "shi", "nv", "er"]
