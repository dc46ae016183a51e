"""Experiments with a landing page: begun with a version that could be published, watched, and ended by one click."""

from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for

from ... import clock
from ...db import commits, db
from ...pages import experiments, publishing
from ...pages.drafting import draft_for_change
from ...pages.experiment_figures import figures_of, told
from ...pages.models import Page, PageVersion
from ...pages.promise import stops
from ...pages.promises import promises
from ...pages.splits import is_https
from ...rules.experiments import LONGEST, Outcome
from ...rules.staff_rights import Right
from ...web import forks
from ...web.errors import Refusal
from ...web.pages import see_other
from ..audit import Deed, record
from ..blueprint import pages
from ..editing.editor import page_or_404
from ..editing.listing import name_of
from ..editing.refusals import DraftMoved, NoLongerTrue, NotTrue
from ..editing.versions import names_of_blocks
from ..forms import key_of_form, new_key, once, was_done
from ..models import Staff
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk, clerk_or_none
from .form import Asked, asked_of, beginning, estimate
from .views import view_of


@pages.get("/staff/pages/<slug>/experiment")
@needs(Right.PAGES)
def page_experiment(slug: str) -> Response:
    """Show the experiment that runs, or how one is begun; and those before."""
    return _experiment_page(page_or_404(slug))


@pages.post("/staff/pages/<slug>/experiments")
@needs(Right.EDIT_PAGES)
def begin_experiment(slug: str) -> Response:
    """Deal visitors from now on, or show the form as it was typed with what is against it."""
    page = page_or_404(slug)
    try:
        _begin_asked(clerk_now(), page, asked_of(page, request.form))
    except (experiments.CannotTry, NotTrue, DraftMoved) as refusal:
        return _experiment_page(page, refusal)
    return see_other(url_for(".page_experiment", slug=slug))


@pages.post("/staff/pages/<slug>/experiment/end")
@needs(Right.EDIT_PAGES)
def end_experiment(slug: str) -> Response:
    """Let A stay, or publish B for good; once, and of no other experiment than the one that was looked at."""
    page, outcome, looked_at = page_or_404(slug), request.form.get("outcome", ""), request.form.get("experiment", "")
    if outcome not in (Outcome.A, Outcome.B):
        abort(400)
    try:
        _end_asked(clerk_now(), page, Outcome(outcome), looked_at, key_of_form())
    except NoLongerTrue as refusal:
        return _experiment_page(page, refusal)
    return see_other(url_for(".page_experiment", slug=slug))


def _begin_asked(clerk: Clerk, page: Page, asked: Asked) -> None:
    """Begin once. What B promises is checked before the transaction that writes, for as long as it may run.

    Raises CannotTry, NotTrue, DraftMoved.
    """
    key, now = key_of_form(), clock.now()
    if was_done(key):
        return
    experiments.check_can_try(page, publishing.live_version(page, now))
    found = stops(promises(asked.document, page.kind, now, now + LONGEST))
    if found:
        raise NotTrue(asked.document, found)
    planned = estimate(page, asked.goal, asked.wanted_percent, now).visitors
    _begin(clerk, page, asked, planned, key)


@commits
def _begin(clerk: Clerk, page: Page, asked: Asked, planned: int, key: str) -> None:
    def deed() -> str:
        if asked.revision is not None and draft_for_change(page).revision != asked.revision:
            raise DraftMoved(f"step {asked.revision} was checked, the draft went on")
        b = publishing.kept_version(page, asked.document, "", name_of(clerk))
        proposal = experiments.Proposal(
            goal=asked.goal, share_b=asked.share_b, wanted_percent=asked.wanted_percent, planned=planned
        )
        row = experiments.begin(page, b, proposal, name_of(clerk))
        versions = _number_of(row.a_version_id), b.number
        after = {"goal": row.goal, "share": row.share_b, "wanted": row.wanted_percent, "planned": planned}
        _record(clerk, page, "experiment-begun", {}, {"versions": list(versions), **after})
        return str(row.id)

    once(clerk, key, deed)


def _end_asked(clerk: Clerk, page: Page, outcome: Outcome, looked_at: str, key: str) -> None:
    """End once; B is published only while what it promises is true. Raises NoLongerTrue."""
    running = experiments.running_or_none(page)
    if was_done(key) or running is None or str(running.id) != looked_at:
        return
    if outcome is Outcome.B:
        document = db.session.get_one(PageVersion, running.b_version_id).document
        found = stops(promises(document, page.kind, clock.now(), None))
        if found:
            raise NoLongerTrue(document, found)
    _end(clerk, page, outcome, running.id, key)


@commits
def _end(clerk: Clerk, page: Page, outcome: Outcome, experiment_id: int, key: str) -> None:
    def deed() -> str:
        publishing.lock(page)
        row = experiments.running_or_none(page)
        if row is None or row.id != experiment_id:
            return ""
        # Long after the end its browsers are forgotten; what was counted before then stays.
        kept = row.told or told(figures_of(row))
        experiments.end(page, outcome, kept, name_of(clerk))
        versions = [_number_of(row.a_version_id), _number_of(row.b_version_id)]
        _record(clerk, page, "experiment-ended", {"versions": versions}, {"outcome": outcome.value, **kept})
        return str(row.id)

    once(clerk, key, deed)


def _record(clerk: Clerk, page: Page, what: str, before: dict, after: dict) -> None:
    record(db.session.get_one(Staff, clerk.staff_id), Deed(what, "page", page.slug, before, after))


def _number_of(version_id: int) -> int:
    return db.session.get_one(PageVersion, version_id).number


def _experiment_page(page: Page, refusal: Refusal | None = None) -> Response:
    rows = experiments.experiments_of(page)
    running = next((row for row in rows if row.ended_at is None), None)
    found = refusal.found if isinstance(refusal, NotTrue) else []
    context: dict[str, Any] = {
        "running": view_of(page, running) if running else None,
        "before": [view_of(page, row) for row in rows if row.ended_at is not None],
        "beginning": None if running else beginning(page, request.form if refusal else {}),
        "form_key": new_key(),
        "refusal": refusal.words() if refusal else "",
        "promises": found,
        "block_names": names_of_blocks(refusal.document) if isinstance(refusal, NotTrue) else {},
        "may_edit": clerk_now().may(Right.EDIT_PAGES),
    }
    body = render_template("backoffice/page_experiment.html", page=page, **context)
    return make_response(body, refusal.status if refusal else 200)


@pages.after_request
def _stay_out_of_figures(response: Response) -> Response:
    """Let a browser in which somebody works here count for no experiment."""
    clerk, name = clerk_or_none(), forks.cookie_name(is_https())
    if clerk is not None and clerk.has_passed and request.cookies.get(name) != forks.STAFF:
        response.set_cookie(**forks.staff_cookie(is_https()))
    return response
