"""What is forgotten in bulk is looked for by an index in the tables that name it."""

from alembic import op

revision = "7a10c0de0103"
down_revision = "7a10c0de0102"
branch_labels = None
depends_on = None

NAMING = (("subscription", "arrival_id"), ("renewal_notice", "message_id"), ("price_letter", "message_id"))


def upgrade() -> None:
    """Add the indexes."""
    for table, column in NAMING:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Drop them."""
    for table, column in NAMING:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
