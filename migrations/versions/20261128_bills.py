"""rows of Alipay's bill."""

revision = "7a10c0de0005"
down_revision = "7a10c0de0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
