"""Writes what search reads: grams and phrases of titles and of people."""

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select

from ..db import db
from .grams import grams_of
from .models import Credit, Person, PersonGram, PersonPhrases, Title, TitleGram, TitlePhrases
from .phrases import Kind, Phrase, phrase

CHINESE, ENGLISH, GERMAN = "zh-Hans", "en", "de"
LONGEST_GRAM = 40


def write_title_search(title_ids: Sequence[int]) -> None:
    """Write grams and phrases of titles in the place of those they had."""
    columns = Title.id, Title.name, Title.original_name, Title.reading, Title.aliases, Title.popularity
    rows = db.session.execute(select(*columns).where(Title.id.in_(title_ids))).all()
    known = [(row.id, row.popularity, title_phrases(row)) for row in rows]
    _write(TitleGram, TitlePhrases, "title_id", title_ids, known)


def write_people_search(title_ids: Sequence[int] | None = None) -> None:
    """Write grams and phrases of the people of some titles, or of everybody; they are as popular as their titles."""
    query = (
        select(Person.id, func.coalesce(func.max(Title.popularity), 0))
        .outerjoin(Credit, Credit.person_id == Person.id)
        .outerjoin(Title, Title.id == Credit.title_id)
        .group_by(Person.id)
    )
    if title_ids is not None:
        of_titles = select(Credit.person_id).where(Credit.title_id.in_(title_ids))
        query = query.where(Person.id.in_(of_titles))
    views = dict(db.session.execute(query).all())
    names = select(Person.id, Person.name, Person.original_name, Person.reading)
    rows = db.session.execute(names.where(Person.id.in_(views))).all()
    known = [(row.id, views[row.id], person_phrases(row)) for row in rows]
    _write(PersonGram, PersonPhrases, "person_id", list(views), known)


def title_phrases(row) -> list[Phrase]:
    """Return every name of a title, each once."""
    named = [
        phrase(Kind.NAME, row.name.get(CHINESE, ""), row.reading),
        phrase(Kind.ENGLISH, row.name.get(ENGLISH, "")),
        phrase(Kind.GERMAN, row.name.get(GERMAN, "")),
        phrase(Kind.ORIGINAL, row.original_name or ""),
        *(phrase(Kind.ALIAS, alias) for alias in row.aliases),
    ]
    return _each_once(named)


def person_phrases(row) -> list[Phrase]:
    """Return every name of a person, each once."""
    named = [
        phrase(Kind.NAME, row.name.get(CHINESE, ""), row.reading),
        phrase(Kind.ENGLISH, row.name.get(ENGLISH, "")),
        phrase(Kind.GERMAN, row.name.get(GERMAN, "")),
        phrase(Kind.ORIGINAL, row.original_name or ""),
    ]
    return _each_once(named)


def _each_once(named: list[Phrase]) -> list[Phrase]:
    first: dict[str, Phrase] = {}
    for each in named:
        if each.text and each.sounded:
            first.setdefault(each.text, each)
    return list(first.values())


def _write(grams, phrases, key: str, ids: Sequence[int], known: list[tuple[int, int, list[Phrase]]]) -> None:
    db.session.execute(delete(grams).where(getattr(grams, key).in_(ids)))
    db.session.execute(delete(phrases).where(getattr(phrases, key).in_(ids)))
    pieces = [
        {"gram": gram[:LONGEST_GRAM], "popularity": popularity, key: owner}
        for owner, popularity, named in known
        for gram in sorted(set().union(*(grams_of(each) for each in named)))
    ]
    if pieces:
        db.session.execute(insert(grams), pieces)
    if known:
        db.session.execute(
            insert(phrases), [{key: owner, "phrases": [p.pack() for p in named]} for owner, _, named in known]
        )
