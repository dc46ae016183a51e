"""Leases of devices that play."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0032"
down_revision = "7a10c0de0051"
branch_labels = None
depends_on = None

TABLE = "stream_lease"
POINTS_AT = {"household": "CASCADE", "device": "CASCADE", "profile": "SET NULL", "episode": "CASCADE"}


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("is_owned", sa.Boolean(), nullable=False),
        sa.Column("position_s", sa.Integer(), nullable=False),
        sa.Column("is_playing", sa.Boolean(), nullable=False),
        sa.Column("beat_at", UtcTime(timezone=True), nullable=False),
        sa.CheckConstraint("position_s >= 0", name=op.f(f"ck_{TABLE}_position_not_negative")),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{table}_id_{table}"), ondelete=then
            )
            for table, then in POINTS_AT.items()
        ),
        sa.PrimaryKeyConstraint("household_id", "device_id", name=op.f(f"pk_{TABLE}")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table(TABLE)
