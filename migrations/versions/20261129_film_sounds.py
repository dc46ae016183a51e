"""Sound tracks that come beside an uploaded film."""

import sqlalchemy as sa
from alembic import op

from tbo.db import Json

revision = "7a10c0de00f4"
down_revision = "7a10c0de00e2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is being uploaded has none."""
    with op.batch_alter_table("film_upload") as batch:
        batch.add_column(sa.Column("sounds", Json(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Take it out."""
    with op.batch_alter_table("film_upload") as batch:
        batch.drop_column("sounds")
