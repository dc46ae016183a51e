"""the ledger."""

revision = "7a10c0de0001"
down_revision = "5f6fd0704011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
