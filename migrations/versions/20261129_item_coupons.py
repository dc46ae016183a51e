"""A coupon and a price of an item of the Tmall shop."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de00e2"
down_revision = "7a10c0de00e1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns."""
    with op.batch_alter_table("tmall_item") as table:
        table.add_column(sa.Column("coupon", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("price_fen", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_tmall_item_price_not_negative"), "price_fen IS NULL OR price_fen >= 0")


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("tmall_item") as table:
        table.drop_constraint(op.f("ck_tmall_item_price_not_negative"), type_="check")
        table.drop_column("price_fen")
        table.drop_column("coupon")
