"""Tables of experiments: two versions of a page before shoppers, and the browsers that saw one of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Json, Model, UtcTime

_RUNS = text("ended_at IS NULL")


class Experiment(Model):
    """A page's live version (A) beside another (B); the database lets a page have only one that has not ended.

    Fixed at the start: the goal, how many of a hundred see B, the rise that is looked for, and the visitors an arm
    that it was planned for. `salt` deals visitors. `told`: the figures when it ended. After `ends_at` everybody sees A.
    """

    __tablename__ = "experiment"
    __table_args__ = (
        Index("uq_experiment_running", "page_id", unique=True, sqlite_where=_RUNS, postgresql_where=_RUNS),
        CheckConstraint("a_version_id <> b_version_id", name="two_versions"),
        CheckConstraint("goal IN ('orders', 'yuan', 'minutes')", name="goal_known"),
        CheckConstraint("share_b BETWEEN 1 AND 99", name="share_of_a_hundred"),
        CheckConstraint("wanted_percent > 0 AND planned > 0", name="planned"),
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_somehow"),
        CheckConstraint("outcome IN ('a', 'b', 'replaced')", name="outcome_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    a_version_id: Mapped[int] = mapped_column(ForeignKey("page_version.id"))
    b_version_id: Mapped[int] = mapped_column(ForeignKey("page_version.id"))
    goal: Mapped[str] = mapped_column(String(8))
    share_b: Mapped[int]
    wanted_percent: Mapped[int]
    planned: Mapped[int]
    salt: Mapped[str] = mapped_column(String(22))
    starts_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    outcome: Mapped[str | None] = mapped_column(String(8))
    told: Mapped[dict | None] = mapped_column(Json)
    made_by: Mapped[str] = mapped_column(String(120))
    ended_by: Mapped[str | None] = mapped_column(String(120))


class ExperimentVisitor(Model):
    """A browser that saw a page under test, once an experiment; `visitor` is what its cookie says, of nobody's making.

    What it does until `counts_until` counts. `household_id` is who was known then: whoever saw both is left out.
    """

    __tablename__ = "experiment_visitor"
    __table_args__ = (CheckConstraint("arm IN ('a', 'b')", name="arm_known"),)

    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiment.id", ondelete="CASCADE"), primary_key=True)
    visitor: Mapped[str] = mapped_column(String(22), primary_key=True)
    arm: Mapped[str] = mapped_column(String(1))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id", ondelete="SET NULL"), index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    counts_until: Mapped[datetime] = mapped_column(UtcTime)
