"""Titles of which every film is encrypted."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de00f6"
down_revision = "7a10c0de00f4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no title is yet."""
    with op.batch_alter_table("title") as batch:
        batch.add_column(sa.Column("encrypts_films", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it out."""
    with op.batch_alter_table("title") as batch:
        batch.drop_column("encrypts_films")
