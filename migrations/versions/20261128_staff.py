"""staff and what they did."""

revision = "7a10c0de0003"
down_revision = "7a10c0de0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
