"""announced prices, trials, and coupons of subscriptions."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0011"
down_revision = "7a10c0de0021"
branch_labels = None
depends_on = None

STATES = "'active', 'grace', 'cancelled', 'paused'"
EARLIER, NOW = STATES, f"'trial', {STATES}"


def upgrade() -> None:
    """Let plans have trials and prices be announced; subscriptions know their cap, their trial and their coupon."""
    _plans()
    _subscriptions()
    _price_letters()
    _trials()
    _subscription_coupons()


def downgrade() -> None:
    """Drop them. A trial that runs becomes a subscription that is paid."""
    for table in ("subscription_coupon", "trial", "price_letter"):
        op.drop_table(table)
    op.execute("UPDATE subscription SET state = 'active' WHERE state = 'trial'")
    _running(NOW, EARLIER)
    with op.batch_alter_table("subscription") as batch:
        batch.drop_constraint(op.f("ck_subscription_trial_has_end"), type_="check")
        _states(batch, EARLIER)
        for column in ("trial_refused_at", "trial_ends_at", "trial_days", "priced_at", "cap_fen"):
            batch.drop_column(column)
    with op.batch_alter_table("plan_version") as batch:
        for name in ("announced_before", "announced_with_its_day"):
            batch.drop_constraint(op.f(f"ck_plan_version_{name}"), type_="check")
        batch.drop_column("reaches_payers_at")
        batch.drop_column("announced_at")
    with op.batch_alter_table("plan") as batch:
        batch.drop_constraint(op.f("ck_plan_trial_can_be_told_of"), type_="check")
        batch.drop_column("trial_days")


def _plans() -> None:
    # Written out, as SQLite adds a column with its constraints in place, and would copy the whole table otherwise.
    op.execute(
        "ALTER TABLE plan ADD COLUMN trial_days INTEGER NOT NULL DEFAULT 0"
        " CONSTRAINT ck_plan_trial_can_be_told_of CHECK (trial_days = 0 OR trial_days BETWEEN 7 AND 31)"
    )
    op.add_column("plan_version", sa.Column("announced_at", UtcTime(timezone=True), nullable=True))
    instant = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    op.execute(
        f"ALTER TABLE plan_version ADD COLUMN reaches_payers_at {instant}"
        " CONSTRAINT ck_plan_version_announced_with_its_day"
        " CHECK ((announced_at IS NULL) = (reaches_payers_at IS NULL))"
        " CONSTRAINT ck_plan_version_announced_before CHECK (reaches_payers_at IS NULL"
        " OR (reaches_payers_at >= sold_from AND reaches_payers_at > announced_at))"
    )


def _subscriptions() -> None:
    with op.batch_alter_table("subscription") as batch:
        batch.add_column(sa.Column("cap_fen", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("priced_at", UtcTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("trial_days", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("trial_ends_at", UtcTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("trial_refused_at", UtcTime(timezone=True), nullable=True))
        _states(batch, NOW)
        has_end = "state <> 'trial' OR trial_ends_at IS NOT NULL"
        batch.create_check_constraint(op.f("ck_subscription_trial_has_end"), has_end)
    _running(EARLIER, NOW)


def _states(batch, running: str) -> None:
    """Let subscriptions stand in other states."""
    name = op.f("ck_subscription_state_known")
    batch.drop_constraint(name, type_="check")
    batch.create_check_constraint(name, f"state IN ('signing', {running}, 'lapsed')")


def _running(before: str, after: str) -> None:
    """Count other states among those of which a household has one."""
    earlier, later = (sa.text(f"state IN ({states})") for states in (before, after))
    op.drop_index("uq_subscription_running", "subscription", sqlite_where=earlier, postgresql_where=earlier)
    where = {"sqlite_where": later, "postgresql_where": later}
    op.create_index("uq_subscription_running", "subscription", ["household_id"], unique=True, **where)


def _price_letters() -> None:
    op.create_table(
        "price_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("plan_version_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("told_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_price_letter_message_id_message")),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_version.id"], name=op.f("fk_price_letter_plan_version_id_plan_version")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_price_letter_subscription_id_subscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_letter")),
        sa.UniqueConstraint(
            "subscription_id", "plan_version_id", name=op.f("uq_price_letter_subscription_id_plan_version_id")
        ),
    )


def _trials() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=128), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_trial_subscription_id_subscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
        sa.UniqueConstraint("person", name=op.f("uq_trial_person")),
        sa.UniqueConstraint("subscription_id", name=op.f("uq_trial_subscription_id")),
    )


def _subscription_coupons() -> None:
    op.create_table(
        "subscription_coupon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("coupon_id", sa.Integer(), nullable=False),
        sa.Column("coupon_code_id", sa.Integer(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("held_at", UtcTime(timezone=True), nullable=False),
        sa.Column("given_back_at", UtcTime(timezone=True), nullable=True),
        sa.Column("is_beyond", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(percent BETWEEN 1 AND 99 AND amount_fen = 0) OR (percent = 0 AND amount_fen > 0)",
            name=op.f("ck_subscription_coupon_takes_one_way"),
        ),
        sa.CheckConstraint("periods > 0", name=op.f("ck_subscription_coupon_periods_positive")),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupon.id"], name=op.f("fk_subscription_coupon_coupon_id_coupon")),
        sa.ForeignKeyConstraint(
            ["coupon_code_id"], ["coupon_code.id"], name=op.f("fk_subscription_coupon_coupon_code_id_coupon_code")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_subscription_coupon_subscription_id_subscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_coupon")),
        sa.UniqueConstraint("subscription_id", name=op.f("uq_subscription_coupon_subscription_id")),
    )
    for column in ("coupon_id", "coupon_code_id"):
        op.create_index(op.f(f"ix_subscription_coupon_{column}"), "subscription_coupon", [column])
