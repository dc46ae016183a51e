"""Counts how often blocks are seen and clicked: sums by day, no row for anybody, nothing for robots or floods."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from flask import request
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock
from ..accounts.attempts import network, note, subject_of, wait_for
from ..arrivals.robots import is_robot
from ..db import commits, db, is_sqlite
from ..rules.experiments import Arm
from ..rules.limits import Limit
from ..rules.positions import Position
from .default_pages import default_document
from .figure_models import BlockDay
from .live import live_pages
from .splits import arm_known

# Whole towns come through one address of a mobile network; a flood comes faster.
PER_NETWORK = (Limit(600, timedelta(minutes=5)),)
HOME, CHILDREN = "home", "children"
_TABLE = BlockDay.__table__
assert isinstance(_TABLE, Table)
_COLUMNS = _TABLE.c
_INSERT_SQLITE, _INSERT_POSTGRESQL = sqlite.insert(_TABLE), postgresql.insert(_TABLE)
_KEYS = [column.name for column in _TABLE.primary_key]


def count(views: Iterable[Position], clicks: Iterable[Position]) -> bool:
    """Count blocks that are shown now, each once a call; return whether they were counted, as robots' are not."""
    if is_robot(request.user_agent.string):
        return False
    sums: Counter[tuple[str, int, str, str]] = Counter()
    for column, positions in (("views", views), ("clicks", clicks)):
        for page, block in {(each.page, each.block) for each in positions}:
            version = version_showing(page, block)
            if version is not None:
                sums[page, version, block, column] += 1
    return _add(sums) if sums else False


def version_showing(page: str, block: str) -> int | None:
    """Return the version that shows a block of a page now, 0 for the home that the shop began with; None for neither.

    Nothing is counted of children. Of a page under test it is the version that this browser was dealt.
    """
    now = clock.now()
    found = live_pages().by_slug(page)
    version = found.version(now) if found is not None and found.kind != CHILDREN else None
    split = found.split(now) if found is not None and version is not None else None
    if split is not None and arm_known(split) is Arm.B:
        version = split.b
    if found is not None and version is not None:
        return version if _has(found.documents[version], block) else None
    if page == HOME and live_pages().by_kind(HOME, now) is None:
        return 0 if _has(default_document(page), block) else None
    return None


def _has(document: dict, block: str) -> bool:
    return any(each.get("code") == block for each in document.get("blocks", ()))


@commits
def _add(sums: Counter) -> bool:
    from_here = subject_of("figures-from", network())
    if wait_for({from_here: PER_NETWORK}):
        return False
    note(from_here)
    day = clock.now().astimezone(clock.shop_zone()).date()
    # In one order, so that two requests at once never wait for each other in a circle.
    for page, version, block in sorted({key[:3] for key in sums}):
        seen, clicked = (sums[page, version, block, column] for column in ("views", "clicks"))
        _add_one({"page": page, "day": day, "version_id": version, "block": block, "views": seen, "clicks": clicked})
    return True


def _add_one(row: dict[str, str | int | date]) -> None:
    insert = (_INSERT_SQLITE if is_sqlite() else _INSERT_POSTGRESQL).values(row)
    more = {name: _COLUMNS[name] + insert.excluded[name] for name in ("views", "clicks")}
    db.session.execute(insert.on_conflict_do_update(index_elements=_KEYS, set_=more))
