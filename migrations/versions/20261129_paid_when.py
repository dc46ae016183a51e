"""A bill's day finds its payments by when they were paid; nobody looks for a voucher by its beginning."""

from alembic import op

revision = "7a10c0de00f7"
down_revision = "7a10c0de00f6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make one index and drop the other."""
    op.create_index(op.f("ix_payment_paid_at"), "payment", ["paid_at"])
    op.drop_index(op.f("ix_voucher_prefix"), "voucher")


def downgrade() -> None:
    """Bring the other back."""
    op.create_index(op.f("ix_voucher_prefix"), "voucher", ["prefix"])
    op.drop_index(op.f("ix_payment_paid_at"), "payment")
