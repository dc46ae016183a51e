"""Studios: who they are; their titles are found through the library's facet."""

from dataclasses import dataclass

from sqlalchemy import select

from ..db import db
from .kept import kept
from .models import Studio


@dataclass(frozen=True, slots=True)
class StudioView:
    """A production house."""

    id: int
    slug: str
    name: dict
    country: str
    city: dict
    founded: int | None
    is_own: bool
    blurb: dict


def studio(slug: str) -> StudioView | None:
    """Return the studio with this address, or None."""
    return studios().get(slug)


def studios() -> dict[str, StudioView]:
    """Return every studio by its address, in order of entry; one query when they are not kept."""
    return kept("studios", 1).get_or_make("all", _read)


def _read() -> dict[str, StudioView]:
    columns = Studio.slug, Studio.name, Studio.country, Studio.city, Studio.founded, Studio.is_own, Studio.blurb
    rows = db.session.execute(select(Studio.id, *columns).order_by(Studio.id))
    return {row.slug: StudioView(**row._mapping) for row in rows}
