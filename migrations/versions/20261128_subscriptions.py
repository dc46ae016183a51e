"""agreements and subscriptions."""

revision = "7a10c0de0002"
down_revision = "7a10c0de0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
