"""People: their page and what they did in which title."""

from dataclasses import dataclass

from sqlalchemy import select

from ..db import db
from .addresses import is_slug
from .kept import MISSING, kept
from .models import Credit, Person, Title
from .version import current

KEPT_PAGES = 500


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody did in a title; `character` is empty off the screen."""

    title_id: int
    role: str
    character: dict


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Somebody with every part, the best-known titles first."""

    id: int
    slug: str
    name: dict
    original_name: str | None
    reading: str | None
    country: str | None
    born: int | None
    bio: dict
    parts: tuple[Part, ...]

    @property
    def title_ids(self) -> list[int]:
        """The titles, each once."""
        return list(dict.fromkeys(part.title_id for part in self.parts))


def person_page(slug: str) -> PersonPage | None:
    """Return the page of the person with this address, or None; two queries when it is not kept."""
    if not is_slug(slug):
        return None
    store = kept("people", KEPT_PAGES)
    page = store.get(slug)
    if page is MISSING:
        version = current()
        page = _read(slug)
        if page is not None:
            store.put(version, [(slug, page)])
    return page


def _read(slug: str) -> PersonPage | None:
    columns = Person.id, Person.slug, Person.name, Person.original_name, Person.reading, Person.country, Person.born
    row = db.session.execute(select(*columns, Person.bio).where(Person.slug == slug)).first()
    if row is None:
        return None
    parts = db.session.execute(
        select(Credit.title_id, Credit.role, Credit.character)
        .join(Title, Title.id == Credit.title_id)
        .where(Credit.person_id == row.id)
        .order_by(Title.popularity.desc(), Title.id.desc(), Credit.position)
    )
    known = tuple(Part(part.title_id, part.role, part.character or {}) for part in parts)
    return PersonPage(**{**row._mapping, "bio": row.bio or {}}, parts=known)
