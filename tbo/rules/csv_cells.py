"""Cells of files that people open in a spreadsheet: none of them is ever taken for a formula."""

# Full-width forms are read as formulas in Chinese Excel.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"
# More digits than a spreadsheet keeps of a number.
_MOST_DIGITS = 11


def plain_cell(text: str) -> str:
    """Return a text that a spreadsheet shows as it is: what would be a formula gets a quote before it."""
    return f"'{text}" if text.lstrip(" \u3000").startswith(_FORMULA) else text


def number_cell(number: str) -> str:
    """Return a number that is a name, such as a tax number: a tab keeps a spreadsheet from rounding it."""
    is_long = number.isascii() and number.isdigit() and len(number) > _MOST_DIGITS
    return f"\t{number}" if is_long else plain_cell(number)
