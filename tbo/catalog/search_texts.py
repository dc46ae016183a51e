"""The phrases of titles and people as search keeps them in memory, and who may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from ..db import db
from ..rules.access import TitleFacts
from .facts import TITLE, title_facts
from .filters import Eyes
from .kept import MISSING, kept
from .models import Credit, Person, PersonPhrases, Title, TitlePhrases
from .phrases import Phrase
from .version import current
from .windows import shown

KEPT_TEXTS = 4000
MOST_TITLES_OF_ONE = 40


@dataclass(frozen=True)
class TitleText:
    """A title's phrases and what decides whether it is shown."""

    id: int
    popularity: int
    facts: TitleFacts
    phrases: list[Phrase]

    def is_shown(self, eyes: Eyes, now: datetime) -> bool:
        """Whether these eyes see the title at all; one that is announced counts."""
        frame = shown(self.facts, current_app.extensions["tbo.settings"].region)
        if frame is None or frame.opens_at > now or (frame.closes_at is not None and frame.closes_at <= now):
            return False
        if self.facts.min_age > eyes.rating_cap or self.facts.slug in eyes.blocked:
            return False
        return self.facts.in_child_pool or not eyes.only_child_pool


@dataclass(frozen=True)
class PersonText:
    """A person's phrases."""

    id: int
    slug: str
    name: dict
    phrases: list[Phrase]


def title_texts(title_ids: Sequence[int]) -> list[TitleText]:
    """Return what is known of these titles; one query for all that is not kept."""
    return _texts("title_texts", title_ids, _read_titles)


def people_texts(person_ids: Sequence[int]) -> list[PersonText]:
    """Return what is known of these people; one query for all that is not kept."""
    return _texts("person_texts", person_ids, _read_people)


def titles_of(person_ids: tuple[int, ...]) -> list[tuple[int, TitleText]]:
    """Return (person, title) for the best known titles of people."""
    if not person_ids:
        return []
    pairs = kept("titles_of", KEPT_TEXTS).get_or_make(person_ids, lambda: _read_credits(person_ids))
    texts = {text.id: text for text in title_texts(tuple(dict.fromkeys(title_id for _, title_id in pairs)))}
    return [(person_id, texts[title_id]) for person_id, title_id in pairs if title_id in texts]


def _texts(kind: str, ids: Sequence[int], read) -> list:
    store = kept(kind, KEPT_TEXTS)
    found = {key: store.get(key) for key in ids}
    missing = [key for key, text in found.items() if text is MISSING]
    if missing:
        version = current()
        fresh = read(missing)
        store.put(version, fresh.items())
        found |= {key: fresh.get(key) for key in missing}
    return [text for text in found.values() if text is not None]


def _read_titles(title_ids: Sequence[int]) -> dict[int, TitleText]:
    query = (
        select(*TITLE, Title.popularity, TitlePhrases.phrases)
        .join(TitlePhrases, TitlePhrases.title_id == Title.id)
        .where(Title.id.in_(title_ids))
    )
    return {
        row.id: TitleText(row.id, row.popularity, title_facts(row), [Phrase.unpack(each) for each in row.phrases])
        for row in db.session.execute(query)
    }


def _read_people(person_ids: Sequence[int]) -> dict[int, PersonText]:
    query = (
        select(Person.id, Person.slug, Person.name, PersonPhrases.phrases)
        .join(PersonPhrases, PersonPhrases.person_id == Person.id)
        .where(Person.id.in_(person_ids))
    )
    return {
        row.id: PersonText(row.id, row.slug, row.name, [Phrase.unpack(each) for each in row.phrases])
        for row in db.session.execute(query)
    }


def _read_credits(person_ids: Sequence[int]) -> tuple[tuple[int, int], ...]:
    query = (
        select(Credit.person_id, Credit.title_id)
        .join(Title, Title.id == Credit.title_id)
        .where(Credit.person_id.in_(person_ids))
        .group_by(Credit.person_id, Credit.title_id, Title.popularity)
        .order_by(Title.popularity.desc(), Credit.title_id.desc())
        .limit(MOST_TITLES_OF_ONE * len(person_ids))
    )
    return tuple((row.person_id, row.title_id) for row in db.session.execute(query))
