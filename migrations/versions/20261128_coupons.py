"""coupons, codes and gifts."""

import sqlalchemy as sa
from alembic import op

from tbo.db import Json, UtcTime

revision = "7a10c0de0004"
down_revision = "7a10c0de0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of coupons and gifts; orders learn whether they are a gift."""
    op.add_column("order", sa.Column("is_gift", sa.Boolean(), nullable=False, server_default=sa.false()))
    _coupons()
    _coupon_codes()
    _coupon_uses()
    _gifts()


def downgrade() -> None:
    """Drop them."""
    for table in ("gift", "coupon_use", "coupon_code", "coupon"):
        op.drop_table(table)
    op.drop_column("order", "is_gift")


def _coupons() -> None:
    op.create_table(
        "coupon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", Json(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("refs", Json(), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("minimum_fen", sa.Integer(), nullable=False),
        sa.Column("total_limit", sa.Integer(), nullable=True),
        sa.Column("household_limit", sa.Integer(), nullable=True),
        sa.Column("first_periods", sa.Integer(), nullable=True),
        sa.Column("is_batch", sa.Boolean(), nullable=False),
        sa.Column("applies_by_link", sa.Boolean(), nullable=False),
        sa.Column("starts_at", UtcTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcTime(timezone=True), nullable=True),
        sa.Column("stopped_at", UtcTime(timezone=True), nullable=True),
        sa.Column("used_count", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(percent BETWEEN 1 AND 100 AND amount_fen = 0) OR (percent = 0 AND amount_fen > 0)",
            name=op.f("ck_coupon_takes_one_way"),
        ),
        sa.CheckConstraint("used_count >= 0", name=op.f("ck_coupon_used_not_negative")),
        sa.CheckConstraint("total_limit IS NULL OR used_count <= total_limit", name=op.f("ck_coupon_limit_kept")),
        sa.CheckConstraint(
            "household_limit IS NULL OR household_limit > 0", name=op.f("ck_coupon_household_limit_positive")
        ),
        sa.CheckConstraint(
            "scope IN ('all', 'plan', 'title', 'season', 'episode')", name=op.f("ck_coupon_scope_known")
        ),
        sa.CheckConstraint("audience IN ('all', 'new', 'lapsed')", name=op.f("ck_coupon_audience_known")),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_coupon_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon")),
        sa.UniqueConstraint("code", name=op.f("uq_coupon_code")),
    )


def _coupon_codes() -> None:
    op.create_table(
        "coupon_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coupon_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupon.id"], name=op.f("fk_coupon_code_coupon_id_coupon")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_coupon_code_code_hash")),
    )
    op.create_index(op.f("ix_coupon_code_coupon_id"), "coupon_code", ["coupon_id"])
    op.create_index(op.f("ix_coupon_code_prefix"), "coupon_code", ["prefix"])


def _coupon_uses() -> None:
    op.create_table(
        "coupon_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coupon_id", sa.Integer(), nullable=False),
        sa.Column("coupon_code_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("held_at", UtcTime(timezone=True), nullable=False),
        sa.Column("given_back_at", UtcTime(timezone=True), nullable=True),
        sa.Column("is_beyond", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupon.id"], name=op.f("fk_coupon_use_coupon_id_coupon")),
        sa.ForeignKeyConstraint(
            ["coupon_code_id"], ["coupon_code.id"], name=op.f("fk_coupon_use_coupon_code_id_coupon_code")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_coupon_use_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon_use")),
        sa.UniqueConstraint("order_id", name=op.f("uq_coupon_use_order_id")),
    )
    op.create_index(op.f("ix_coupon_use_coupon_id"), "coupon_use", ["coupon_id"])
    op.create_index(op.f("ix_coupon_use_coupon_code_id"), "coupon_use", ["coupon_code_id"])


def _gifts() -> None:
    op.create_table(
        "gift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("plan_key", sa.String(length=40), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("season_id", sa.Integer(), nullable=True),
        sa.Column("episode_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcTime(timezone=True), nullable=False),
        sa.Column("redeemed_at", UtcTime(timezone=True), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("(redeemed_at IS NULL) = (household_id IS NULL)", name=op.f("ck_gift_redeemed_by_somebody")),
        sa.CheckConstraint(
            "(kind = 'plan' AND plan_key IS NOT NULL AND months > 0) OR (kind = 'season' AND season_id IS NOT NULL)"
            " OR (kind = 'episode' AND episode_id IS NOT NULL)",
            name=op.f("ck_gift_names_its_thing"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_gift_order_id_order")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_gift_season_id_season")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_gift_episode_id_episode")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_gift_household_id_household")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_gift_code_hash")),
        sa.UniqueConstraint("order_id", name=op.f("uq_gift_order_id")),
    )
    op.create_index(op.f("ix_gift_prefix"), "gift", ["prefix"])
    op.create_index(op.f("ix_gift_household_id"), "gift", ["household_id"])
