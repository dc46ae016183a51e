"""Experiments on landing pages, the browsers that saw one of two versions, and what they began."""

import sqlalchemy as sa
from alembic import op

from tbo.db import Json, UtcTime

revision = "7a10c0de00d1"
down_revision = "7a10c0de0091"
branch_labels = None
depends_on = None

TABLE, VISITORS = "experiment", "experiment_visitor"
RUNS = sa.text("ended_at IS NULL")
CHECKS = {
    "two_versions": "a_version_id <> b_version_id",
    "goal_known": "goal IN ('orders', 'minutes')",
    "share_of_a_hundred": "share_b BETWEEN 1 AND 99",
    "planned": "wanted_percent > 0 AND planned > 0",
    "ends_after_start": "starts_at < ends_at",
    "ended_somehow": "(ended_at IS NULL) = (outcome IS NULL)",
    "outcome_known": "outcome IN ('a', 'b', 'replaced')",
}


def upgrade() -> None:
    """Make both tables, and the column by which arrivals know such a browser."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("a_version_id", sa.Integer(), nullable=False),
        sa.Column("b_version_id", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(length=8), nullable=False),
        sa.Column("share_b", sa.Integer(), nullable=False),
        sa.Column("wanted_percent", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=22), nullable=False),
        sa.Column("starts_at", UtcTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("told", Json(), nullable=True),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("ended_by", sa.String(length=120), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}")) for name, rule in CHECKS.items()),
        *_keys(TABLE, page_id="page", a_version_id="page_version", b_version_id="page_version"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_page_id"), TABLE, ["page_id"])
    op.create_index("uq_experiment_running", TABLE, ["page_id"], unique=True, sqlite_where=RUNS, postgresql_where=RUNS)
    op.create_table(
        VISITORS,
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(length=22), nullable=False),
        sa.Column("arm", sa.String(length=1), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", UtcTime(timezone=True), nullable=False),
        sa.Column("counts_until", UtcTime(timezone=True), nullable=False),
        sa.CheckConstraint("arm IN ('a', 'b')", name=op.f(f"ck_{VISITORS}_arm_known")),
        *_keys(VISITORS, "CASCADE", experiment_id=TABLE),
        *_keys(VISITORS, "SET NULL", household_id="household"),
        sa.PrimaryKeyConstraint("experiment_id", "visitor", name=op.f(f"pk_{VISITORS}")),
    )
    op.create_index(op.f(f"ix_{VISITORS}_household_id"), VISITORS, ["household_id"])
    with op.batch_alter_table("arrival") as batch:
        batch.add_column(sa.Column("visitor", sa.String(length=22), nullable=True))
        batch.create_index(op.f("ix_arrival_visitor"), ["visitor"])


def _keys(table: str, on_delete: str | None = None, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete=on_delete
        )
        for column, target in targets.items()
    ]


def downgrade() -> None:
    """Drop all of it."""
    with op.batch_alter_table("arrival") as batch:
        batch.drop_index(op.f("ix_arrival_visitor"))
        batch.drop_column("visitor")
    op.drop_table(VISITORS)
    op.drop_table(TABLE)
