"""What players measured of their sessions."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0071"
down_revision = "7a10c0de0054"
branch_labels = None
depends_on = None

TABLE = "playback_measure"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.Column("startup_ms", sa.Integer(), nullable=True),
        sa.Column("stalls", sa.Integer(), nullable=False),
        sa.Column("stalled_ms", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "startup_ms >= 0 AND stalls >= 0 AND stalled_ms >= 0 AND failures >= 0",
            name=op.f(f"ck_{TABLE}_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f(f"fk_{TABLE}_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_at"), TABLE, ["at"])
    op.create_index(op.f(f"ix_{TABLE}_episode_id"), TABLE, ["episode_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table(TABLE)
