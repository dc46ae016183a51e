"""Minutes and nights of profiles, and wishes for more time."""

import sqlalchemy as sa
from alembic import op

from tbo.db import UtcTime

revision = "7a10c0de0033"
down_revision = "7a10c0de0061"
branch_labels = None
depends_on = None

BOUNDED = {"weekday_minutes": 1440, "weekend_minutes": 1440, "rest_from": 1439, "rest_until": 1439}
PLAIN = {
    "is_strict": (sa.Boolean(), {"server_default": sa.false(), "nullable": False}),
    "watched_on": (sa.Date(), {"nullable": True}),
    "watched_s": (sa.Integer(), {"server_default": "0", "nullable": False}),
    "free_until": (UtcTime(timezone=True), {"nullable": True}),
}


def upgrade() -> None:
    """Add columns and the table. Checks are written out: SQLite would copy the whole table for them."""
    for name, most in BOUNDED.items():
        op.execute(
            f"ALTER TABLE profile ADD COLUMN {name} INTEGER"
            f" CONSTRAINT ck_profile_{name}_in_a_day CHECK ({name} BETWEEN 0 AND {most})"
        )
    for name, (kind, settings) in PLAIN.items():
        op.add_column("profile", sa.Column(name, kind, **settings))
    op.create_table(
        "time_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcTime(timezone=True), nullable=False),
        sa.Column("answered_at", UtcTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 0 AND 240", name=op.f("ck_time_wish_minutes_in_an_evening")),
        sa.CheckConstraint(
            "(minutes IS NULL) = (answered_at IS NULL)", name=op.f("ck_time_wish_answered_with_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_time_wish_profile_id_profile"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_wish")),
        sa.UniqueConstraint("public_id", name=op.f("uq_time_wish_public_id")),
    )
    op.create_index(op.f("ix_time_wish_profile_id_asked_at"), "time_wish", ["profile_id", "asked_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("time_wish")
    with op.batch_alter_table("profile") as profile:
        for name in BOUNDED:
            profile.drop_constraint(op.f(f"ck_profile_{name}_in_a_day"), type_="check")
        for name in (*BOUNDED, *PLAIN):
            profile.drop_column(name)
