"""Tax numbers: the check character finds every slip of one character, and old numbers are known by their length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.tax_numbers import (
    CHARACTERS,
    TaxNumberKind,
    TaxNumberWrong,
    bare_tax_number,
    check_character,
    read_tax_number,
)

# Published by the companies themselves, and the example that circulates with the standard.
REAL = ("9144030071526726XG", "914403001922038216", "91330100799655058B", "91350100M000100Y43")


def bodies():
    region = st.text("0123456789", min_size=6, max_size=6)
    return st.tuples(st.text(CHARACTERS, min_size=2, max_size=2), region, st.text(CHARACTERS, min_size=9, max_size=9))


@pytest.mark.parametrize("number", REAL)
def test_numbers_of_known_companies_are_right(number):
    assert read_tax_number(number) is TaxNumberKind.UNIFIED


@given(bodies())
def test_a_number_with_its_check_character_is_right_and_with_any_other_wrong(parts):
    body = "".join(parts)
    right = check_character(body)
    assert read_tax_number(body + right) is TaxNumberKind.UNIFIED
    others = {read_tax_number(body + other) for other in CHARACTERS if other != right}
    assert others == {TaxNumberWrong.CHECK}


@given(bodies(), st.integers(8, 16), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_always_found(parts, place, other):
    number = "".join(parts) + check_character("".join(parts))
    slipped = number[:place] + other + number[place + 1 :]
    assert (read_tax_number(slipped) is TaxNumberKind.UNIFIED) == (slipped == number)


@given(bodies(), st.integers(8, 15))
def test_two_neighbours_in_the_wrong_order_are_found(parts, place):
    number = "".join(parts) + check_character("".join(parts))
    turned = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (read_tax_number(turned) is TaxNumberKind.UNIFIED) == (turned == number)


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("", TaxNumberWrong.MISSING),
        ("1" * 14, TaxNumberWrong.LENGTH),
        ("1" * 16, TaxNumberWrong.LENGTH),
        ("1" * 17, TaxNumberWrong.LENGTH),
        ("1" * 19, TaxNumberWrong.LENGTH),
        ("1" * 21, TaxNumberWrong.LENGTH),
        ("9144030071526726IG", TaxNumberWrong.LETTERS),
        ("91440A0071526726XG", TaxNumberWrong.LETTERS),
        ("11010275460160É", TaxNumberWrong.LETTERS),
    ],
)
def test_what_is_no_number_says_why(number, wrong):
    assert read_tax_number(number) is wrong


@pytest.mark.parametrize("number", ["110108754601602", "11010875460160X", "1" * 20])
def test_old_numbers_are_known_by_their_length(number):
    assert read_tax_number(number) is TaxNumberKind.OLD


def test_however_it_is_typed_it_is_the_same_number():
    assert bare_tax_number(" ９１４４０３００ 7152-6726xg ") == "9144030071526726XG"
