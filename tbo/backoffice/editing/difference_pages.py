"""Two versions of a landing page beside each other: both as shoppers see them, and what differs block by block."""

from flask import Response, abort, make_response, render_template, request
from flask_babel import gettext as _

from ... import clock
from ...pages import publishing
from ...pages.models import Page
from ...rules.staff_rights import Right
from ..blueprint import pages
from ..staff.guard import needs
from .differing import COLOURS, DRAFT, document_or_none, views
from .editor import page_or_404


@pages.get("/staff/pages/<slug>/differences")
@needs(Right.PAGES)
def page_differences(slug: str) -> Response:
    """Show two versions: those that the address names, else the live one and the draft."""
    page = page_or_404(slug)
    choices = _choices(page)
    left, right = _chosen(page, choices, request.args)
    before, after = document_or_none(page, left), document_or_none(page, right)
    if before is None or after is None:
        abort(404)
    body = render_template(
        "backoffice/page_differences.html",
        page=page,
        choices=choices,
        left=left,
        right=right,
        names=dict(choices),
        views=views(before, after),
        colours=COLOURS,
    )
    return make_response(body)


def _chosen(page: Page, choices: list[tuple[str, str]], typed) -> tuple[str, str]:
    live = publishing.live_version(page, clock.now())
    left = typed.get("left") or (str(live.number) if live else choices[-1][0])
    return left, typed.get("right") or DRAFT


def _choices(page: Page) -> list[tuple[str, str]]:
    versions = publishing.versions_of(page)
    return [(DRAFT, _("草稿")), *((str(each.number), _("版本 %(number)s", number=each.number)) for each in versions)]
