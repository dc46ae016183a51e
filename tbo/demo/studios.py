"""Fills in the demo shop's production houses."""

from ..catalog.models import Studio
from .content import content
from .rows import insert_all


def add_studios() -> None:
    """Insert every studio."""
    insert_all(
        Studio,
        [
            {
                "slug": studio["slug"],
                "name": studio["name"],
                "country": studio["country"],
                "city": studio["city"],
                "founded": studio["founded"],
                "is_own": studio["own"],
                "blurb": studio["blurb"],
            }
            for studio in content("studios")
        ],
    )
