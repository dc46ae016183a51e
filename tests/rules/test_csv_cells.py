"""Cells of a spreadsheet: whatever people typed, none begins as a formula does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.csv_cells import number_cell, plain_cell


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u3000@"])
def test_what_would_be_a_formula_gets_a_quote(first):
    assert plain_cell(f"{first}1+1") == f"'{first}1+1"


@given(st.text())
def test_a_cell_keeps_its_text_and_never_begins_a_formula(text):
    cell = plain_cell(text)
    assert cell in (text, f"'{text}")
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(("number", "cell"), [("1" * 11, "1" * 11), ("1" * 12, "\t" + "1" * 12), ("9X" * 9, "9X" * 9)])
def test_long_numbers_are_kept_from_rounding(number, cell):
    assert number_cell(number) == cell
