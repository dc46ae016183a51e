"""The ledger, append-only, opened with what orders, payments, refunds and rights tell of the time before it."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0001"
down_revision = "5f6fd0704011"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry"
    " BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END",
    "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry"
    " BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END",
    "CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry"
    " WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id OR key = NEW.key)"
    " BEGIN SELECT RAISE(IGNORE); END",
)
POSTGRESQL = (
    "CREATE FUNCTION ledger_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN RAISE EXCEPTION 'ledger_entry is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER ledger_entry_no_change BEFORE UPDATE OR DELETE ON ledger_entry"
    " FOR EACH ROW EXECUTE FUNCTION ledger_entry_refuse()",
    "CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_refuse()",
)
OF_REFUNDS = 'FROM refund r JOIN payment p ON p.id = r.payment_id JOIN "order" o ON o.id = p.order_id WHERE'
OF_RIGHTS = "FROM entitlement e JOIN \"order\" o ON e.source_kind = 'order' AND e.source = o.number"
NO_PAYMENT = "CAST(NULL AS VARCHAR(64)), CAST(NULL AS VARCHAR(64))"
# Each row: key, kind, fen, order, payment's number, refund's number, arrival, reason, time.
OPENING = f"""
INSERT INTO ledger_entry
    (key, kind, fen, order_id, payment_number, refund_number, arrival_id, actor, reason, at)
SELECT key, kind, fen, order_id, payment_number, refund_number, arrival_id, 'shop', reason, at FROM (
    SELECT 'ordered:' || o.number AS key, 'ordered' AS kind, o.total_fen AS fen, o.id AS order_id,
        CAST(NULL AS VARCHAR(64)) AS payment_number, CAST(NULL AS VARCHAR(64)) AS refund_number,
        o.arrival_id AS arrival_id, o.subject AS reason, o.placed_at AS at, 1 AS nth FROM "order" o
    UNION ALL SELECT 'closed:' || o.number, 'closed', o.total_fen, o.id, {NO_PAYMENT}, o.arrival_id,
        'nobody paid in time', o.closed_at, 2 FROM "order" o WHERE o.closed_at IS NOT NULL
    UNION ALL SELECT 'paid:' || p.number, 'paid', p.amount_fen, o.id, p.number, NULL, o.arrival_id,
        'paid', p.paid_at, 3 FROM payment p JOIN "order" o ON o.id = p.order_id WHERE p.paid_at IS NOT NULL
    UNION ALL SELECT 'granted:' || o.number, 'granted', o.total_fen, o.id, o.paid_by, NULL, o.arrival_id,
        o.subject, COALESCE(o.fulfilled_at, e.starts_at), 4 {OF_RIGHTS}
    UNION ALL SELECT 'refund-requested:' || r.number, 'refund_requested', r.amount_fen, o.id, p.number, r.number,
        o.arrival_id, r.reason, r.requested_at, 5 {OF_REFUNDS} r.requested_at IS NOT NULL
    UNION ALL SELECT 'refunded:' || r.number, 'refunded', r.amount_fen, o.id, p.number, r.number,
        o.arrival_id, r.reason, r.done_at, 6 {OF_REFUNDS} r.state = 'done'
    UNION ALL SELECT 'refund-refused:' || r.number, 'refund_refused', r.amount_fen, o.id, p.number, r.number,
        o.arrival_id, COALESCE(r.refused_because, ''), r.requested_at, 7 {OF_REFUNDS} r.state = 'refused'
    UNION ALL SELECT 'taken-back:' || o.number, 'taken_back', NULL, o.id, o.paid_by, NULL, o.arrival_id,
        COALESCE(e.revoked_because, ''), e.revoked_at, 8 {OF_RIGHTS} WHERE e.revoked_at IS NOT NULL
) AS known ORDER BY at, nth
"""


def upgrade() -> None:
    """Make the table, open it with what is known, then shut it against changes."""
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("payment_number", sa.String(length=64), nullable=True),
        sa.Column("refund_number", sa.String(length=64), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.CheckConstraint("fen >= 0", name=op.f("ck_ledger_entry_fen_not_negative")),
        sa.CheckConstraint("order_id IS NULL OR household_id IS NULL", name=op.f("ck_ledger_entry_household_by_order")),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_ledger_entry_arrival_id_arrival")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_ledger_entry_household_id_household")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_ledger_entry_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_entry_key")),
    )
    for columns in (["arrival_id"], ["household_id"], ["kind", "at"], ["order_id"], ["payment_number"]):
        op.create_index(op.f(f"ix_ledger_entry_{'_'.join(columns)}"), "ledger_entry", columns)
    op.execute(OPENING)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Drop the table; PostgreSQL keeps the function of its triggers apart."""
    op.drop_table("ledger_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_entry_refuse()")
