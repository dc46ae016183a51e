"""Fills in the rows of the demo shop's home page."""

from ..catalog.models import Shelf
from .content import content
from .rows import insert_all

IN_DEFINITION = ("source", "items", "where", "order", "limit")


def add_shelves() -> None:
    """Insert every shelf; what makes it a shelf (rule, pick, source) is its definition."""
    insert_all(
        Shelf,
        [
            {
                "slug": shelf["slug"],
                "name": shelf["title"],
                "lead": shelf.get("lead"),
                "kind": shelf["kind"],
                "definition": {key: shelf[key] for key in IN_DEFINITION if key in shelf},
                "layout": shelf["layout"],
                "profiles": shelf["profiles"],
                "position": position,
            }
            for position, shelf in enumerate(content("shelves"))
        ],
    )
