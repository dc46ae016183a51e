"""Asks the index who might fit a query: titles and people at once, in one statement of primary-key walks."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import text

from ..db import db
from .folding import units
from .grams import misspellings, pairs, query_plans, runs
from .index_models import PersonGram, TitleGram

MOST_CANDIDATES = 100
MOST_PER_GRAM = 60
MOST_SLIPS = 24
# Each side with its table and the column that names whom a gram stands for.
SIDES = {"titles": (TitleGram.__tablename__, "title_id"), "people": (PersonGram.__tablename__, "person_id")}


class Candidates(NamedTuple):
    """Ids that might fit; whether they do is for matching to say."""

    titles: tuple[int, ...]
    people: tuple[int, ...]


def candidates(query: str) -> Candidates:
    """Return those that have all grams of the query, the best known first."""
    return _ask(query_plans(query), MOST_CANDIDATES)


def near_candidates(query: str) -> Candidates:
    """Return those that share a marked gram of a word, or two characters of a run."""
    return _ask([[gram] for gram in _near_grams(query)], MOST_PER_GRAM)


def _near_grams(query: str) -> list[str]:
    words = [unit.text for unit in units(query) if unit.is_word]
    joined = "".join(words)
    slips = [gram for word in dict.fromkeys([*words, joined]) for gram in sorted(misspellings(word))]
    stretches = [pair for run in runs(query) if not run[0].isascii() and len(run) > 2 for pair in pairs(run)]
    return [*slips[:MOST_SLIPS], *stretches[:MOST_SLIPS]]


def _ask(plans: Sequence[Sequence[str]], most: int) -> Candidates:
    """Walk the index for each plan on both sides.

    Written out, because a statement of a hundred aliases takes SQLAlchemy longer to build than a database to answer;
    what a query says stands in parameters alone.
    """
    if not plans:
        return Candidates((), ())
    walks = [_walk(side, f"g{nth}", len(grams), most) for nth, grams in enumerate(plans) for side in SIDES]
    values = {f"g{nth}_{place}": gram for nth, grams in enumerate(plans) for place, gram in enumerate(grams)}
    rows = db.session.execute(text(" UNION ALL ".join(walks)), values).all()
    found = {side: dict.fromkeys(row.owner for row in rows if row.side == side) for side in SIDES}
    return Candidates(*map(tuple, found.values()))


def _walk(side: str, plan: str, count: int, most: int) -> str:
    """Return the walk along a plan's first gram, best known first, that probes the others by primary key."""
    table, owner = SIDES[side]
    probes = "".join(
        f" JOIN {table} AS p{place} ON p{place}.gram = :{plan}_{place}"
        f" AND p{place}.popularity = g.popularity AND p{place}.{owner} = g.{owner}"
        for place in range(1, count)
    )
    return (
        f"SELECT * FROM (SELECT '{side}' AS side, g.{owner} AS owner FROM {table} AS g{probes}"
        f" WHERE g.gram = :{plan}_0 ORDER BY g.popularity DESC, g.{owner} DESC LIMIT {most}) AS {side}_{plan}"
    )
