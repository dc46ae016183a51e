"""Writes what the catalogue is read by: facets, counts and search; to be called after every change of a title."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import exists, select

from .. import clock
from ..db import commits, db
from ..jobs import Job, enqueue, job
from .facets import TITLE_COLUMNS, facet_rows, keep_counts, studio_slugs, write_facets
from .facts import TITLE, facts_of
from .models import Title
from .search_index import write_people_search, write_title_search
from .version import bump, valid_until

AT_ONCE = 400


def index_titles(title_ids: Sequence[int]) -> None:
    """Write facets, counts and search of some titles anew, in the caller's transaction, and raise the version."""
    region, studios = current_app.extensions["tbo.settings"].region, studio_slugs()
    db.session.flush()
    for start in range(0, len(title_ids), AT_ONCE):
        _index_some(title_ids[start : start + AT_ONCE], region, studios)
    count_facets()
    bump()


def index_everything() -> None:
    """Write the whole index anew; after an import, or when the shop's region changed."""
    index_titles(db.session.scalars(select(Title.id).order_by(Title.id)).all())


def count_facets() -> None:
    """Keep the counts as of now, and have them kept again when the next window opens or closes."""
    now = clock.now()
    keep_counts(now)
    due_at = valid_until(now)
    key = f"catalog-counts-{due_at:%Y%m%dT%H%M%S.%f}"
    if not db.session.scalar(select(exists().where(Job.key == key))):
        enqueue(recount_facets, due_at=due_at, key=key)


@job
@commits
def recount_facets() -> None:
    """Keep the counts again because a window opened or closed."""
    count_facets()
    bump()


def _index_some(title_ids: Sequence[int], region: str, studios: dict[int, str]) -> None:
    titles = db.session.execute(select(*TITLE, *TITLE_COLUMNS).where(Title.id.in_(title_ids))).all()
    facts = facts_of(titles)
    rows = [row for title in titles for row in facet_rows(title, studios[title.studio_id], facts[title.id], region)]
    write_facets(title_ids, rows)
    write_title_search(title_ids)
    write_people_search(title_ids)
