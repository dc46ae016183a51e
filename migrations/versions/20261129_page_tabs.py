"""In which page of the editor a step was typed."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de0054"
down_revision = "7a10c0de0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("page_step") as batch:
        batch.add_column(sa.Column("tab", sa.String(length=24), nullable=True))
        batch.add_column(sa.Column("turn", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("page_step") as batch:
        batch.drop_column("turn")
        batch.drop_column("tab")
