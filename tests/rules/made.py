"""Facts for tests of the rules: small makers whose defaults are an ordinary episode that is on sale."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tbo.rules.access import Because, EpisodeFacts, TitleFacts
from tbo.rules.money import Money
from tbo.rules.page_steps import SCHEMA, Document
from tbo.rules.rights import EntitlementFacts

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
WATCHABLE = frozenset({Because.FREE, Because.BOUGHT_EPISODE, Because.BOUGHT_SEASON, Because.RENTED, Because.IN_PLAN})

TITLE = TitleFacts(
    id=1,
    slug="rainy-night",
    is_film=False,
    published_at=NOW - 100 * DAY,
    opens_at=NOW - 90 * DAY,
    closes_at=None,
    regions=("*",),
    min_age=0,
    in_child_pool=True,
)
EPISODE = EpisodeFacts(
    id=1,
    title=TITLE,
    season_id=1,
    season_number=1,
    number=1,
    is_free=False,
    free_windows=(),
    available_at=NOW - 80 * DAY,
    in_plan_at=NOW - 80 * DAY,
    price=Money(300),
    rental=None,
    season_price=Money(2400),
)


def empty_document() -> Document:
    """Return a page without blocks."""
    return {"schema": SCHEMA, "next": 1, "page": {}, "blocks": []}


def title(**changes) -> TitleFacts:
    """An ordinary series, changed."""
    return replace(TITLE, **changes)


def episode(**changes) -> EpisodeFacts:
    """An ordinary episode, changed; the title's fields may be given as `title=title(…)`."""
    return replace(EPISODE, **changes)


def season(count: int = 10, **changes) -> list[EpisodeFacts]:
    """A season of ordinary episodes."""
    return [episode(id=number, number=number, **changes) for number in range(1, count + 1)]


def right(kind: str, **changes) -> EntitlementFacts:
    """A right that began yesterday and does not end; it is for the ordinary thing of its kind."""
    things = {
        "episode": {"episode_id": 1},
        "season": {"season_id": 1},
        "rental": {"episode_id": 1, "start_by_at": NOW + 29 * DAY},
        "plan": {"plan_key": "monthly", "ends_at": NOW + 20 * DAY},
    }
    facts = {"source_kind": "order", "source": "TBO1", "starts_at": NOW - DAY} | things[kind] | changes
    return EntitlementFacts(kind=kind, **facts)
