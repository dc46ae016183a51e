"""Fills the catalogue's vocabulary: genres, ratings, rating notes, licence kinds."""

from ..catalog.models import Term
from .content import content
from .rows import insert_all

KINDS = {"genres": "genre", "ratings": "rating", "rating_notes": "rating-note", "licence_kinds": "licence-kind"}


def add_terms() -> None:
    """Insert every word with its place in the file as its place in a list."""
    insert_all(
        Term,
        [
            {"kind": kind, "key": key, "name": name, "position": position}
            for section, kind in KINDS.items()
            for position, (key, name) in enumerate(content("vocabulary")[section].items())
        ],
    )
