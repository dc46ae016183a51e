"""What an experiment's page reads does not grow with what visitors watched."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.arrivals.models import Arrival
from tbo.db import db
from tbo.pages import experiments, publishing
from tbo.pages.experiment_course import course_of
from tbo.pages.experiment_figures import figures_of
from tbo.pages.experiment_models import Experiment, ExperimentVisitor
from tbo.pages.making import draft_of, page_or_none
from tbo.playback.models import PlaybackSession
from tbo.rules.experiments import COUNTED_FOR, Goal

from ..conftest import ANCHOR
from ..playback.screens import FREE, episode
from ..support.queries import counted_rows

BROWSERS, FILMS = 12, 5
FULL_DAYS = 3


@pytest.fixture
def row(shop) -> Experiment:
    """An experiment whose goal is minutes; twelve browsers watched five times each."""
    page = page_or_none("shuang11")
    document = draft_of(page).document
    made = publishing.kept_version(page, {**document, "blocks": document["blocks"][:1]}, "", "x")
    proposal = experiments.Proposal(goal=Goal.MINUTES, share_b=50, wanted_percent=20, planned=1000)
    begun = experiments.begin(page, made, proposal, "x")
    film = episode(FREE).id
    for number in range(BROWSERS):
        who = f"w{number:021d}"
        seen = {"seen_at": ANCHOR, "counts_until": ANCHOR + COUNTED_FOR}
        db.session.add(ExperimentVisitor(experiment_id=begun.id, visitor=who, arm="ab"[number % 2], **seen))
        arrival = Arrival(public_id=who, path="", visitor=who, known={}, raw=[], created_at=ANCHOR)
        db.session.add(arrival)
        db.session.flush()
        for day in range(FILMS):
            at = ANCHOR + timedelta(days=day, hours=1)
            told = {"episode_id": film, "arrival_id": arrival.id, "started_at": at, "last_beat_at": at}
            db.session.add(PlaybackSession(id=f"rows-{number}-{day}", played_s=700 + number, **told))
    db.session.commit()
    return db.session.scalars(select(Experiment).where(Experiment.id == begun.id)).one()


def test_figures_and_course_read_a_row_an_arm_however_much_was_watched(row):
    with clock.standing_at(ANCHOR + timedelta(days=FULL_DAYS)), counted_rows() as counts:
        course = course_of(row, clock.now())
        figures = figures_of(row)
    assert len(counts) == 5
    assert max(counts) <= 2, counts
    assert [sample.reached for _at, sample, _b in course] == [BROWSERS / 2] * FULL_DAYS
    seconds = [FILMS * (700 + number) for number in range(0, BROWSERS, 2)]
    assert figures.a.total == pytest.approx(sum(seconds) / 60)
    assert figures.a.squares == pytest.approx(sum(each**2 for each in seconds) / 3600)
    assert course[-1][1].total == pytest.approx(figures.a.total * FULL_DAYS / FILMS)
