"""Pictures that staff upload."""

import sqlalchemy as sa
from alembic import op

from tbo.db import Json, UtcTime

revision = "7a10c0de0091"
down_revision = "7a10c0de00a1"
branch_labels = None
depends_on = None

TABLE, FILES = "picture", "picture_file"
CHECKS = {
    "crop_across": "0 <= crop_left AND crop_left < crop_right AND crop_right <= 100",
    "crop_down": "0 <= crop_top AND crop_top < crop_bottom AND crop_bottom <= 100",
    "focus_across": "focus_x BETWEEN crop_left AND crop_right",
    "focus_down": "focus_y BETWEEN crop_top AND crop_bottom",
    "has_a_size": "width > 0 AND height > 0",
    "made_was_asked_for": "made_version <= version",
}
NUMBERS = ("width", "height", "crop_left", "crop_top", "crop_right", "crop_bottom", "focus_x", "focus_y", "version")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("alt", Json(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.Column("made_version", sa.Integer(), nullable=True),
        sa.Column("heaviest", sa.Integer(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("made_at", UtcTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}")) for name, rule in CHECKS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{TABLE}_key")),
    )
    op.create_table(
        FILES,
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("master", sa.LargeBinary(), nullable=False),
        sa.Column("preview", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["picture.id"], name=op.f(f"fk_{FILES}_picture_id_picture"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("picture_id", name=op.f(f"pk_{FILES}")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table(FILES)
    op.drop_table(TABLE)
