"""What is on its way back counts as credit no more."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de0102"
down_revision = "7a10c0de0101"
branch_labels = None
depends_on = None

UNDER_WAY = """
UPDATE entitlement SET refunding_fen = COALESCE((
    SELECT SUM(refund.amount_fen) FROM refund
    JOIN payment ON payment.id = refund.payment_id JOIN "order" ON "order".id = payment.order_id
    WHERE "order".number = entitlement.source AND "order".paid_by = payment.number
    AND refund.takes_back AND refund.state = 'requested'
), 0) WHERE source_kind = 'order'
"""


def upgrade() -> None:
    """Count it for each right, refunds that are under way included."""
    with op.batch_alter_table("entitlement") as batch:
        batch.add_column(sa.Column("refunding_fen", sa.Integer(), server_default="0", nullable=False))
        batch.create_check_constraint(op.f("ck_entitlement_refunding_not_negative"), "refunding_fen >= 0")
    op.execute(UNDER_WAY)


def downgrade() -> None:
    """Count it no more."""
    with op.batch_alter_table("entitlement") as batch:
        batch.drop_constraint(op.f("ck_entitlement_refunding_not_negative"), type_="check")
        batch.drop_column("refunding_fen")
