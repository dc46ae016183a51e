"""An experiment as its page shows it: both arms, the sentence, and whether the figures can be trusted."""

from dataclasses import dataclass
from datetime import datetime

from ... import clock
from ...db import db
from ...pages.experiment_figures import Figures, figures_of, read_told
from ...pages.experiment_models import Experiment
from ...pages.experiments import design_of
from ...pages.models import Page, PageVersion
from ...pages.replacing import replacements
from ...rules.experiments import FEWEST_GOALS, Arm, Design, Reading, Sample, Verdict, read
from .checks import checks_of
from .course import Course, course_view_or_none
from .words import sentence_of_reading

SPOKEN_OF = frozenset({Verdict.OPEN, Verdict.BETTER, Verdict.WORSE, Verdict.NONE_SEEN})


@dataclass(frozen=True, slots=True)
class ArmView:
    """A line of the table."""

    arm: Arm
    version: int
    share: int
    sample: Sample


@dataclass(frozen=True, slots=True)
class Range:
    """Where a drawing 600 wide has the range and what was seen; no difference is in its middle."""

    low: int
    seen: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentView:
    """An experiment with its figures; `checks` are (holds, words) of whether they can be trusted.

    Without a verdict that speaks of it there is no `range`. `replaced_at`: when a version that is planned will end it.
    """

    row: Experiment
    design: Design
    reading: Reading
    figures: Figures
    sentence: str
    range: Range | None
    course: Course | None
    arms: list[ArmView]
    checks: list[tuple[bool, str]]
    is_over: bool
    replaced_at: datetime | None


def view_of(page: Page, row: Experiment) -> ExperimentView:
    """Return how an experiment stands; one that was ended shows what was known then."""
    now = row.ended_at or clock.now()
    figures = read_told(row.told) if row.told else figures_of(row)
    design = design_of(row)
    reading = read(design, figures.a, figures.b, now)
    return ExperimentView(
        row=row,
        design=design,
        reading=reading,
        figures=figures,
        sentence=sentence_of_reading(design, reading, figures),
        range=_range_or_none(reading) if min(figures.a.reached, figures.b.reached) >= FEWEST_GOALS else None,
        course=course_view_or_none(row, design, now),
        arms=[
            ArmView(Arm.A, _number(row.a_version_id), 100 - row.share_b, figures.a),
            ArmView(Arm.B, _number(row.b_version_id), row.share_b, figures.b),
        ],
        checks=checks_of(page, row, reading, figures, now),
        is_over=now >= row.ends_at,
        replaced_at=_replaced_at(row) if row.ended_at is None else None,
    )


def _replaced_at(row: Experiment) -> datetime | None:
    by = replacements([row]).get(row.id)
    return by.starts_at if by is not None and by.starts_at < row.ends_at else None


def _range_or_none(reading: Reading) -> Range | None:
    if reading.verdict not in SPOKEN_OF or not reading.is_known:
        return None
    widest = max(abs(reading.low), abs(reading.high)) or 1
    return Range(*(300 + round(285 * each / widest) for each in (reading.low, reading.difference, reading.high)))


def _number(version_id: int) -> int:
    return db.session.get_one(PageVersion, version_id).number
