"""Who has the editor of a landing page open, and where in it."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0109"
down_revision = "7a10c0de0108"
branch_labels = None
depends_on = None

NAME = "page_presence"


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("block", sa.String(length=8), nullable=False),
        sa.Column("seen_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f(f"fk_{NAME}_page_id_page")),
        sa.PrimaryKeyConstraint("page_id", "who", name=op.f(f"pk_{NAME}")),
    )


def downgrade() -> None:
    op.drop_table(NAME)
