"""How an experiment is begun: what may be chosen, what was typed, and how long it will take, said beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from flask_babel import gettext as _

from ... import clock
from ...pages import publishing
from ...pages.experiment_figures import before
from ...pages.experiments import CANNOT, SHARES, WANTED, CannotTry
from ...pages.making import draft_of
from ...pages.models import Page
from ...rules.experiments import LONGEST, USUAL_VISITORS, Goal, Sample, visitors_needed
from ...rules.page_steps import Document
from ..editing.differing import DRAFT, document_or_none
from ..editing.refusals import DraftMoved


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to try; `revision` is the draft's last step when B is the draft."""

    document: Document
    revision: int | None
    goal: Goal
    share_b: int
    wanted_percent: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """Visitors an arm needs, by what the last 28 days brought; `days` is None where that is not known.

    `is_known`: whether there was anything to go by.
    """

    visitors: int
    days: int | None
    is_known: bool

    @property
    def is_too_long(self) -> bool:
        """Whether the longest experiment is over before."""
        return self.days is not None and self.days > LONGEST.days


@dataclass(frozen=True, slots=True)
class Beginning:
    """The form: versions that may be B, and what each wanted difference needs of each goal."""

    versions: list[tuple[str, str]]
    estimates: list[tuple[int, list[tuple[Goal, Estimate]]]]
    shares: tuple[int, ...]
    revision: int
    typed: Mapping[str, str]


def beginning(page: Page, typed: Mapping[str, str]) -> Beginning | None:
    """Return the form, None for a page that may have no experiment now."""
    now = clock.now()
    live, draft = publishing.live_version(page, now), draft_of(page)
    if live is None or page.kind in CANNOT:
        return None
    others = [each for each in publishing.versions_of(page) if each.id != live.id]
    choices = [(str(each.number), _("版本 %(number)s", number=each.number)) for each in others]
    if publishing.hash_of(draft.document) != live.hash:
        choices.insert(0, (DRAFT, _("草稿")))
    seen = {goal: before(page.slug, goal, now) for goal in Goal}
    estimates = [(wanted, [(goal, _estimate(*seen[goal], wanted)) for goal in Goal]) for wanted in WANTED]
    return Beginning(choices, estimates, SHARES, draft.revision, typed)


def asked_of(page: Page, form: Mapping[str, str]) -> Asked:
    """Return what was typed. Raises CannotTry, DraftMoved."""
    goal, share, wanted = form.get("goal", ""), form.get("share", ""), form.get("wanted", "")
    if goal not in set(Goal) or share not in map(str, SHARES) or wanted not in map(str, WANTED):
        raise CannotTry("an incomplete form", _("请选 B、目标、比例和想看出的差别。"))
    document, revision = _document(page, form)
    return Asked(document=document, revision=revision, goal=Goal(goal), share_b=int(share), wanted_percent=int(wanted))


def estimate(page: Page, goal: Goal, wanted: int, now: datetime) -> Estimate:
    """Return what a difference needs."""
    return _estimate(*before(page.slug, goal, now), wanted)


def _document(page: Page, form: Mapping[str, str]) -> tuple[Document, int | None]:
    other = form.get("other", "")
    if other == DRAFT:
        draft = draft_of(page)
        if form.get("revision") != str(draft.revision):
            raise DraftMoved(f"the draft is at {draft.revision}")
        return draft.document, draft.revision
    found = document_or_none(page, other)
    if found is None:
        raise CannotTry(f"no version {other[:10]!r}", _("请选 B、目标、比例和想看出的差别。"))
    return found, None


def _estimate(visitors_a_day: float, seen: Sample, wanted: int) -> Estimate:
    if not seen.mean or not visitors_a_day:
        return Estimate(USUAL_VISITORS, None, False)
    needed = visitors_needed(seen, wanted)
    return Estimate(needed, max(7, ceil(2 * needed / visitors_a_day)), True)
