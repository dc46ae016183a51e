"""The calendar of landing pages: what shoppers saw, see and will see, by the days of the shop; drawn without script."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_skeleton
from flask import Response, abort, make_response, render_template, request
from flask_babel import format_date, format_time, get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from ... import clock
from ...db import db
from ...pages.experiment_models import Experiment
from ...pages.live import may_be_seen_from
from ...pages.models import Page, PageDraft, PagePublication, PageVersion, facts_of
from ...pages.replacing import replacements
from ...rules.page_calendar import beside, flips, month_or_none, weeks
from ...rules.staff_rights import Right
from ...web.locale import in_language
from .. import days
from ..blueprint import pages
from ..staff.guard import needs

Names = dict[int, tuple[str, str]]
COLOURS = {"shown": "green", "back": "blue", "off": "red", "begun": "amber", "over": "amber"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens on a day: to a page, at an instant. `turn` is a word for `turn_words`."""

    at: datetime
    slug: str
    name: str
    turn: str
    version: int | None = None
    until: datetime | None = None
    is_past: bool = False


def turn_words(turn: str, version: int | None) -> str:
    """Say what becomes of a page."""
    if turn == "shown":
        return _("版本 %(number)s", number=version)
    if turn == "back":
        return _("回到版本 %(number)s", number=version)
    return {"off": _("下线"), "begun": _("开始实验"), "over": _("实验到期")}[turn]


@pages.get("/staff/calendar")
@needs(Right.PAGES)
def page_calendar() -> Response:
    """Show the month that the address names, else the one that runs."""
    today, text = days.today(), request.args.get("month", "")
    month = month_or_none(text) if text else today.replace(day=1)
    if month is None:
        abort(404)
    grid = weeks(month)
    first, last = days.begins_at(grid[0][0]), days.begins_at(grid[-1][-1] + timedelta(days=1))
    events: dict[date, list[Event]] = defaultdict(list)
    names = _names()
    found = (*_flips(names, first, last), *_experiments(names, first, last))
    for event in sorted(found, key=lambda each: (each.at, each.slug)):
        events[event.at.astimezone(clock.shop_zone()).date()].append(event)
    body = render_template(
        "backoffice/page_calendar.html",
        month=month,
        grid=grid,
        today=today,
        events=events,
        colours=COLOURS,
        zone=clock.shop_zone().key,
        months=[(step, beside(month, step)) for step in (-1, 1)],
        month_name=_month_name,
        weekday=lambda day: format_date(day, "ccc"),
        hour=_hour,
    )
    return make_response(body)


def _flips(names: Names, first: datetime, last: datetime) -> Iterator[Event]:
    """Yield what shoppers see otherwise from some instant on."""
    # What ends as the first day begins changes something on it.
    shown = may_be_seen_from(first - timedelta(microseconds=1)), PagePublication.starts_at < last
    rows = select(PagePublication, PageVersion.number).outerjoin(PageVersion).where(*shown)
    planned: dict[int, list] = defaultdict(list)
    numbers: dict[int | None, int] = {}
    for row, number in db.session.execute(rows.order_by(PagePublication.id)):
        planned[row.page_id].append(facts_of(row))
        numbers[row.version_id] = number
    for page_id, publications in planned.items():
        slug, name = names[page_id]
        for flip in flips(publications, first, last):
            yield Event(
                at=flip.at,
                slug=slug,
                name=name,
                turn=flip.turn.value,
                version=numbers.get(flip.version),
                until=flip.until,
                is_past=flip.at <= clock.now(),
            )


def _experiments(names: Names, first: datetime, last: datetime) -> Iterator[Event]:
    now = clock.now()
    query = select(Experiment).where(Experiment.starts_at < last, Experiment.ends_at >= first)
    rows = db.session.scalars(query).all()
    ending = replacements([row for row in rows if row.ended_at is None])
    for row in rows:
        slug, name = names[row.page_id]
        moments = [("begun", row.starts_at)] + ([("over", row.ends_at)] if _runs_out(row, ending.get(row.id)) else [])
        for turn, at in moments:
            if first <= at < last:
                yield Event(at=at, slug=slug, name=name, turn=turn, is_past=at <= now)


def _runs_out(row: Experiment, by: PagePublication | None) -> bool:
    """Whether its time ends it: nobody did, and no planned version does before."""
    return row.ended_at is None and (by is None or by.starts_at >= row.ends_at)


def _names() -> Names:
    rows = db.session.execute(select(Page.id, Page.slug, PageDraft.document).join(PageDraft))
    return {row.id: (row.slug, in_language((row.document.get("page") or {}).get("title")) or row.slug) for row in rows}


def _month_name(month: date) -> str:
    return format_skeleton("yMMMM", month, locale=get_locale())


def _hour(moment: datetime) -> str:
    return format_time(moment, "HH:mm:ss")
