"""Whether an experiment's figures can be trusted: what was asked and what came, and what else happened meanwhile."""

from datetime import datetime

from flask_babel import gettext as _

from ...db import db
from ...pages.experiment_figures import Figures
from ...pages.experiment_models import Experiment
from ...pages.models import Page, PageVersion
from ...pages.promise import stops
from ...pages.promised_facts import known_titles, moments_of
from ...pages.promises import promises
from ...pages.publishing import publications_of
from ...rules.experiments import FEWEST_GOALS, FULL_WEEK, Reading, Verdict
from ...rules.publications import live, timeline

Check = tuple[bool, str]


def checks_of(page: Page, row: Experiment, reading: Reading, figures: Figures, now: datetime) -> list[Check]:
    """Return (holds, words) of each thing that would make figures lie."""
    found = _of_figures(row, reading, figures, now)
    if row.ended_at is None and now < row.ends_at:
        found += _of_what_is_shown(page, row, now)
    return found


def _of_figures(row: Experiment, reading: Reading, figures: Figures, now: datetime) -> list[Check]:
    a, b = figures.a, figures.b
    is_even, are_enough = reading.verdict is not Verdict.UNEVEN, min(a.reached, b.reached) >= FEWEST_GOALS
    enough = _("两组都有 %(fewest)s 个到了目标：%(a)s 和 %(b)s", fewest=FEWEST_GOALS, a=a.reached, b=b.reached)
    return [
        (is_even, _("分得和要的一样：%(a)s 比 %(b)s", a=a.visitors, b=b.visitors)),
        (now >= row.starts_at + FULL_WEEK, _("满了七天，周末也在里面")),
        (are_enough, enough),
        (True, _("同一家两个都看过的，没有算：%(count)s 个浏览器", count=figures.saw_both)),
    ]


def _of_what_is_shown(page: Page, row: Experiment, now: datetime) -> list[Check]:
    planned = publications_of(page)
    shown = live(planned, now)
    is_dealt = shown is not None and shown.version == row.a_version_id
    spans = timeline(planned, row.starts_at, now) if row.starts_at < now else []
    others = sum(span is None or span.version != row.a_version_id for _begin, _end, span in spans)
    documents = [db.session.get_one(PageVersion, each).document for each in (row.a_version_id, row.b_version_id)]
    untrue = sum(len(stops(promises(each, page.kind, now, row.ends_at))) for each in documents)
    changes = {moment for each in documents for moment in _changes(each, row.starts_at, now)}
    return [
        (is_dealt, _("在线的是 A；别的版本在线时，谁也不分")),
        (not others, _("中间别的版本在线过 %(count)s 次，那时来的人没有算", count=others)),
        (not changes, _("价格、片子或别的页面变过 %(count)s 次，两组都碰上了", count=len(changes))),
        (not untrue, _("两个版本说的，到最后有 %(count)s 处不是真的", count=untrue)),
    ]


def _changes(document: dict, first: datetime, last: datetime) -> list[datetime]:
    return moments_of(document, known_titles(document).cards.values(), first, last)[1:] if first < last else []
