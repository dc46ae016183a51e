"""Households are told apart by staff: accounts, and who has a plan."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de0111"
down_revision = "7a10c0de0110"
branch_labels = None
depends_on = None

ACCOUNT, OF_PLAN = sa.text("became_account_at IS NOT NULL"), sa.text("kind = 'plan'")


def upgrade() -> None:
    """Let both be found without what is not asked for: most households are guests, most rights are no plan's."""
    account = {"sqlite_where": ACCOUNT, "postgresql_where": ACCOUNT}
    op.create_index("ix_household_account", "household", ["created_at", "id"], **account)
    plan = {"sqlite_where": OF_PLAN, "postgresql_where": OF_PLAN}
    op.create_index("ix_entitlement_plan", "entitlement", ["ends_at", "household_id"], **plan)


def downgrade() -> None:
    """Let lists of either be read among all."""
    op.drop_index("ix_entitlement_plan", table_name="entitlement")
    op.drop_index("ix_household_account", table_name="household")
