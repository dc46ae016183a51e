"""subscriptions that take the place of others, and rights that were given up for credit."""

import sqlalchemy as sa
from alembic import op

from tbo.db import Json, UtcTime

revision = "7a10c0de0006"
down_revision = "7a10c0de0005"
branch_labels = None
depends_on = None

# Written out, as SQLite adds a column with its constraints in place, and would copy the whole table otherwise.
ADDED = (
    "ALTER TABLE subscription ADD COLUMN follows_id INTEGER"
    " CONSTRAINT fk_subscription_follows_id_subscription REFERENCES subscription (id)",
    "ALTER TABLE subscription ADD COLUMN begins VARCHAR(4)"
    " CONSTRAINT ck_subscription_begins_known CHECK (begins IN ('now', 'next'))"
    " CONSTRAINT ck_subscription_follows_somehow CHECK ((follows_id IS NULL) = (begins IS NULL))",
    "ALTER TABLE entitlement ADD COLUMN given_up_for VARCHAR(40)"
    " CONSTRAINT ck_entitlement_given_up_for_something CHECK ((given_up_at IS NULL) = (given_up_for IS NULL))",
)
TAKEN_BACK = (
    (
        "subscription",
        ("ck_subscription_follows_somehow", "ck_subscription_begins_known"),
        ("credits", "begins", "follows_id"),
    ),
    ("entitlement", ("ck_entitlement_given_up_for_something",), ("given_up_for", "given_up_at")),
)
SIGNING = sa.text("state = 'signing'")


def upgrade() -> None:
    """Let a subscription follow another one, and a right be given up."""
    op.add_column("entitlement", sa.Column("given_up_at", UtcTime(timezone=True), nullable=True))
    for statement in ADDED:
        op.execute(statement)
    op.add_column("subscription", sa.Column("credits", Json(), nullable=True))
    op.create_index(
        "uq_subscription_follows",
        "subscription",
        ["follows_id"],
        unique=True,
        sqlite_where=SIGNING,
        postgresql_where=SIGNING,
    )


def downgrade() -> None:
    """Forget both."""
    op.drop_index("uq_subscription_follows", "subscription")
    for table, checks, columns in TAKEN_BACK:
        with op.batch_alter_table(table) as batch_op:
            for check in checks:
                batch_op.drop_constraint(op.f(check), type_="check")
            for column in columns:
                batch_op.drop_column(column)
