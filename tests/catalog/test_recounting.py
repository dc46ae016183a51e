"""Counts change by themselves when a window opens or closes: a job waits for that instant."""

import subprocess
import sys

from sqlalchemy import select

from tbo import clock
from tbo.catalog.counts import facet_counts
from tbo.db import db
from tbo.jobs import Job, run_due_jobs
from tbo.settings import ROOT

from .made import DAY, one_title

NAME = "tbo.catalog.indexing.recount_facets"


def waiting() -> list[Job]:
    """The recounts that are still to come."""
    return list(db.session.scalars(select(Job).where(Job.name == NAME, Job.finished_at.is_(None)).order_by(Job.due_at)))


def test_what_leaves_is_counted_no_more_from_the_very_instant(app):
    now = clock.now()
    one_title(kind="film", closes_at=now + DAY / 4, opens_at=now - DAY)
    assert facet_counts()["kind"] == {"film": 1}
    while (row := waiting()[0]).due_at < now + DAY / 4:  # A day of the shop may end in between.
        with clock.standing_at(row.due_at):
            run_due_jobs()
    assert row.due_at == now + DAY / 4
    with clock.standing_at(row.due_at):
        run_due_jobs()
        assert "film" not in facet_counts().get("kind", {})
    assert waiting()[0].due_at > now + DAY / 4, "each recount leaves the next one behind"


def test_one_recount_waits_however_often_titles_are_written(app):
    one_title()
    before = len(waiting())
    from tbo.catalog.indexing import count_facets

    count_facets()
    count_facets()
    assert len(waiting()) == before


def test_a_worker_that_never_wrote_the_catalogue_can_recount_it():
    seen = f"import tbo.worker.schedule, sys; from tbo.jobs import _function; print(_function({NAME!r}).__name__)"
    answer = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.stdout.strip() == "recount_facets", answer.stderr
