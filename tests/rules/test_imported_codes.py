"""Which imported codes somebody could come upon: short ones, plain ones, and those that go on from another."""

import pytest

from tbo.rules.imported_codes import is_weak, running_on


@pytest.mark.parametrize(
    ("code", "weak"),
    [
        ("K7QZ" * 4, False),
        ("K7QZ" * 3 + "K7Q", True),
        ("A" * 16, True),
        ("ABC" * 6, True),
        ("4071938265504172", False),
    ],
)
def test_a_code_is_long_and_of_many_letters(code, weak):
    assert is_weak(code) is weak


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (["TMALL0001", "TMALL0002", "TMALL0003"], ["TMALL0002", "TMALL0003"]),
        (["TMALL-9", "TMALL-10"], ["TMALL-10"]),
        (["A0100B7", "A0199B7"], ["A0199B7"]),
        (["A0100B7", "A0200B7"], []),
        (["A1B1", "A1B2", "A2B2"], ["A1B2", "A2B2"]),
        (["TMALLKQ7ZW3XB", "TMALLM4DTR9HE"], []),
        (["4071938265504172", "9920481736650193"], []),
        (["TMALL0001"], []),
        ([], []),
    ],
)
def test_codes_that_differ_in_a_near_number_go_on_from_another(codes, found):
    assert running_on(codes) == found
