"""Which block was clicked, who brought a shopper first, and what is counted of each block by day."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de00a1"
down_revision = "7a10c0de00b1"
branch_labels = None
depends_on = None

POINTERS = ("first_id", "goes_on_id")


def upgrade() -> None:
    """Add the columns and make the table."""
    with op.batch_alter_table("arrival") as batch:
        batch.add_column(sa.Column("source", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("position", sa.String(length=80), nullable=True))
        batch.add_column(sa.Column("stopped_at", UtcTime(timezone=True), nullable=True))
        for name in POINTERS:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_arrival_{name}_arrival"), "arrival", [name], ["id"])
            batch.create_index(op.f(f"ix_arrival_{name}"), [name])
    op.execute("UPDATE arrival SET source = CASE WHEN item_id IS NULL THEN 'link' ELSE 'tmall' END")
    op.create_table(
        "block_day",
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=8), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.CheckConstraint("views >= 0 AND clicks >= 0", name=op.f("ck_block_day_not_negative")),
        sa.PrimaryKeyConstraint("page", "day", "version_id", "block", name=op.f("pk_block_day")),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("block_day")
    with op.batch_alter_table("arrival") as batch:
        for name in POINTERS:
            batch.drop_index(op.f(f"ix_arrival_{name}"))
            batch.drop_constraint(op.f(f"fk_arrival_{name}_arrival"), type_="foreignkey")
            batch.drop_column(name)
        batch.drop_column("stopped_at")
        batch.drop_column("position")
        batch.drop_column("source")
