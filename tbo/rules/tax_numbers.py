"""Tax numbers of companies: the unified code of GB 32100-2015 with its check character, and the forms before it."""

import re
import unicodedata
from enum import StrEnum

UNIFIED_LENGTH = 18
OLD_LENGTHS = (15, 20)
# Thirty-one characters: the letters that look like digits are left out, and S, V with them.
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_UNIFIED = re.compile(rf"[{CHARACTERS}]{{2}}[0-9]{{6}}[{CHARACTERS}]{{10}}")
_OLD = re.compile(r"[0-9A-Z]+")
_BETWEEN = re.compile(r"[\s-]+")


class TaxNumberKind(StrEnum):
    """How a tax number is written: as every company has it today, or as before October 2015."""

    UNIFIED = "unified"
    OLD = "old"


class TaxNumberWrong(StrEnum):
    """Why something is no tax number."""

    MISSING = "missing"
    LENGTH = "length"
    LETTERS = "letters"
    CHECK = "check"


def bare_tax_number(typed: str) -> str:
    """Return a number as it is kept: in capitals of the plain alphabet, without spaces and dashes."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper()


def read_tax_number(number: str) -> TaxNumberKind | TaxNumberWrong:
    """Say what kind of tax number a bare one is, or what is wrong with it."""
    if not number:
        return TaxNumberWrong.MISSING
    if len(number) in OLD_LENGTHS:
        return TaxNumberKind.OLD if number.isascii() and _OLD.fullmatch(number) else TaxNumberWrong.LETTERS
    if len(number) != UNIFIED_LENGTH:
        return TaxNumberWrong.LENGTH
    if not _UNIFIED.fullmatch(number):
        return TaxNumberWrong.LETTERS
    return TaxNumberKind.UNIFIED if number[-1] == check_character(number[:-1]) else TaxNumberWrong.CHECK


def check_character(body: str) -> str:
    """Return the last character of a unified code: seventeen values weighted by powers of 3, modulo 31."""
    total = sum(CHARACTERS.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return CHARACTERS[-total % 31]
