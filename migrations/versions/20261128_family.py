"""PIN, locked profiles, what a profile may spend, who ordered."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0031"
down_revision = "7a10c0de0011"
branch_labels = None
depends_on = None

SPENDING = ("spend_at_once", "spend_on_a_day")


def upgrade() -> None:
    """Add columns. Checks are written out: SQLite would copy the whole table for them."""
    op.add_column("household", sa.Column("pin_hash", sa.String(length=200), nullable=True))
    op.add_column("household", sa.Column("pin_to_buy", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("profile", sa.Column("is_locked", sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in SPENDING:
        op.execute(
            f"ALTER TABLE profile ADD COLUMN {name}_fen INTEGER"
            f" CONSTRAINT ck_profile_{name}_not_negative CHECK ({name}_fen >= 0)"
        )
    op.add_column("device", sa.Column("unlocked_until", UtcTime(timezone=True), nullable=True))
    with op.batch_alter_table("order") as order:
        order.add_column(sa.Column("profile_id", sa.Integer(), nullable=True))
        order.create_foreign_key(
            op.f("fk_order_profile_id_profile"), "profile", ["profile_id"], ["id"], ondelete="SET NULL"
        )
        order.create_index(op.f("ix_order_profile_id_placed_at"), ["profile_id", "placed_at"])


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("order") as order:
        order.drop_index(op.f("ix_order_profile_id_placed_at"))
        order.drop_constraint(op.f("fk_order_profile_id_profile"), type_="foreignkey")
        order.drop_column("profile_id")
    op.drop_column("device", "unlocked_until")
    with op.batch_alter_table("profile") as profile:
        for name in SPENDING:
            profile.drop_constraint(op.f(f"ck_profile_{name}_not_negative"), type_="check")
            profile.drop_column(f"{name}_fen")
        profile.drop_column("is_locked")
    op.drop_column("household", "pin_to_buy")
    op.drop_column("household", "pin_hash")
