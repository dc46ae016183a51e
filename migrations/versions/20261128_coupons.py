"""coupons, codes and gifts."""

revision = "7a10c0de0004"
down_revision = "7a10c0de0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
