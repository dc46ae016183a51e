"""Jobs that let everything else that is due go before: letters, behind codes and money."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de0112"
down_revision = "7a10c0de0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let every job that stands there already be like the others."""
    op.add_column("job", sa.Column("gives_way", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("job", "gives_way")
