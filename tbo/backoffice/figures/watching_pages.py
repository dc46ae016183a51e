"""The page of how watching went: starts, stalls and faults of the last days, as a whole and by title."""

from flask import Response, make_response, render_template, request
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from ...rules.staff_rights import Right
from .. import days
from ..blueprint import pages
from ..staff.guard import needs
from .watching import MOST_TITLES, Figures, figures_by_title, figures_since

SPANS = ("7", "28")
NOTHING = "–"


@pages.get("/staff/watching")
@needs(Right.WATCHING)
def watching() -> Response:
    """Show the figures of the last seven days, or 28; the day that runs is the last of them."""
    span = request.args.get("days", "")
    span = span if span in SPANS else SPANS[0]
    begins = days.begins_at(days.days_before(days.today(), int(span) - 1))
    by_title = figures_by_title(begins)
    body = render_template(
        "backoffice/watching.html",
        span=span,
        spans=[("7", _("最近 7 天")), ("28", _("最近 28 天"))],
        whole=figures_since(begins),
        by_title=by_title,
        is_cut=len(by_title) == MOST_TITLES,
        words_of=_words,
    )
    return make_response(body)


def _words(figures: Figures) -> dict[str, str]:
    """Say figures as they stand in the page; what was never measured is a dash."""
    return {
        "usual": _seconds(figures.startup_usual),
        "slow": _seconds(figures.startup_slow),
        "stalled": NOTHING if figures.stalled_share is None else format_percent(figures.stalled_share, "0.0%"),
        "waiting": NOTHING if figures.stalled_s_per_hour is None else _in_seconds(figures.stalled_s_per_hour),
    }


def _seconds(milliseconds: int | None) -> str:
    return NOTHING if milliseconds is None else _in_seconds(milliseconds / 1000)


def _in_seconds(seconds: float) -> str:
    return _("%(seconds)s 秒", seconds=format_decimal(seconds, "0.0"))
