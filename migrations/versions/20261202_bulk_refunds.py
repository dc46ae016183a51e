"""Many orders' money given back at once by staff, order by order."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0110"
down_revision = "7a10c0de0109"
branch_labels = None
depends_on = None

BULK, ROW = "bulk_refund", "bulk_refund_row"
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        BULK,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", UtcTime(timezone=True), nullable=False),
        sa.Column("stopped_at", UtcTime(timezone=True), nullable=True),
        sa.Column("finished_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("stopped_at IS NULL OR finished_at IS NULL", name=op.f(f"ck_{BULK}_one_end")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f(f"fk_{BULK}_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{BULK}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{BULK}_key")),
    )
    op.create_table(
        ROW,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulk_refund_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("refund_number", sa.String(length=64), nullable=True),
        sa.Column("why_not", sa.String(length=20), nullable=True),
        sa.Column("done_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'asked', 'not-asked', 'left')", name=op.f(f"ck_{ROW}_state_known")),
        sa.CheckConstraint("(state = 'asked') = (refund_number IS NOT NULL)", name=op.f(f"ck_{ROW}_asked_by_number")),
        sa.CheckConstraint("(state = 'not-asked') = (why_not IS NOT NULL)", name=op.f(f"ck_{ROW}_not_asked_somehow")),
        sa.CheckConstraint("amount_fen > 0", name=op.f(f"ck_{ROW}_amount_positive")),
        sa.ForeignKeyConstraint(
            ["bulk_refund_id"], [f"{BULK}.id"], name=op.f(f"fk_{ROW}_bulk_refund_id_bulk_refund")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f(f"fk_{ROW}_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ROW}")),
        sa.UniqueConstraint("bulk_refund_id", "order_id", name=op.f(f"uq_{ROW}_bulk_refund_id_order_id")),
        sa.UniqueConstraint("refund_number", name=op.f(f"uq_{ROW}_refund_number")),
    )
    op.create_index(op.f(f"ix_{ROW}_bulk_refund_id_state_id"), ROW, ["bulk_refund_id", "state", "id"])
    op.create_index(
        "uq_bulk_refund_row_waiting",
        ROW,
        ["order_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table(ROW)
    op.drop_table(BULK)
