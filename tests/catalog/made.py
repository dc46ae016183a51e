"""A catalogue made by chance, with many ties: what paging and facets have to get right."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from tbo import clock
from tbo.catalog.indexing import index_titles
from tbo.catalog.models import Episode, FreeWindow, Season, Studio, Title
from tbo.db import db

DAY = timedelta(days=1)
KINDS, GENRES, COUNTRIES = ("series", "film", "documentary"), ("drama", "mystery", "family"), ("CN", "DE", "JP")
AUDIO, AGES, YEARS = ("zh", "en"), (0, 8, 16), (2024, 2025, 2026)


def made_catalogue(count: int, seed: int = 1) -> list[Title]:
    """Write titles with few different values each, so that most of them tie; return them by id."""
    chance, now = random.Random(seed), clock.now()
    studios = [_studio(number) for number in range(2)]
    titles = [_title(chance, number, studios, now) for number in range(count)]
    db.session.add_all(titles)
    db.session.flush()
    index_titles([title.id for title in titles])
    db.session.commit()
    return titles


def one_title(**changes) -> Title:
    """Write one ordinary series of two episodes, changed, and index it."""
    title = _title(random.Random(0), 0, [_studio(0)], clock.now(), **changes)
    db.session.add(title)
    db.session.flush()
    index_titles([title.id])
    db.session.commit()
    return title


def _studio(number: int) -> Studio:
    names = {"zh-Hans": f"第{number}影业", "en": f"House {number}"}
    return Studio(slug=f"house-{number}", name=names, country="CN", city={"zh-Hans": "杭州"}, blurb={})


def _title(chance: random.Random, number: int, studios: Sequence[Studio], now: datetime, **changes) -> Title:
    kind = changes.get("kind") or chance.choice(KINDS)
    fields = {
        "slug": f"title-{number}",
        "kind": kind,
        "name": {"zh-Hans": f"片子{number}", "en": f"Film {number}"},
        "tagline": {"zh-Hans": "一句话"},
        "synopsis": {"zh-Hans": "一段话"},
        "studio": chance.choice(studios),
        "countries": chance.sample(COUNTRIES, chance.choice((1, 1, 2))),
        "genres": chance.sample(GENRES, chance.choice((1, 2))),
        "audio": list(AUDIO[: chance.choice((1, 2))]),
        "subtitles": ["zh"],
        "year": chance.choice(YEARS),
        "min_age": chance.choice(AGES),
        "is_original": chance.random() < 0.3,
        "in_child_pool": chance.random() < 0.4,
        "opens_at": now - chance.choice((1, 10, 10, 100)) * DAY,
        "closes_at": chance.choice((None, None, now + 5 * DAY)),
        "published_at": now - 200 * DAY,
        "regions": ["*"],
        "popularity": chance.choice((0, 5, 5, 9)),
    }
    title = Title(**fields | changes)
    season = Season(title=title, number=1, price_fen=900)
    for place in range(1 if kind == "film" else 2):
        season.episodes.append(_episode(chance, title, place + 1, now))
    return title


def _episode(chance: random.Random, title: Title, number: int, now: datetime) -> Episode:
    episode = Episode(
        title=title,
        number=number,
        name={"zh-Hans": f"第 {number} 集"},
        duration_s=1800,
        price_fen=300,
        rental_fen=chance.choice((None, 120)),
        is_free=chance.random() < 0.2,
        available_at=title.opens_at,
        in_plan_at=chance.choice((None, now - DAY, now + DAY)),
    )
    if chance.random() < 0.2:
        episode.free_windows.append(FreeWindow(opens_at=now - DAY, closes_at=now + 2 * DAY))
    return episode
