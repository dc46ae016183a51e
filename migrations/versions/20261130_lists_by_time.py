"""Orders and households are listed by time."""

from alembic import op

revision = "7a10c0de0104"
down_revision = "7a10c0de0103"
branch_labels = None
depends_on = None

INDEXES = {"order": "placed_at", "household": "created_at"}


def upgrade() -> None:
    """Let the database find the newest."""
    for table, moment in INDEXES.items():
        op.create_index(op.f(f"ix_{table}_{moment}_id"), table, [moment, "id"])


def downgrade() -> None:
    """Let it sort them each time."""
    for table, moment in INDEXES.items():
        op.drop_index(op.f(f"ix_{table}_{moment}_id"), table_name=table)
