"""Ids of rows as addresses and forms bring them: read before the database is asked, so that no input breaks a query."""

LARGEST_ID = 2**31 - 1


def is_id(number: int) -> bool:
    """Whether `number` can be a row's id."""
    return 0 < number <= LARGEST_ID


def read_id(text: str) -> int | None:
    """Return the id that a text says; None for any other text, however long."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
    return int(text) if is_number and is_id(int(text)) else None
