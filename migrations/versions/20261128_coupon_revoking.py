"""Unique codes of coupons that were revoked."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0061"
down_revision = "7a10c0de0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("coupon_code") as table:
        table.add_column(sa.Column("revoked_at", UtcTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("coupon_code") as table:
        table.drop_column("revoked_at")
