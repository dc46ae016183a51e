"""Fills in the people of the demo shop and what they did in each title."""

from ..catalog.models import Credit, Person, Title
from .content import content
from .rows import ids_by, insert_all


def add_people() -> None:
    """Insert every person."""
    insert_all(
        Person,
        [
            {
                "slug": person["slug"],
                "name": person["name"],
                "original_name": person.get("original_name"),
                "reading": person.get("reading_override") or person["reading"],
                "country": person["country"],
                "born": person.get("born"),
                "bio": person.get("bio"),
            }
            for person in content("people")
        ],
    )


def add_credits() -> None:
    """Insert who did what, in the order of the content; titles and people must be there."""
    titles, people = ids_by(Title, "slug"), ids_by(Person, "slug")
    insert_all(
        Credit,
        [
            {
                "title_id": titles[title["slug"]],
                "person_id": people[credit["person"]],
                "role": credit["role"],
                "character": credit.get("character"),
                "position": position,
            }
            for title in content("titles")
            for position, credit in enumerate(title["cast"])
        ],
    )
