"""Asks the index who might fit a query: titles and people at once, in one statement of primary-key walks."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, literal, select, union_all
from sqlalchemy.orm import aliased

from ..db import db
from .folding import units
from .grams import misspellings, pairs, query_plans, runs
from .models import PersonGram, TitleGram

MOST_CANDIDATES = 100
MOST_PER_GRAM = 60
MOST_SLIPS = 24
TITLES, PEOPLE = "titles", "people"


class Candidates(NamedTuple):
    """Ids that might fit; whether they do is for matching to say."""

    titles: tuple[int, ...]
    people: tuple[int, ...]


def candidates(query: str) -> Candidates:
    """Return those that have all grams of the query, the best known first."""
    plans = query_plans(query)
    return _ask([_having_all(grams, side) for grams in plans for side in (TITLES, PEOPLE)])


def near_candidates(query: str) -> Candidates:
    """Return those that share a marked gram of a word, or two characters of a run."""
    grams = _near_grams(query)
    return _ask([_having(gram, side) for gram in grams for side in (TITLES, PEOPLE)])


def _near_grams(query: str) -> list[str]:
    words = [unit.text for unit in units(query) if unit.is_word]
    joined = "".join(words)
    slips = [gram for word in dict.fromkeys([*words, joined]) for gram in sorted(misspellings(word))]
    stretches = [pair for run in runs(query) if not run[0].isascii() and len(run) > 2 for pair in pairs(run)]
    return [*slips[:MOST_SLIPS], *stretches[:MOST_SLIPS]]


def _ask(queries: Sequence[Select]) -> Candidates:
    if not queries:
        return Candidates((), ())
    parts = [select(query.subquery()) for query in queries]
    rows = db.session.execute(union_all(*parts)).all()
    found = {side: dict.fromkeys(row.owner for row in rows if row.side == side) for side in (TITLES, PEOPLE)}
    return Candidates(tuple(found[TITLES]), tuple(found[PEOPLE]))


def _having_all(grams: Sequence[str], side: str) -> Select:
    """Walk the first gram, best known first, and probe the others by primary key."""
    table: Any = TitleGram if side == TITLES else PersonGram
    first = aliased(table)
    query = _walk(first, grams[0], side)
    for gram in grams[1:]:
        other = aliased(table)
        same = other.popularity == first.popularity, _owner(other) == _owner(first)
        query = query.join(other, and_(other.gram == gram, *same))
    return query.limit(MOST_CANDIDATES)


def _having(gram: str, side: str) -> Select:
    return _walk(aliased(TitleGram if side == TITLES else PersonGram), gram, side).limit(MOST_PER_GRAM)


def _walk(table, gram: str, side: str) -> Select:
    owner = _owner(table)
    return (
        select(literal(side).label("side"), owner.label("owner"))
        .where(table.gram == gram)
        .order_by(table.popularity.desc(), owner.desc())
    )


def _owner(table):
    return table.title_id if hasattr(table, "title_id") else table.person_id
