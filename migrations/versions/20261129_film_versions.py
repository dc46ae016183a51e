"""Which packaged version of its film an episode played from when to when."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0081"
down_revision = "7a10c0de0071"
branch_labels = None
depends_on = None

TABLE = "film_version"
ON_AIR = sa.text("replaced_at IS NULL")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("asset", sa.String(length=80), nullable=False),
        sa.Column("on_air_at", UtcTime(timezone=True), nullable=True),
        sa.Column("replaced_at", UtcTime(timezone=True), nullable=True),
        sa.Column("removed_at", UtcTime(timezone=True), nullable=True),
        sa.Column("is_removable", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "replaced_at IS NULL OR on_air_at IS NULL OR replaced_at >= on_air_at", name=op.f(f"ck_{TABLE}_in_order")
        ),
        sa.CheckConstraint(
            "removed_at IS NULL OR replaced_at IS NOT NULL", name=op.f(f"ck_{TABLE}_removed_after_replaced")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f(f"fk_{TABLE}_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(
        "uq_film_version_on_air", TABLE, ["episode_id"], unique=True, sqlite_where=ON_AIR, postgresql_where=ON_AIR
    )
    op.create_index(op.f(f"ix_{TABLE}_episode_id_replaced_at"), TABLE, ["episode_id", "replaced_at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(TABLE)
