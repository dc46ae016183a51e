"""The list of experiments: those that run, and what became of the others."""

from flask import Response, make_response, render_template
from sqlalchemy import select

from ... import clock
from ...db import db
from ...pages.experiment_models import Experiment
from ...pages.models import Page, PageDraft
from ...rules.staff_rights import Right
from ..blueprint import pages
from ..editing.page_words import name_of_page
from ..paging import ON_PAGE, last_seen, listed
from ..staff.guard import needs


@pages.get("/staff/experiments")
@needs(Right.PAGES)
def experiments() -> Response:
    """Show experiments, the newest first; each leads to its page's."""
    from_page = select(Experiment, Page, PageDraft.document).join(Page, Page.id == Experiment.page_id)
    found = from_page.join(PageDraft, PageDraft.page_id == Page.id).order_by(Experiment.id.desc())
    last = last_seen()
    found = found.where(Experiment.id < last) if last else found
    rows = listed(db.session.execute(found.limit(ON_PAGE + 1)).all(), lambda row: row[0].id)
    shown = [(each, page.slug, name_of_page(page.kind, page.slug, document)) for each, page, document in rows.rows]
    return make_response(
        render_template("backoffice/experiments.html", experiments=shown, more=rows.more, now=clock.now())
    )
