"""Batches of vouchers, and their codes."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de00c1"
down_revision = "7a10c0de00d1"
branch_labels = None
depends_on = None

BATCH, VOUCHER = "voucher_batch", "voucher"
NAMES_ITS_THING = (
    "(kind = 'plan' AND plan_key IS NOT NULL AND months > 0) OR (kind = 'season' AND season_id IS NOT NULL)"
    " OR (kind = 'episode' AND episode_id IS NOT NULL)"
)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        BATCH,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("plan_key", sa.String(length=40), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("season_id", sa.Integer(), nullable=True),
        sa.Column("episode_id", sa.Integer(), nullable=True),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("value_fen", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.String(length=20), nullable=True),
        sa.Column("sku_id", sa.String(length=20), nullable=True),
        sa.Column("low_stock", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("ends_at", UtcTime(timezone=True), nullable=True),
        sa.Column("made_at", UtcTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("exported_at", UtcTime(timezone=True), nullable=True),
        sa.Column("exported_by", sa.String(length=120), nullable=True),
        sa.CheckConstraint(NAMES_ITS_THING, name=op.f(f"ck_{BATCH}_names_its_thing")),
        sa.CheckConstraint("value_fen IS NULL OR value_fen >= 0", name=op.f(f"ck_{BATCH}_value_not_negative")),
        sa.CheckConstraint("low_stock >= 0", name=op.f(f"ck_{BATCH}_low_stock_not_negative")),
        sa.CheckConstraint("sku_id IS NULL OR item_id IS NOT NULL", name=op.f(f"ck_{BATCH}_sku_of_an_item")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f(f"fk_{BATCH}_season_id_season")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f(f"fk_{BATCH}_episode_id_episode")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{BATCH}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{BATCH}_key")),
        sa.UniqueConstraint("name", name=op.f(f"uq_{BATCH}_name")),
    )
    op.create_index(op.f(f"ix_{BATCH}_item_id"), BATCH, ["item_id"])
    op.create_table(
        VOUCHER,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=True),
        sa.Column("value_fen", sa.Integer(), nullable=True),
        sa.Column("ends_at", UtcTime(timezone=True), nullable=True),
        sa.Column("exported_at", UtcTime(timezone=True), nullable=True),
        sa.Column("handed_at", UtcTime(timezone=True), nullable=True),
        sa.Column("handed_to", sa.String(length=80), nullable=True),
        sa.Column("redeemed_at", UtcTime(timezone=True), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.Column("played_at", UtcTime(timezone=True), nullable=True),
        sa.Column("revoked_at", UtcTime(timezone=True), nullable=True),
        sa.Column("revoked_because", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(redeemed_at IS NULL) = (household_id IS NULL)", name=op.f(f"ck_{VOUCHER}_redeemed_by_somebody")
        ),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_because IS NULL)", name=op.f(f"ck_{VOUCHER}_revoked_for_a_reason")
        ),
        sa.CheckConstraint("(handed_at IS NULL) = (handed_to IS NULL)", name=op.f(f"ck_{VOUCHER}_handed_to_somebody")),
        sa.CheckConstraint(
            "exported_at IS NULL OR (seed IS NULL AND handed_at IS NULL)",
            name=op.f(f"ck_{VOUCHER}_exported_is_unreadable"),
        ),
        sa.CheckConstraint("value_fen IS NULL OR value_fen >= 0", name=op.f(f"ck_{VOUCHER}_value_not_negative")),
        sa.ForeignKeyConstraint(["batch_id"], [f"{BATCH}.id"], name=op.f(f"fk_{VOUCHER}_batch_id_{BATCH}")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f(f"fk_{VOUCHER}_household_id_household")),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f(f"fk_{VOUCHER}_arrival_id_arrival")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{VOUCHER}")),
        sa.UniqueConstraint("number", name=op.f(f"uq_{VOUCHER}_number")),
        sa.UniqueConstraint("code_hash", name=op.f(f"uq_{VOUCHER}_code_hash")),
    )
    for columns in (["prefix"], ["household_id"], ["arrival_id"], ["batch_id", "handed_at"]):
        op.create_index(op.f(f"ix_{VOUCHER}_{'_'.join(columns)}"), VOUCHER, columns)


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table(VOUCHER)
    op.drop_table(BATCH)
