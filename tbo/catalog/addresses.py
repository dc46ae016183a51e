"""What may stand in an address of the catalogue: asked before the database is, so that no input can break a query."""

import re

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 80


def is_slug(text: str) -> bool:
    """Whether `text` can be the address of a title, person or studio."""
    return len(text) <= LONGEST_SLUG and _SLUG.fullmatch(text) is not None
