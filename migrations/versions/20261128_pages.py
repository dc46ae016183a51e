"""Landing pages: versions, when each is shown, drafts and their steps, previews by link."""

import sqlalchemy as sa
from alembic import op

from tbo.append_only import statements_for
from tbo.db import Json, UtcTime

revision = "7a10c0de0051"
down_revision = "7a10c0de0031"
branch_labels = None
depends_on = None

KINDS = "kind IN ('home', 'children', 'campaign', 'collection', 'legal')"


def upgrade() -> None:
    op.create_table(
        "page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        *_made(),
        sa.CheckConstraint(KINDS, name=op.f("ck_page_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("slug", name=op.f("uq_page_slug")),
    )
    op.create_index(op.f("ix_page_kind"), "page", ["kind"])
    _versions()
    _publications()
    _drafts()
    _links()


def _made() -> tuple[sa.Column, sa.Column]:
    made_by = sa.Column("made_by", sa.String(length=120), nullable=False)
    return sa.Column("made_at", UtcTime(timezone=True), nullable=False), made_by


def _page_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f(f"fk_{table}_page_id_page"))


def _versions() -> None:
    op.create_table(
        "page_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        *_made(),
        sa.CheckConstraint("number > 0", name=op.f("ck_page_version_number_positive")),
        _page_key("page_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_version")),
        sa.UniqueConstraint("page_id", "number", name=op.f("uq_page_version_page_id_number")),
    )
    for statement in statements_for("page_version")[op.get_bind().dialect.name]:
        op.execute(statement)


def _publications() -> None:
    op.create_table(
        "page_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", UtcTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", UtcTime(timezone=True), nullable=True),
        *_made(),
        sa.CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name=op.f("ck_page_publication_ends_after_start")),
        _page_key("page_publication"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["page_version.id"], name=op.f("fk_page_publication_version_id_page_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_publication")),
    )
    for column in ("page_id", "version_id"):
        op.create_index(op.f(f"ix_page_publication_{column}"), "page_publication", [column])


def _drafts() -> None:
    op.create_table(
        "page_draft",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        _page_key("page_draft"),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_draft")),
    )
    op.create_table(
        "page_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("before", Json(), nullable=True),
        sa.Column("after", Json(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        *_made(),
        _page_key("page_step"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_step")),
        sa.UniqueConstraint("page_id", "number", name=op.f("uq_page_step_page_id_number")),
    )
    op.create_index(op.f("ix_page_step_page_id_key_number"), "page_step", ["page_id", "key", "number"])


def _links() -> None:
    op.create_table(
        "page_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("persona", sa.String(length=12), nullable=False),
        sa.Column("seen_at", UtcTime(timezone=True), nullable=True),
        sa.Column("ends_at", UtcTime(timezone=True), nullable=False),
        sa.Column("revoked_at", UtcTime(timezone=True), nullable=True),
        *_made(),
        _page_key("page_link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_page_link_secret_hash")),
    )
    op.create_index(op.f("ix_page_link_page_id"), "page_link", ["page_id"])


def downgrade() -> None:
    for table in ("page_link", "page_step", "page_draft", "page_publication", "page_version", "page"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION page_version_refuse()")
