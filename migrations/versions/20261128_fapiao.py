"""Requests for a fapiao over an order's money."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0021"
down_revision = "7a10c0de0006"
branch_labels = None
depends_on = None

TABLE = "fapiao_request"
STATES = "'asked', 'making', 'changed', 'issued', 'to_reverse', 'reversed', 'refused', 'withdrawn'"
OPEN = sa.text("state IN ('asked', 'making', 'changed', 'issued', 'to_reverse')")
NUMBERED = "state IN ('issued', 'to_reverse', 'reversed')"
CHECKS = {
    "state_known": f"state IN ({STATES})",
    "company_has_number": "(kind = 'personal') = (tax_number IS NULL)",
    "kind_known": "kind IN ('personal', 'company')",
    "amount_positive": "amount_fen > 0",
    "issued_has_number": f"({NUMBERED}) = (fapiao_number IS NOT NULL)",
    "reversed_has_number": "(state = 'reversed') = (red_number IS NOT NULL)",
    "refused_has_reason": "(state = 'refused') = (refused_because IS NOT NULL)",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("tax_number", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcTime(timezone=True), nullable=False),
        sa.Column("export", sa.String(length=20), nullable=True),
        sa.Column("taken_by", sa.String(length=80), nullable=True),
        sa.Column("taken_at", UtcTime(timezone=True), nullable=True),
        sa.Column("fapiao_number", sa.String(length=20), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("red_number", sa.String(length=20), nullable=True),
        sa.Column("refused_because", sa.String(length=200), nullable=True),
        sa.Column("changed_at", UtcTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(text, name=op.f(f"ck_{TABLE}_{name}")) for name, text in CHECKS.items()),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f(f"fk_{TABLE}_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("fapiao_number", name=op.f(f"uq_{TABLE}_fapiao_number")),
        sa.UniqueConstraint("red_number", name=op.f(f"uq_{TABLE}_red_number")),
    )
    op.create_index(f"uq_{TABLE}_open", TABLE, ["order_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(op.f(f"ix_{TABLE}_order_id"), TABLE, ["order_id"])
    op.create_index(op.f(f"ix_{TABLE}_state_id"), TABLE, ["state", "id"])
    op.create_index(op.f(f"ix_{TABLE}_export"), TABLE, ["export"])


def downgrade() -> None:
    op.drop_table(TABLE)
