"""Words of the catalogue in the shop's languages: genres, ratings, rating notes, licence kinds."""

from sqlalchemy import select

from ..db import db
from .kept import kept
from .models import Term


def term(kind: str, key: str) -> dict[str, str]:
    """Return the names of a word by language; a word nobody knows names itself, so that no page breaks."""
    return _all().get(kind, {}).get(key) or {"zh-Hans": key, "en": key, "de": key}


def terms(kind: str) -> dict[str, dict[str, str]]:
    """Return every word of a kind (genre, rating, rating-note, licence-kind) with its names, in order."""
    return _all().get(kind, {})


def _all() -> dict[str, dict[str, dict[str, str]]]:
    return kept("vocabulary", 1).get_or_make("all", _read)


def _read() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in db.session.execute(select(Term.kind, Term.key, Term.name).order_by(Term.kind, Term.position)):
        found.setdefault(row.kind, {})[row.key] = row.name
    return found
