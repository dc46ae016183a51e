"""Alipay's daily bill: days, rows, and where they disagree with our books."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0005"
down_revision = "7a10c0de0004"
branch_labels = None
depends_on = None

KINDS = "'missing-here', 'missing-there', 'different', 'unknown'"
UNIQUE = ("day", "payment_number", "refund_number")


def upgrade() -> None:
    op.create_table(
        "bill_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("came_fen", sa.Integer(), nullable=False),
        sa.Column("went_fen", sa.Integer(), nullable=False),
        sa.Column("compared_at", UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_bill_day")),
    )
    op.create_table(
        "bill_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("payment_number", sa.String(length=64), nullable=False),
        sa.Column("refund_number", sa.String(length=64), nullable=False),
        sa.Column("trade_no", sa.String(length=64), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.CheckConstraint("fen >= 0", name=op.f("ck_bill_row_fen_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_row")),
        sa.UniqueConstraint(*UNIQUE, name=op.f("uq_bill_row_day_payment_number_refund_number")),
    )
    op.create_index(op.f("ix_bill_row_payment_number"), "bill_row", ["payment_number"])
    op.create_table(
        "bill_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("payment_number", sa.String(length=64), nullable=False),
        sa.Column("refund_number", sa.String(length=64), nullable=False),
        sa.Column("trade_no", sa.String(length=64), nullable=False),
        sa.Column("theirs_fen", sa.Integer(), nullable=True),
        sa.Column("ours_fen", sa.Integer(), nullable=True),
        sa.Column("size_fen", sa.Integer(), nullable=False),
        sa.Column("found_at", UtcTime(timezone=True), nullable=False),
        sa.Column("story", sa.String(length=20), nullable=True),
        sa.Column("told_by", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("told_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_bill_difference_kind_known")),
        sa.CheckConstraint("size_fen >= 0", name=op.f("ck_bill_difference_size_not_negative")),
        sa.ForeignKeyConstraint(["day"], ["bill_day.day"], name=op.f("fk_bill_difference_day_bill_day")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_difference")),
        sa.UniqueConstraint(*UNIQUE, name=op.f("uq_bill_difference_day_payment_number_refund_number")),
    )
    op.create_index(op.f("ix_bill_difference_payment_number"), "bill_difference", ["payment_number"])
    op.create_index(op.f("ix_bill_difference_story_day"), "bill_difference", ["story", "day"])


def downgrade() -> None:
    for table in ("bill_difference", "bill_row", "bill_day"):
        op.drop_table(table)
