"""What money may be, what it refuses, and that sums lose no fen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.money import Money, NotAnAmount

amounts = st.integers(-(10**11), 10**11).map(Money)
payable = st.integers(0, 99_999_999_999).map(Money)


@pytest.mark.parametrize("fen", [1.0, True, False, "1", None, Decimal(1)])
def test_only_whole_fen_are_money(fen):
    with pytest.raises(TypeError):
        Money(fen)


@pytest.mark.parametrize(
    ("text", "fen"),
    [("0.01", 1), ("0.00", 0), ("9.90", 990), ("007.50", 750), ("999999999.99", 99_999_999_999)],
)
def test_yuan_text_with_two_decimals_is_read(text, fen):
    assert Money.from_yuan_text(text) == Money(fen)


@pytest.mark.parametrize(
    "text",
    [
        *["9.9", "9.900", "9,90", "9", ".90", "9.", "-9.90", "+9.90", "1e3", "NaN", "Infinity", "1000000000.00"],
        *["", " 9.90", "9.90 ", "9.90\n", "9 .90", "\u00009.90", "9_0.00", "0x1.00", "¥9.90", "٩.٩٠", "９.９０"],
        *[None, 9.9, 990, b"9.90", Decimal("9.90")],
    ],
)
def test_anything_else_is_not_an_amount(text):
    with pytest.raises(NotAnAmount):
        Money.from_yuan_text(text)


@given(payable)
def test_what_is_written_is_read_back(amount):
    assert Money.from_yuan_text(amount.yuan_text) == amount


def test_a_credit_has_no_payable_text():
    with pytest.raises(ValueError, match="negative"):
        _ = Money(-1).yuan_text


@given(amounts, amounts)
def test_taking_off_what_was_added_gives_the_same(one, other):
    assert one + other - other == one
    assert one + -one == Money.zero()


@given(st.lists(amounts))
def test_a_sum_counts_every_fen(lines):
    assert Money.sum_of(iter(lines)).fen == sum(line.fen for line in lines)


def test_nothing_sums_to_zero_and_zero_is_false():
    assert Money.sum_of([]) == Money.zero()
    assert not Money.zero()
    assert Money(1)
    assert Money(-1)


def test_times_a_count_is_the_sum_of_that_many():
    assert 3 * Money(199) == Money(199) * 3 == Money(597)


@pytest.mark.parametrize("other", [1, 1.5, True, "1.00", None])
def test_money_does_not_mix_with_numbers(other):
    with pytest.raises(TypeError):
        Money(1) + other
    with pytest.raises(TypeError):
        Money(1) - other
    with pytest.raises(TypeError):
        _ = Money(1) < other
    assert Money(1) != other


def test_what_is_no_whole_number_is_named():
    with pytest.raises(TypeError, match=r"^fen must be an int, not float 6\.0$"):
        Money(6.0)
    with pytest.raises(TypeError, match=r"^percent must be an int, not str '10'$"):
        Money(600).percent_off("10")


@pytest.mark.parametrize("factor", [1.5, True, "2", Money(2), Decimal(2)])
def test_money_is_multiplied_by_counts_only(factor):
    with pytest.raises(TypeError):
        Money(1) * factor


def test_amounts_are_ordered():
    assert sorted([Money(600), Money(-1), Money(0)]) == [Money(-1), Money(0), Money(600)]


@pytest.mark.parametrize(
    ("fen", "percent", "left"),
    [(600, 0, 600), (600, 100, 0), (600, 15, 510), (1, 1, 0), (199, 50, 99), (333, 33, 223)],
)
def test_a_discount_rounds_the_price_down(fen, percent, left):
    assert Money(fen).percent_off(percent) == Money(left)


@given(payable, st.integers(0, 100))
def test_a_discounted_price_is_never_above_the_exact_one_and_less_than_a_fen_below(amount, percent):
    exact = Decimal(amount.fen) * (100 - percent) / 100
    assert exact - 1 < amount.percent_off(percent).fen <= exact


@pytest.mark.parametrize(
    ("percent", "error"), [(-1, ValueError), (101, ValueError), (1.5, TypeError), (True, TypeError)]
)
def test_a_discount_is_a_whole_percent_between_0_and_100(percent, error):
    with pytest.raises(error):
        Money(600).percent_off(percent)


def test_a_credit_is_not_discounted():
    with pytest.raises(ValueError, match="credit"):
        Money(-600).percent_off(10)


def test_refusals_can_name_an_amount():
    assert str(Money(600)) == "6.00 yuan"
    assert str(Money(-5)) == "-0.05 yuan"


def test_money_cannot_be_edited():
    with pytest.raises(AttributeError):
        Money(1).fen = 2
