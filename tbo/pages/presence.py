"""Who else has a page's editor open, in which block, and what they have changed since; nobody is locked out."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock
from ..db import commits, db, is_sqlite
from ..rules.page_steps import PAGE, StepKind
from .models import Page, PagePresence, PageStep

JUST_NOW = timedelta(minutes=10)
# Three times what passes between two questions of an open editor: one that got lost makes nobody leave.
HERE_FOR = timedelta(seconds=45)
# Whoever comes back to a tab asks at once, and is written down no more often than by the clock.
AGAIN_AFTER = timedelta(seconds=10)
_HIDDEN = ".hidden"


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who has the editor open now, and the block that they are in."""

    who: str
    block: str


@dataclass(frozen=True, slots=True)
class Change:
    """The last of somebody's steps at a key, whatever came before it; `kind` as in StepKind."""

    key: str
    kind: str
    who: str

    @property
    def block(self) -> str:
        """The block's code, or PAGE."""
        return self.key.partition(".")[0]

    @property
    def is_about_blocks(self) -> bool:
        """Whether the outline is another one afterwards: a block came, went, moved, was hidden or shown."""
        return self.kind != StepKind.SET or self.key.endswith(_HIDDEN)


def others_at_work(page: Page, who: str) -> list[str]:
    """Return the names of those who changed the draft within the last ten minutes, without `who`."""
    lately = PageStep.page_id == page.id, PageStep.made_at > clock.now() - JUST_NOW, PageStep.made_by != who
    found = db.session.scalars(select(PageStep.made_by).where(*lately).distinct())
    return sorted({name_within(name) for name in found})


def name_within(made_by: str) -> str:
    """Return the name out of how a page's rows name somebody."""
    return made_by.split(" <")[0]


def look(page: Page, who: str, block: str) -> list[Here]:
    """Note that somebody has the editor open at a block ("": where they were before), and return who else has.

    A person is in one place: whoever has two windows open is where the one is that asked last.
    """
    now = clock.now()
    fresh = select(PagePresence).where(PagePresence.page_id == page.id, PagePresence.seen_at > now - HERE_FOR)
    rows = db.session.scalars(fresh.order_by(PagePresence.who)).all()
    others = [Here(row.who, row.block) for row in rows if row.who != who]
    mine = next((row for row in rows if row.who == who), None)
    before = mine.block if mine else PAGE
    if mine is None or mine.seen_at <= now - AGAIN_AFTER or (block or before) != before:
        _note(page.id, who, block or before)
    return others


@commits
def _note(page_id: int, who: str, block: str) -> None:
    """One row for each person and page, and all are forgotten that nobody has renewed: the table stays as small."""
    now = clock.now()
    db.session.execute(delete(PagePresence).where(PagePresence.seen_at <= now - HERE_FOR))
    insert = (sqlite.insert if is_sqlite() else postgresql.insert)(PagePresence)
    row = insert.values(page_id=page_id, who=who, block=block, seen_at=now)
    more = {"block": row.excluded.block, "seen_at": row.excluded.seen_at}
    db.session.execute(row.on_conflict_do_update(index_elements=["page_id", "who"], set_=more))


def digest_of(people: Sequence[Here]) -> str:
    """Return the few letters by which a page knows whether what it says of the others is still so; "" for nobody."""
    told = json.dumps(sorted([each.who, each.block] for each in people)) if people else ""
    return hashlib.sha256(told.encode()).hexdigest()[:16] if told else ""


def changes_since(page: Page, since: int, until: int, who: str, tab: str) -> list[Change]:
    """Return what was changed after one step and up to another elsewhere than in this very page, oldest first.

    Of many steps at a key it is each person's last: what is told is bounded by what the page holds.
    """
    elsewhere = or_(PageStep.made_by != who, PageStep.tab.is_(None), PageStep.tab != tab)
    between = PageStep.page_id == page.id, PageStep.number > since, PageStep.number <= until
    query = select(PageStep.key, PageStep.kind, PageStep.made_by).where(*between, elsewhere)
    grouped = query.group_by(PageStep.key, PageStep.kind, PageStep.made_by)
    return [Change(*row) for row in db.session.execute(grouped.order_by(func.max(PageStep.number)))]
