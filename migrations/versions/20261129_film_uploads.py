"""Films that staff upload."""

import sqlalchemy as sa
from alembic import op

from tbo.db import Json, UtcTime

revision = "7a10c0de0082"
down_revision = "7a10c0de0081"
branch_labels = None
depends_on = None

TABLE = "film_upload"
UNDER_WAY = sa.text("state IN ('coming', 'waiting', 'packaging')")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("texts", Json(), nullable=False),
        sa.Column("is_encrypted", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("touched_at", UtcTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f(f"ck_{TABLE}_size_positive")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f(f"ck_{TABLE}_percent")),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f(f"fk_{TABLE}_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f(f"fk_{TABLE}_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{TABLE}_key")),
    )
    op.create_index(op.f(f"ix_{TABLE}_episode_id"), TABLE, ["episode_id"])
    op.create_index(
        "uq_film_upload_under_way",
        TABLE,
        ["episode_id"],
        unique=True,
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(TABLE)
