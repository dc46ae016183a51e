"""What was noted when a page was published, also where its version had been published before."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de0108"
down_revision = "7a10c0de0107"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("page_publication") as batch:
        batch.add_column(sa.Column("note", sa.String(length=120), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("page_publication") as batch:
        batch.drop_column("note")
