"""Codes of vouchers: hard to guess, forgiving to read, and a slip is seen before anybody is asked."""

import math
import random
from itertools import combinations

import pytest

from tbo.rules.order_states import LETTERS
from tbo.rules.vouchers import (
    CHOSEN,
    LENGTH,
    check_letter,
    code_of_seed,
    is_mistyped,
    new_voucher_code,
    printed,
    read_code,
)

CODE = new_voucher_code(random.Random(1111).choice)
SHOWN = printed(CODE)


def test_a_code_has_eighty_bits_and_no_letters_that_look_alike():
    assert math.log2(len(LETTERS)) * CHOSEN > 80
    assert set("01OIL") & set(LETTERS) == set()
    assert (len(CODE), [len(part) for part in SHOWN.split("-")]) == (LENGTH, [5, 5, 5, 5])


def test_every_wrong_letter_is_seen():
    for place in range(LENGTH):
        for letter in LETTERS + "0O1":
            if letter != CODE[place]:
                assert is_mistyped(CODE[:place] + letter + CODE[place + 1 :])
    assert not is_mistyped(CODE)


def test_two_neighbours_that_changed_places_are_seen_but_for_the_first_and_the_last_letter():
    pairs = combinations(LETTERS, 2)
    unseen = [pair for pair in pairs if check_letter("".join(pair)) == check_letter("".join(reversed(pair)))]
    assert unseen == [("2", "Z")]


@pytest.mark.parametrize("code", [CODE[:-1], CODE + "2", "ABCDEFGHJKMNPQRSTV", ""])
def test_what_is_longer_or_shorter_is_not_ours_to_judge(code):
    assert not is_mistyped(code)


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@pytest.mark.parametrize(
    "typed",
    [
        SHOWN,
        SHOWN.lower(),
        SHOWN.replace("-", " "),
        f"  {SHOWN}\n",
        full_width(SHOWN),
        SHOWN.replace("-", "–"),
        SHOWN.replace("-", "—"),
        "\u200b".join(CODE),
        f"\u202e{CODE}\ufeff",
        ".".join(CODE),
        f"卡密：{SHOWN}。请尽快兑换",
        f"TBO {CODE} 感谢购买",
        f"https://shop.example/redeem/{SHOWN}",
        f"https://shop.example/en/redeem/{SHOWN.lower()}?utm_source=tmall",
        f"打开 https://shop.example/redeem/{SHOWN} 就能看",
    ],
)
def test_it_is_read_however_it_was_typed_or_pasted(typed):
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "-", "ab", "A" * 41, "兑换码", "0" * 500, f"{CODE}，{CODE[::-1]}", "\x00", "/redeem/"]
)
def test_what_holds_no_code_is_none(typed):
    assert read_code(typed) is None


def test_a_seed_makes_the_same_code_again_and_another_key_another():
    code = code_of_seed("seed", "key")
    assert code == code_of_seed("seed", "key")
    assert code not in (code_of_seed("seed", "other"), code_of_seed("other", "key"))
    assert not is_mistyped(code)


def test_a_code_made_elsewhere_is_printed_as_it_is():
    assert printed("TMALL2026X7Q9K4M2") == "TMALL2026X7Q9K4M2"


@pytest.mark.parametrize(
    "between", ["-", "–", "−", "+", "\u200b", "\x07", "_", "·", "•", ".", "・", "|", " ", "\u3000"]
)
def test_whatever_a_hand_or_a_page_puts_between_letters_is_passed_over(between):
    assert read_code(between.join(CODE)) == CODE
