"""Undo and redo of one's own steps: a compare-and-set, so nobody takes back what somebody else has changed since.

A step that undoes another carries that one's number; one that does again what was undone, the undoing's as a negative.
"""

from flask_babel import gettext as _
from sqlalchemy import or_, select

from ..db import db
from ..rules.page_steps import Misfit, Step, StepKind, block_or_none, inverse, value_at
from .drafting import draft_for_change, take
from .models import Page, PageDraft, PageStep
from .refusals import NotChanged


def undo(page: Page, who: str) -> str:
    """Take back one's last step; return the block it was about. Raises NotChanged. Never commits."""
    draft = draft_for_change(page)
    own = select(PageStep).where(PageStep.page_id == page.id, PageStep.made_by == who)
    step = db.session.scalars(
        own.where(or_(PageStep.undoes.is_(None), PageStep.undoes < 0), PageStep.is_undone.is_(False))
        .order_by(PageStep.number.desc())
        .limit(1)
    ).first()
    if step is None:
        raise NotChanged("nothing to undo", _("没有可以撤销的了。"))
    return _turn(draft, step, who)


def redo(page: Page, who: str) -> str:
    """Do again what was undone last, unless something of one's own was done since. Raises NotChanged. Never commits."""
    draft = draft_for_change(page)
    own = select(PageStep).where(PageStep.page_id == page.id, PageStep.made_by == who)
    last = db.session.scalars(
        own.where(or_(PageStep.undoes.is_(None), PageStep.undoes > 0), PageStep.is_undone.is_(False))
        .order_by(PageStep.number.desc())
        .limit(1)
    ).first()
    if last is None or last.undoes is None:
        raise NotChanged("nothing to redo", _("没有可以重做的了。"))
    _check(draft, last, who)
    last.is_undone = True
    return _apply(draft, inverse(_step(last)), who, undoes=-last.number).key.split(".")[0]


def _turn(draft: PageDraft, row: PageStep, who: str) -> str:
    _check(draft, row, who)
    row.is_undone = True
    _apply(draft, inverse(_step(row)), who, undoes=row.number)
    return row.key.split(".")[0]


def _check(draft: PageDraft, row: PageStep, who: str) -> None:
    """Raises NotChanged if somebody else has since changed what a step left, words in a block it added included."""
    words = _("别人后来又改了这里，所以不能撤销。")
    try:
        is_as_left = row.kind != StepKind.SET or value_at(draft.document, row.key) == row.after
    except Misfit:
        is_as_left = False
    if row.kind in (StepKind.ADD, StepKind.MOVE) and block_or_none(draft.document, row.key) is None:
        is_as_left = False
    if row.kind == StepKind.ADD and _others_wrote_within(draft, row, who):
        is_as_left = False
    if not is_as_left:
        raise NotChanged(f"step {row.number} was changed since", words)


def _others_wrote_within(draft: PageDraft, row: PageStep, who: str) -> bool:
    """Whether anything that somebody else changed in the block since still stands."""
    within = (
        PageStep.page_id == draft.page_id,
        PageStep.number > row.number,
        PageStep.key.startswith(f"{row.key}.", autoescape=True),
        PageStep.made_by != who,
        PageStep.is_undone.is_(False),
        or_(PageStep.undoes.is_(None), PageStep.undoes < 0),
    )
    return db.session.scalar(select(PageStep.id).where(*within).limit(1)) is not None


def _apply(draft: PageDraft, step: Step, who: str, undoes: int | None) -> PageStep:
    try:
        return take(draft, step, who, undoes=undoes)
    except Misfit as error:
        raise NotChanged(str(error), _("别人后来又改了这里，所以不能撤销。")) from None


def _step(row: PageStep) -> Step:
    return Step(StepKind(row.kind), row.key, row.before, row.after)
