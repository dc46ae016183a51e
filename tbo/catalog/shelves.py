"""Shelves: rows of the home page, picked by hand, found by a rule, or named here and filled for a person elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from .. import clock
from ..db import db
from ..rules.access import VISITOR, ProfileFacts
from .filters import Eyes
from .kept import kept
from .models import Shelf, Title
from .narrowing import has_values, seen_by
from .shelf_rules import SHOWS_WHAT_IS_TO_COME, rule_query
from .version import valid_until

KEPT_ROWS = 128
SHOWN_NOW = [("shown", "all")]


@dataclass(frozen=True, slots=True)
class ShelfView:
    """A row with its titles in order. `source` names what fills a personal one; its `title_ids` are empty.

    With `is_to_come` it is about what cannot be watched yet.
    """

    slug: str
    name: dict
    lead: dict
    layout: str
    kind: str
    source: str | None
    limit: int | None
    title_ids: tuple[int, ...]
    is_to_come: bool = False


def shelves(
    profile_kind: str = "adult", now: datetime | None = None, profile: ProfileFacts | None = None
) -> list[ShelfView]:
    """Return the rows that a kind of profile (adult, teen, child) sees, in order, without empty ones.

    With `profile` its rating cap and blocked titles hold too; a child sees only the curated pool.
    """
    now, profile = now or clock.now(), profile or _usual(profile_kind)
    eyes = Eyes.of(profile)
    key = (profile.kind, eyes, valid_until(now))
    return list(kept("shelves", KEPT_ROWS).get_or_make(key, lambda: _read(profile.kind, eyes, now)))


def shelf(slug: str, now: datetime | None = None, profile: ProfileFacts = VISITOR) -> ShelfView | None:
    """Return one row as `profile` sees it, or None."""
    return next((row for row in shelves(profile.kind, now, profile) if row.slug == slug), None)


def _usual(profile_kind: str) -> ProfileFacts:
    return VISITOR if profile_kind == "adult" else ProfileFacts(kind=profile_kind)


def _read(profile_kind: str, eyes: Eyes, now: datetime) -> tuple[ShelfView, ...]:
    columns = Shelf.slug, Shelf.name, Shelf.lead, Shelf.layout, Shelf.kind, Shelf.definition, Shelf.profiles
    rows = db.session.execute(select(*columns).order_by(Shelf.position, Shelf.id)).all()
    views = [_view(row, eyes, now) for row in rows if profile_kind in row.profiles]
    return tuple(view for view in views if view.title_ids or view.kind == "personal")


def _view(row, eyes: Eyes, now: datetime) -> ShelfView:
    return ShelfView(
        slug=row.slug,
        name=row.name,
        lead=row.lead or {},
        layout=row.layout,
        kind=row.kind,
        source=row.definition.get("source"),
        limit=row.definition.get("limit"),
        title_ids=_title_ids(row.kind, row.definition, eyes, now),
        is_to_come=SHOWS_WHAT_IS_TO_COME in row.definition.get("where", {}),
    )


def _title_ids(kind: str, definition: dict, eyes: Eyes, now: datetime) -> tuple[int, ...]:
    shown = [*SHOWN_NOW, *([("pool", "child")] if eyes.only_child_pool else [])]
    conditions = [*has_values(shown, now), *seen_by(eyes, Title.id)]
    if kind == "rule":
        return tuple(db.session.scalars(rule_query(definition, now).where(*conditions)))
    if kind == "picked":
        picked = select(Title.slug, Title.id).where(Title.slug.in_(definition["items"]), *conditions)
        found = dict(db.session.execute(picked).all())
        return tuple(found[slug] for slug in definition["items"] if slug in found)
    return ()
