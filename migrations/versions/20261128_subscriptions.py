"""agreements and subscriptions."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0002"
down_revision = "7a10c0de0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of subscriptions."""
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("plan_key", sa.String(length=40), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("wanted_episode_id", sa.Integer(), nullable=True),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.Column("agreement_no", sa.String(length=64), nullable=True),
        sa.Column("buyer_id", sa.String(length=128), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("period_ends_at", UtcTime(timezone=True), nullable=True),
        sa.Column("paused_months", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("signed_at", UtcTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", UtcTime(timezone=True), nullable=True),
        sa.Column("ended_at", UtcTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(length=200), nullable=True),
        sa.Column("unsign_at", UtcTime(timezone=True), nullable=True),
        sa.Column("unsigned_at", UtcTime(timezone=True), nullable=True),
        sa.Column("deduct_at", UtcTime(timezone=True), nullable=True),
        sa.Column("asked_at", UtcTime(timezone=True), nullable=True),
        sa.Column("next_look_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'paused') = (paused_months IS NOT NULL)", name=op.f("ck_subscription_paused_has_length")
        ),
        sa.CheckConstraint(
            "state IN ('signing', 'active', 'grace', 'cancelled', 'paused', 'lapsed')",
            name=op.f("ck_subscription_state_known"),
        ),
        sa.CheckConstraint(
            "state IN ('signing', 'lapsed') OR period_ends_at IS NOT NULL",
            name=op.f("ck_subscription_running_has_period"),
        ),
        sa.CheckConstraint("months > 0", name=op.f("ck_subscription_months_positive")),
        sa.CheckConstraint("period >= 0", name=op.f("ck_subscription_period_not_negative")),
        sa.CheckConstraint("price_fen > 0", name=op.f("ck_subscription_price_positive")),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_subscription_arrival_id_arrival")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_subscription_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["wanted_episode_id"], ["episode.id"], name=op.f("fk_subscription_wanted_episode_id_episode")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("agreement_no", name=op.f("uq_subscription_agreement_no")),
        sa.UniqueConstraint("form_key", name=op.f("uq_subscription_form_key")),
        sa.UniqueConstraint("number", name=op.f("uq_subscription_number")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_next_look_at"), ["next_look_at"], unique=False)
        batch_op.create_index(
            "uq_subscription_running",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('active', 'grace', 'cancelled', 'paused')"),
            postgresql_where=sa.text("state IN ('active', 'grace', 'cancelled', 'paused')"),
        )

    op.create_table(
        "renewal_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(length=40), nullable=False),
        sa.Column("payment_number", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sub_code", sa.String(length=64), nullable=True),
        sa.Column("tried_at", UtcTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'paid', 'failed')", name=op.f("ck_renewal_attempt_state_known")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_renewal_attempt_subscription_id_subscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_attempt")),
        sa.UniqueConstraint("payment_number", name=op.f("uq_renewal_attempt_payment_number")),
        sa.UniqueConstraint(
            "subscription_id", "period", "nth", name=op.f("uq_renewal_attempt_subscription_id_period_nth")
        ),
    )
    with op.batch_alter_table("renewal_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_renewal_attempt_order_number"), ["order_number"], unique=False)
        batch_op.create_index(
            "uq_renewal_attempt_open",
            ["subscription_id", "period"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "uq_renewal_attempt_paid",
            ["subscription_id", "period"],
            unique=True,
            sqlite_where=sa.text("state = 'paid'"),
            postgresql_where=sa.text("state = 'paid'"),
        )

    op.create_table(
        "renewal_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("charge_on", sa.Date(), nullable=False),
        sa.Column("told_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_renewal_notice_message_id_message")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_renewal_notice_subscription_id_subscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_notice")),
        sa.UniqueConstraint(
            "subscription_id", "period", "charge_on", name=op.f("uq_renewal_notice_subscription_id_period_charge_on")
        ),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("renewal_notice")
    with op.batch_alter_table("renewal_attempt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_renewal_attempt_paid",
            sqlite_where=sa.text("state = 'paid'"),
            postgresql_where=sa.text("state = 'paid'"),
        )
        batch_op.drop_index(
            "uq_renewal_attempt_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_renewal_attempt_order_number"))

    op.drop_table("renewal_attempt")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_subscription_running",
            sqlite_where=sa.text("state IN ('active', 'grace', 'cancelled', 'paused')"),
            postgresql_where=sa.text("state IN ('active', 'grace', 'cancelled', 'paused')"),
        )
        batch_op.drop_index(batch_op.f("ix_subscription_next_look_at"))
        batch_op.drop_index(batch_op.f("ix_subscription_household_id"))

    op.drop_table("subscription")
