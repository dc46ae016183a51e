"""Which titles words name, so that they are not said to a profile for which one of them does not exist."""

from dataclasses import dataclass

from sqlalchemy import select

from ..db import db
from ..rules.access import ProfileFacts, TitleFacts, is_for
from ..rules.named_titles import as_compared, is_named, is_narrowed
from .facts import TITLE, title_facts
from .kept import kept
from .models import Title

KEPT_TEXTS = 1000


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """A title with its address and all its names, as they are compared."""

    facts: TitleFacts
    names: frozenset[str]


def names_hidden(text: str, profile: ProfileFacts) -> bool:
    """Whether a text names a title that does not exist for a profile; one query after the version rose, else none."""
    if not text or not is_narrowed(profile):
        return False
    return any(not is_for(profile, facts) for facts in _named(as_compared(text)))


def _named(told: str) -> tuple[TitleFacts, ...]:
    return kept("naming.texts", KEPT_TEXTS).get_or_make(told, lambda: _read_in(told))


def _read_in(told: str) -> tuple[TitleFacts, ...]:
    """Look for every name there is; most are in no text at all, which is found out first."""
    found = [each for each in _known() if any(name in told and is_named(name, told) for name in each.names)]
    return tuple(each.facts for each in found)


def _known() -> list[KnownTitle]:
    return kept("naming.titles", 1).get_or_make("all", _read)


def _read() -> list[KnownTitle]:
    rows = db.session.execute(select(*TITLE, Title.name, Title.aliases)).all()
    return [KnownTitle(title_facts(row), _names_of(row)) for row in rows]


def _names_of(row) -> frozenset[str]:
    return frozenset(as_compared(name) for name in (row.slug, *row.name.values(), *row.aliases) if name)
