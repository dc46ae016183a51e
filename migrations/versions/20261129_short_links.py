"""Short links that marketing makes."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de00b1"
down_revision = "7a10c0de0082"
branch_labels = None
depends_on = None

TABLE = "short_link"


def upgrade() -> None:
    """Make the table, and let arrivals be counted by the path they came on."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=160), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("medium", sa.String(length=60), nullable=True),
        sa.Column("campaign", sa.String(length=60), nullable=True),
        sa.Column("spm", sa.String(length=200), nullable=True),
        sa.Column("coupon", sa.String(length=40), nullable=True),
        sa.Column("made_at", UtcTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "kind IN ('title', 'season', 'episode', 'rental', 'plan', 'gift', 'page')",
            name=op.f(f"ck_{TABLE}_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{TABLE}_code")),
    )
    op.create_index(op.f("ix_arrival_path"), "arrival", ["path"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_index(op.f("ix_arrival_path"), "arrival")
    op.drop_table(TABLE)
