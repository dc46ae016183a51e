"""The draft of a page: read by people, changed by steps, each kept with what was there before."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from .. import clock
from ..db import db
from ..rules.page_steps import (
    PAGE,
    Document,
    Misfit,
    NoRoom,
    Step,
    StepKind,
    applied,
    block_or_none,
    value_at,
)
from .block_types import type_or_none
from .fields import LONGEST, Choice, Field, Texts, Unfit
from .kinds import Moment
from .models import Page, PageDraft, PageStep

PAGE_FIELDS: tuple[Field, ...] = (
    Texts(name="title", label=lambda: _("页面标题"), limit=30, required=True),
    Texts(name="description", label=lambda: _("给搜索和分享看的一句"), limit=100),
)
BLOCK_FIELDS: tuple[Field, ...] = (
    Moment(name="from", label=lambda: _("从")),
    Moment(name="until", label=lambda: _("到，不含")),
    Choice(name="audience", label=lambda: _("给谁看"), options=lambda: _audiences()),
)


def _audiences() -> list[tuple[str, str]]:
    return [("all", _("所有人")), ("visitors", _("没登录的人")), ("members", _("会员"))]


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into a field; `base` is the last step that their page had seen, whoever made it."""

    key: str
    text: str
    base: int


@dataclass(frozen=True, slots=True)
class Writer:
    """Who types: `tab` is one drawn page of the editor, `turn` how often it has saved before; "" for no page."""

    who: str
    tab: str = ""
    turn: int = 0

    def wrote(self, step: PageStep) -> bool:
        """Whether a step is this very page's own, of an earlier turn: it may not have heard of it yet."""
        is_own = bool(self.tab) and step.made_by == self.who and step.tab == self.tab
        return is_own and (step.turn or 0) < self.turn


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the same field: `theirs` stands in the draft, `mine` was typed and is not."""

    key: str
    theirs: str
    mine: str
    by: str


@dataclass(slots=True)
class Saved:
    """What became of what was typed: by key the step at which it was saved, the conflicts, and what was no value."""

    revision: int
    steps: dict[str, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    unfit: dict[str, str] = field(default_factory=dict)


def draft_for_change(page: Page) -> PageDraft:
    """Return the draft, nobody else's until the transaction ends."""
    query = select(PageDraft).where(PageDraft.page_id == page.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def save(page: Page, typed: list[Typed], writer: Writer) -> Saved:
    """Write what was typed, field by field; what somebody else changed meanwhile stays as it is. Never commits.

    A page is no other to itself: whether it heard of what it saved before does not matter.
    """
    draft = draft_for_change(page)
    saved = Saved(draft.revision)
    for one in typed:
        try:
            _save_one(draft, one, writer, saved)
        except Unfit as error:
            saved.unfit[one.key[:120]] = str(error)
        except NoRoom:
            saved.unfit[one.key[:120]] = _("这一页已经满了。")
        except Misfit:
            saved.unfit[one.key[:120]] = _("这一块已经被别人删掉了。")
    saved.revision = draft.revision
    return saved


def _save_one(draft: PageDraft, one: Typed, writer: Writer, saved: Saved) -> None:
    wanted = read_leaf(draft.document, one.key, one.text)
    present = value_at(draft.document, one.key)
    later = [step for step in _steps_since(draft, one.key, one.base) if not writer.wrote(step)]
    if wanted == present:
        saved.steps[one.key] = draft.revision
    elif later and wanted == later[0].before:
        # Nothing was typed here, and what somebody else wrote was not seen: the next change still has its conflict.
        return
    elif later:
        last = later[-1]
        theirs = written_leaf(draft.document, one.key, present)
        saved.conflicts.append(Conflict(one.key, theirs, one.text, last.made_by.split(" <")[0]))
    else:
        row = take(draft, Step(StepKind.SET, one.key, present, wanted), writer.who)
        row.tab, row.turn = writer.tab or None, writer.turn
        saved.steps[one.key] = draft.revision


def _steps_since(draft: PageDraft, key: str, base: int) -> list[PageStep]:
    query = select(PageStep).where(PageStep.page_id == draft.page_id, PageStep.key == key, PageStep.number > base)
    return list(db.session.scalars(query.order_by(PageStep.number)))


def take(draft: PageDraft, step: Step, who: str, undoes: int | None = None) -> PageStep:
    """Apply a step and keep it. Raises Misfit. Never commits."""
    draft.document = applied(draft.document, step)
    draft.revision += 1
    draft.changed_at, draft.changed_by = clock.now(), who
    row = PageStep(
        page_id=draft.page_id,
        number=draft.revision,
        kind=step.kind.value,
        key=step.key,
        before=step.before,
        after=step.after,
        undoes=undoes,
        made_at=draft.changed_at,
        made_by=who,
    )
    db.session.add(row)
    db.session.flush()
    return row


def read_leaf(document: Document, key: str, text: str) -> Any:
    """Return the value that was typed at a key. Raises Unfit, Misfit."""
    found, path = field_at(document, key)
    if len(text) > LONGEST:
        raise Unfit(_("最多 %(most)s 个字。", most=LONGEST))
    return found.read(path, text)


def written_leaf(document: Document, key: str, value: Any) -> str:
    """Return a value as its control shows it."""
    if isinstance(value, str) and not key.endswith((".from", ".until", ".moment")):
        return value
    found, path = field_at(document, key)
    return found.written(value) if not path else "" if value is None else str(value)


def field_at(document: Document, key: str) -> tuple[Field, list[str]]:
    """Return the field that a key names, and the rest of the key. Raises Unfit, Misfit."""
    first, *path = key.split(".")
    if first == PAGE:
        fields = PAGE_FIELDS
    else:
        block = block_or_none(document, first)
        kind = type_or_none(block["type"]) if block else None
        if kind is None:
            raise Misfit(f"no block {first[:20]}")
        fields = (*BLOCK_FIELDS, *kind.fields)
    found = next((each for each in fields if path and each.name == path[0]), None)
    if found is None:
        raise Unfit(_("没有这一项。"))
    return found, path[1:]
