"""What waits for staff is counted on every page of theirs, and the day's orders are found by when they were paid."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de0106"
down_revision = "7a10c0de0105"
branch_labels = None
depends_on = None

FLAGGED, GRACE = sa.text("flagged_because IS NOT NULL"), sa.text("state = 'grace'")


def upgrade() -> None:
    """Let the database count from indexes as short as what waits."""
    op.create_index("ix_payment_flagged", "payment", ["id"], sqlite_where=FLAGGED, postgresql_where=FLAGGED)
    op.create_index("ix_subscription_grace", "subscription", ["id"], sqlite_where=GRACE, postgresql_where=GRACE)
    op.create_index(op.f("ix_order_paid_at"), "order", ["paid_at"])


def downgrade() -> None:
    """Let it read the tables whole each time."""
    op.drop_index(op.f("ix_order_paid_at"), table_name="order")
    op.drop_index("ix_subscription_grace", table_name="subscription")
    op.drop_index("ix_payment_flagged", table_name="payment")
