"""Items of the Tmall shop that lead to a landing page."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de0052"
down_revision = "7a10c0de0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_item",
        sa.Column("item_id", sa.String(length=20), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_item_page_id_page")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_page_item")),
    )
    op.create_index(op.f("ix_page_item_page_id"), "page_item", ["page_id"])


def downgrade() -> None:
    op.drop_table("page_item")
