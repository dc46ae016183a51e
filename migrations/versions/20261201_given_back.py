"""Rights whose household asked the money back open nothing meanwhile; plans that came together know their own time."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0107"
down_revision = "7a10c0de0106"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("entitlement") as table:
        table.add_column(sa.Column("is_given_back", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("own_from", UtcTime(timezone=True), nullable=True))
        table.create_check_constraint(
            op.f("ck_entitlement_own_time_within"), "own_from IS NULL OR own_from >= starts_at"
        )


def downgrade() -> None:
    with op.batch_alter_table("entitlement") as table:
        table.drop_constraint(op.f("ck_entitlement_own_time_within"), type_="check")
        table.drop_column("own_from")
        table.drop_column("is_given_back")
