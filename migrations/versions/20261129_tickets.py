"""E-tickets: orders of the Tmall shop with their codes, what was told about them, and what is to be told."""

import sqlalchemy as sa
from alembic import op

from tbo.db import Json, UtcTime

revision = "7a10c0de00e1"
down_revision = "7a10c0de00c1"
branch_labels = None
depends_on = None

TICKET, CODE, NOTICE, CALL = "ticket", "ticket_code", "ticket_notice", "ticket_call"


def upgrade() -> None:
    """Make the four tables."""
    op.create_index(op.f("ix_voucher_handed_to"), "voucher", ["handed_to"])
    op.create_table(
        TICKET,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outer_id", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(length=20), nullable=False),
        sa.Column("sku_id", sa.String(length=64), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("paid_fen", sa.Integer(), nullable=True),
        sa.Column("ends_at", UtcTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", UtcTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('sent', 'no-stock', 'cancelled')", name=op.f(f"ck_{TICKET}_state_known")),
        sa.CheckConstraint("count BETWEEN 1 AND 200", name=op.f(f"ck_{TICKET}_count_bounded")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TICKET}")),
        sa.UniqueConstraint("outer_id", name=op.f(f"uq_{TICKET}_outer_id")),
    )
    op.create_index(op.f(f"ix_{TICKET}_state"), TICKET, ["state"])
    op.create_table(
        CODE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("consumed_at", UtcTime(timezone=True), nullable=True),
        sa.Column("reversed_at", UtcTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f(f"fk_{CODE}_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f(f"fk_{CODE}_voucher_id_voucher")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{CODE}")),
        sa.UniqueConstraint("serial", name=op.f(f"uq_{CODE}_serial")),
        sa.UniqueConstraint("voucher_id", name=op.f(f"uq_{CODE}_voucher_id")),
    )
    op.create_index(op.f(f"ix_{CODE}_ticket_id"), CODE, ["ticket_id"])
    op.create_table(
        NOTICE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("outer_id", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NOTICE}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{NOTICE}_key")),
    )
    op.create_index(op.f(f"ix_{NOTICE}_outer_id"), NOTICE, ["outer_id"])
    op.create_table(
        CALL,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("told", Json(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("made_at", UtcTime(timezone=True), nullable=False),
        sa.Column("next_try_at", UtcTime(timezone=True), nullable=False),
        sa.Column("done_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done', 'refused')", name=op.f(f"ck_{CALL}_state_known")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f(f"fk_{CALL}_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["code_id"], ["ticket_code.id"], name=op.f(f"fk_{CALL}_code_id_ticket_code")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{CALL}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{CALL}_key")),
    )
    for columns in (["ticket_id"], ["code_id"], ["state", "next_try_at"]):
        op.create_index(op.f(f"ix_{CALL}_{'_'.join(columns)}"), CALL, columns)


def downgrade() -> None:
    """Drop them."""
    for table in (CALL, NOTICE, CODE, TICKET):
        op.drop_table(table)
    op.drop_index(op.f("ix_voucher_handed_to"), "voucher")
