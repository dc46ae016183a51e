"""first tables."""

import sqlalchemy as sa
from alembic import op

from tbo.db import Json, UtcTime

revision = "5f6fd0704011"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("item_id", sa.String(length=20), nullable=True),
        sa.Column("sku_id", sa.String(length=20), nullable=True),
        sa.Column("spm", sa.String(length=200), nullable=True),
        sa.Column("known", Json(), nullable=False),
        sa.Column("raw", Json(), nullable=False),
        sa.Column("host_app", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("public_id", name=op.f("uq_arrival_public_id")),
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrival_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_arrival_item_id"), ["item_id"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_subject_at"), ["subject", "at"], unique=False)

    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_catalogue_version_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_version")),
    )
    op.create_table(
        "facet_count",
        sa.Column("facet", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("titles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "value", name=op.f("pk_facet_count")),
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("alipay_user_id", sa.String(length=40), nullable=True),
        sa.Column("form_key", sa.String(length=64), nullable=True),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("became_account_at", UtcTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["household.id"], name=op.f("fk_household_merged_into_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("email", name=op.f("uq_household_email")),
        sa.UniqueConstraint("form_key", name=op.f("uq_household_form_key")),
        sa.UniqueConstraint("phone", name=op.f("uq_household_phone")),
        sa.UniqueConstraint("public_id", name=op.f("uq_household_public_id")),
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_alipay_user_id"), ["alipay_user_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("arguments", Json(), nullable=False),
        sa.Column("due_at", UtcTime(timezone=True), nullable=False),
        sa.Column("claimed_until", UtcTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_finished_at_due_at"), ["finished_at", "due_at"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("sent_at", UtcTime(timezone=True), nullable=True),
        sa.Column("failed_at", UtcTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("channel IN ('sms', 'mail')", name=op.f("ck_message_channel_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
    )
    op.create_table(
        "payment_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("payment_number", sa.String(length=64), nullable=False),
        sa.Column("told_by", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_event")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_event_key")),
    )
    with op.batch_alter_table("payment_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_event_payment_number"), ["payment_number"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", Json(), nullable=False),
        sa.Column("original_name", sa.String(length=120), nullable=True),
        sa.Column("reading", sa.String(length=160), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("born", sa.Integer(), nullable=True),
        sa.Column("bio", Json(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("slug", name=op.f("uq_person_slug")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", Json(), nullable=False),
        sa.Column("pitch", Json(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("streams", sa.Integer(), nullable=False),
        sa.Column("max_height", sa.Integer(), nullable=False),
        sa.Column("member_discount_percent", sa.Integer(), nullable=False),
        sa.Column("is_highlighted", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("months > 0", name=op.f("ck_plan_months_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("key", name=op.f("uq_plan_key")),
    )
    op.create_table(
        "shelf",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", Json(), nullable=False),
        sa.Column("lead", Json(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("definition", Json(), nullable=False),
        sa.Column("layout", sa.String(length=20), nullable=False),
        sa.Column("profiles", Json(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf")),
        sa.UniqueConstraint("slug", name=op.f("uq_shelf_slug")),
    )
    op.create_table(
        "studio",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", Json(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("city", Json(), nullable=False),
        sa.Column("founded", sa.Integer(), nullable=True),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("blurb", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio")),
        sa.UniqueConstraint("slug", name=op.f("uq_studio_slug")),
    )
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", Json(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_term_kind_key")),
    )
    op.create_table(
        "tmall_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=20), nullable=False),
        sa.Column("name", Json(), nullable=False),
        sa.Column("offer_kind", sa.String(length=20), nullable=False),
        sa.Column("offer_ref", sa.String(length=160), nullable=False),
        sa.Column("skus", Json(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.CheckConstraint("status IN ('active', 'withdrawn')", name=op.f("ck_tmall_item_status_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tmall_item")),
        sa.UniqueConstraint("item_id", name=op.f("uq_tmall_item_item_id")),
    )
    op.create_table(
        "person_gram",
        sa.Column("gram", sa.String(length=40), nullable=False),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_gram_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("gram", "popularity", "person_id", name=op.f("pk_person_gram")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("person_gram", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_gram_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_phrases",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("phrases", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_phrases_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_phrases")),
    )
    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("sold_from", UtcTime(timezone=True), nullable=False),
        sa.Column("sold_until", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("price_fen > 0", name=op.f("ck_plan_version_price_positive")),
        sa.CheckConstraint("sold_until IS NULL OR sold_until > sold_from", name=op.f("ck_plan_version_in_order")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_version_plan_id_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("plan_id", "version", name=op.f("uq_plan_version_plan_id_version")),
    )
    op.create_table(
        "profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("avatar", sa.String(length=40), nullable=False),
        sa.Column("rating_cap", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("blocked_titles", Json(), nullable=False),
        sa.Column("player_choices", Json(), nullable=False),
        sa.CheckConstraint("kind IN ('adult', 'teen', 'child')", name=op.f("ck_profile_kind_known")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_profile_household_id_household"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("household_id", "name", name=op.f("uq_profile_household_id_name")),
    )
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_household_id"), ["household_id"], unique=False)

    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("was_sent", sa.Boolean(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('sign-in', 'contact', 'restore')", name=op.f("ck_sign_in_code_purpose_known")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_sign_in_code_household_id_household"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_in_code_public_id")),
    )
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_code_contact_created_at"), ["contact", "created_at"], unique=False)

    op.create_table(
        "title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_original", sa.Boolean(), nullable=False),
        sa.Column("is_for_children", sa.Boolean(), nullable=False),
        sa.Column("in_child_pool", sa.Boolean(), nullable=False),
        sa.Column("name", Json(), nullable=False),
        sa.Column("original_name", sa.String(length=160), nullable=True),
        sa.Column("reading", sa.String(length=200), nullable=True),
        sa.Column("aliases", Json(), nullable=False),
        sa.Column("tagline", Json(), nullable=False),
        sa.Column("synopsis", Json(), nullable=False),
        sa.Column("studio_id", sa.Integer(), nullable=False),
        sa.Column("countries", Json(), nullable=False),
        sa.Column("genres", Json(), nullable=False),
        sa.Column("audio", Json(), nullable=False),
        sa.Column("subtitles", Json(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("rating_note", sa.String(length=40), nullable=True),
        sa.Column("licence_kind", sa.String(length=40), nullable=True),
        sa.Column("licence_number", sa.String(length=80), nullable=True),
        sa.Column("opens_at", UtcTime(timezone=True), nullable=False),
        sa.Column("closes_at", UtcTime(timezone=True), nullable=True),
        sa.Column("regions", Json(), nullable=False),
        sa.Column("published_at", UtcTime(timezone=True), nullable=True),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("pictures", sa.String(length=120), nullable=True),
        sa.Column("picture_alt", Json(), nullable=True),
        sa.Column("has_light_picture", sa.Boolean(), nullable=False),
        sa.Column("lettering", Json(), nullable=True),
        sa.Column("trailer_asset", sa.String(length=80), nullable=True),
        sa.CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name=op.f("ck_title_rights_in_order")),
        sa.CheckConstraint("min_age >= 0", name=op.f("ck_title_age_not_negative")),
        sa.ForeignKeyConstraint(["studio_id"], ["studio.id"], name=op.f("fk_title_studio_id_studio")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title")),
        sa.UniqueConstraint("slug", name=op.f("uq_title_slug")),
    )
    with op.batch_alter_table("title", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_title_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_title_kind_popularity_id"), ["kind", "popularity", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_title_opens_at_id"), ["opens_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_title_popularity_id"), ["popularity", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_title_studio_id_popularity_id"), ["studio_id", "popularity", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_title_year_popularity_id"), ["year", "popularity", "id"], unique=False)

    op.create_table(
        "credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("character", Json(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credit_person_id_person")),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name=op.f("fk_credit_title_id_title"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
    )
    with op.batch_alter_table("credit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_title_id"), ["title_id"], unique=False)

    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("came_by", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", UtcTime(timezone=True), nullable=False),
        sa.Column("revoked_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("came_by IN ('code', 'purchase', 'receipt')", name=op.f("ck_device_came_by_known")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_device_household_id_household"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_device_profile_id_profile"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("public_id", name=op.f("uq_device_public_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_device_secret_hash")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_household_id"), ["household_id"], unique=False)

    op.create_table(
        "listed_title",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("listed_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_listed_title_profile_id_profile"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["title_id"], ["title.id"], name=op.f("fk_listed_title_title_id_title"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("profile_id", "title_id", name=op.f("pk_listed_title")),
    )
    op.create_table(
        "season",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", Json(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.CheckConstraint("price_fen > 0", name=op.f("ck_season_price_positive")),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name=op.f("fk_season_title_id_title"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season")),
        sa.UniqueConstraint("title_id", "number", name=op.f("uq_season_title_id_number")),
    )
    op.create_table(
        "title_facet",
        sa.Column("facet", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", UtcTime(timezone=True), nullable=False),
        sa.Column("closes_at", UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["title_id"], ["title.id"], name=op.f("fk_title_facet_title_id_title"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("facet", "value", "popularity", "title_id", "opens_at", name=op.f("pk_title_facet")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("title_facet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_title_facet_title_id"), ["title_id"], unique=False)

    op.create_table(
        "title_gram",
        sa.Column("gram", sa.String(length=40), nullable=False),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["title_id"], ["title.id"], name=op.f("fk_title_gram_title_id_title"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("gram", "popularity", "title_id", name=op.f("pk_title_gram")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("title_gram", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_title_gram_title_id"), ["title_id"], unique=False)

    op.create_table(
        "title_phrases",
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("phrases", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["title_id"], ["title.id"], name=op.f("fk_title_phrases_title_id_title"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("title_id", name=op.f("pk_title_phrases")),
    )
    op.create_table(
        "episode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", Json(), nullable=False),
        sa.Column("synopsis", Json(), nullable=True),
        sa.Column("duration_s", sa.Integer(), nullable=False),
        sa.Column("intro_start_s", sa.Integer(), nullable=True),
        sa.Column("intro_end_s", sa.Integer(), nullable=True),
        sa.Column("credits_s", sa.Integer(), nullable=True),
        sa.Column("is_free", sa.Boolean(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("rental_fen", sa.Integer(), nullable=True),
        sa.Column("available_at", UtcTime(timezone=True), nullable=False),
        sa.Column("in_plan_at", UtcTime(timezone=True), nullable=True),
        sa.Column("asset", sa.String(length=80), nullable=True),
        sa.CheckConstraint("duration_s > 0", name=op.f("ck_episode_duration_positive")),
        sa.CheckConstraint("price_fen > 0", name=op.f("ck_episode_price_positive")),
        sa.CheckConstraint("rental_fen IS NULL OR rental_fen > 0", name=op.f("ck_episode_rental_positive")),
        sa.ForeignKeyConstraint(
            ["season_id"], ["season.id"], name=op.f("fk_episode_season_id_season"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name=op.f("fk_episode_title_id_title"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode")),
        sa.UniqueConstraint("season_id", "number", name=op.f("uq_episode_season_id_number")),
    )
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_episode_available_at"), ["available_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_episode_in_plan_at"), ["in_plan_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_episode_title_id"), ["title_id"], unique=False)

    op.create_table(
        "entitlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=True),
        sa.Column("season_id", sa.Integer(), nullable=True),
        sa.Column("plan_key", sa.String(length=40), nullable=True),
        sa.Column("paid_fen", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("starts_at", UtcTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcTime(timezone=True), nullable=True),
        sa.Column("start_by_at", UtcTime(timezone=True), nullable=True),
        sa.Column("started_at", UtcTime(timezone=True), nullable=True),
        sa.Column("revoked_at", UtcTime(timezone=True), nullable=True),
        sa.Column("revoked_because", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(kind IN ('episode', 'rental') AND episode_id IS NOT NULL) OR (kind = 'season' AND season_id IS NOT NULL) OR (kind = 'plan' AND plan_key IS NOT NULL)",
            name=op.f("ck_entitlement_names_its_thing"),
        ),
        sa.CheckConstraint(
            "kind <> 'rental' OR start_by_at IS NOT NULL", name=op.f("ck_entitlement_rental_has_first_clock")
        ),
        sa.CheckConstraint("kind IN ('episode', 'season', 'rental', 'plan')", name=op.f("ck_entitlement_kind_known")),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_entitlement_in_order")),
        sa.CheckConstraint("paid_fen >= 0", name=op.f("ck_entitlement_paid_not_negative")),
        sa.CheckConstraint(
            "started_at IS NULL OR ends_at IS NOT NULL", name=op.f("ck_entitlement_rental_has_second_clock")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_entitlement_episode_id_episode")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_entitlement_household_id_household")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_entitlement_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlement")),
        sa.UniqueConstraint("source_kind", "source", name="uq_entitlement_once"),
    )
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_entitlement_household_id_episode_id"), ["household_id", "episode_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_entitlement_household_id_season_id"), ["household_id", "season_id"], unique=False
        )

    op.create_table(
        "free_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", UtcTime(timezone=True), nullable=False),
        sa.Column("closes_at", UtcTime(timezone=True), nullable=False),
        sa.Column("reason", Json(), nullable=True),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_free_window_in_order")),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_free_window_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_window")),
    )
    with op.batch_alter_table("free_window", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_free_window_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_free_window_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_free_window_opens_at"), ["opens_at"], unique=False)

    op.create_table(
        "order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("offer_kind", sa.String(length=10), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=True),
        sa.Column("season_id", sa.Integer(), nullable=True),
        sa.Column("plan_key", sa.String(length=40), nullable=True),
        sa.Column("plan_version", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("wanted_episode_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("lines", Json(), nullable=False),
        sa.Column("total_fen", sa.Integer(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("paid_by", sa.String(length=64), nullable=True),
        sa.Column("paid_late", sa.Boolean(), nullable=False),
        sa.Column("placed_at", UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcTime(timezone=True), nullable=False),
        sa.Column("paid_at", UtcTime(timezone=True), nullable=True),
        sa.Column("fulfilled_at", UtcTime(timezone=True), nullable=True),
        sa.Column("closed_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'paid', 'fulfilled', 'closed', 'refunded', 'partly_refunded')",
            name=op.f("ck_order_state_known"),
        ),
        sa.CheckConstraint("total_fen >= 0", name=op.f("ck_order_total_not_negative")),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_order_arrival_id_arrival")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_order_episode_id_episode")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_order_household_id_household")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_order_season_id_season")),
        sa.ForeignKeyConstraint(["wanted_episode_id"], ["episode.id"], name=op.f("fk_order_wanted_episode_id_episode")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order")),
        sa.UniqueConstraint("household_id", "idempotency_key", name=op.f("uq_order_household_id_idempotency_key")),
        sa.UniqueConstraint("number", name=op.f("uq_order_number")),
    )
    with op.batch_alter_table("order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_arrival_id"), ["arrival_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_order_household_id_placed_at"), ["household_id", "placed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_order_state_expires_at"), ["state", "expires_at"], unique=False)

    op.create_table(
        "playback_session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.Column("started_at", UtcTime(timezone=True), nullable=False),
        sa.Column("last_beat_at", UtcTime(timezone=True), nullable=False),
        sa.Column("played_s", sa.Integer(), nullable=False),
        sa.Column("ended_at", UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["arrival.id"], name=op.f("fk_playback_session_arrival_id_arrival"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_playback_session_device_id_device"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_playback_session_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_playback_session_household_id_household"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_playback_session_profile_id_profile"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playback_session")),
    )
    with op.batch_alter_table("playback_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_playback_session_arrival_id"), ["arrival_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_playback_session_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_playback_session_household_id_last_beat_at"), ["household_id", "last_beat_at"], unique=False
        )

    op.create_table(
        "progress",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("position_s", sa.Integer(), nullable=False),
        sa.Column("length_s", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcTime(timezone=True), nullable=False),
        sa.Column("finished_at", UtcTime(timezone=True), nullable=True),
        sa.Column("hidden_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("position_s >= 0", name=op.f("ck_progress_position_not_negative")),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_progress_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_progress_profile_id_profile"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["title_id"], ["title.id"], name=op.f("fk_progress_title_id_title"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("profile_id", "episode_id", name=op.f("pk_progress")),
    )
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_progress_profile_id_updated_at"), ["profile_id", "updated_at"], unique=False
        )

    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("refunded_fen", sa.Integer(), nullable=False),
        sa.Column("refunding_fen", sa.Integer(), nullable=False),
        sa.Column("told_refunded_fen", sa.Integer(), nullable=False),
        sa.Column("qr_text", sa.String(length=1024), nullable=True),
        sa.Column("trade_no", sa.String(length=64), nullable=True),
        sa.Column("buyer_id", sa.String(length=128), nullable=True),
        sa.Column("flagged_because", sa.String(length=200), nullable=True),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcTime(timezone=True), nullable=False),
        sa.Column("paid_at", UtcTime(timezone=True), nullable=True),
        sa.Column("closed_at", UtcTime(timezone=True), nullable=True),
        sa.Column("next_query_at", UtcTime(timezone=True), nullable=True),
        sa.Column("asked_at", UtcTime(timezone=True), nullable=True),
        sa.Column("queries", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'paid', 'finished', 'closed', 'refunded', 'partly_refunded')",
            name=op.f("ck_payment_state_known"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_payment_amount_positive")),
        sa.CheckConstraint(
            "refunded_fen >= 0 AND refunding_fen >= 0 AND refunded_fen + refunding_fen <= amount_fen",
            name=op.f("ck_payment_refunds_bounded"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_payment_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_number")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_next_query_at"), ["next_query_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_trade_no"), ["trade_no"], unique=False)

    op.create_table(
        "refund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("takes_back", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("refused_because", sa.String(length=200), nullable=True),
        sa.Column("requested_at", UtcTime(timezone=True), nullable=False),
        sa.Column("next_try_at", UtcTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('requested', 'done', 'refused')", name=op.f("ck_refund_state_known")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_refund_amount_positive")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("number", name=op.f("uq_refund_number")),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refund_payment_id"), ["payment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refund_state_next_try_at"), ["state", "next_try_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refund_state_next_try_at"))
        batch_op.drop_index(batch_op.f("ix_refund_payment_id"))

    op.drop_table("refund")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_trade_no"))
        batch_op.drop_index(batch_op.f("ix_payment_order_id"))
        batch_op.drop_index(batch_op.f("ix_payment_next_query_at"))

    op.drop_table("payment")
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_progress_profile_id_updated_at"))

    op.drop_table("progress")
    with op.batch_alter_table("playback_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_playback_session_household_id_last_beat_at"))
        batch_op.drop_index(batch_op.f("ix_playback_session_episode_id"))
        batch_op.drop_index(batch_op.f("ix_playback_session_arrival_id"))

    op.drop_table("playback_session")
    with op.batch_alter_table("order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_state_expires_at"))
        batch_op.drop_index(batch_op.f("ix_order_household_id_placed_at"))
        batch_op.drop_index(batch_op.f("ix_order_arrival_id"))

    op.drop_table("order")
    with op.batch_alter_table("free_window", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_free_window_opens_at"))
        batch_op.drop_index(batch_op.f("ix_free_window_episode_id"))
        batch_op.drop_index(batch_op.f("ix_free_window_closes_at"))

    op.drop_table("free_window")
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entitlement_household_id_season_id"))
        batch_op.drop_index(batch_op.f("ix_entitlement_household_id_episode_id"))

    op.drop_table("entitlement")
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_episode_title_id"))
        batch_op.drop_index(batch_op.f("ix_episode_in_plan_at"))
        batch_op.drop_index(batch_op.f("ix_episode_available_at"))

    op.drop_table("episode")
    op.drop_table("title_phrases")
    with op.batch_alter_table("title_gram", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_title_gram_title_id"))

    op.drop_table("title_gram")
    with op.batch_alter_table("title_facet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_title_facet_title_id"))

    op.drop_table("title_facet")
    op.drop_table("season")
    op.drop_table("listed_title")
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_household_id"))

    op.drop_table("device")
    with op.batch_alter_table("credit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_title_id"))
        batch_op.drop_index(batch_op.f("ix_credit_person_id"))

    op.drop_table("credit")
    with op.batch_alter_table("title", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_title_year_popularity_id"))
        batch_op.drop_index(batch_op.f("ix_title_studio_id_popularity_id"))
        batch_op.drop_index(batch_op.f("ix_title_popularity_id"))
        batch_op.drop_index(batch_op.f("ix_title_opens_at_id"))
        batch_op.drop_index(batch_op.f("ix_title_kind_popularity_id"))
        batch_op.drop_index(batch_op.f("ix_title_closes_at"))

    op.drop_table("title")
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_code_contact_created_at"))

    op.drop_table("sign_in_code")
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_household_id"))

    op.drop_table("profile")
    op.drop_table("plan_version")
    op.drop_table("person_phrases")
    with op.batch_alter_table("person_gram", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_gram_person_id"))

    op.drop_table("person_gram")
    op.drop_table("tmall_item")
    op.drop_table("term")
    op.drop_table("studio")
    op.drop_table("shelf")
    op.drop_table("plan")
    op.drop_table("person")
    with op.batch_alter_table("payment_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_event_payment_number"))

    op.drop_table("payment_event")
    op.drop_table("message")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_finished_at_due_at"))

    op.drop_table("job")
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_household_alipay_user_id"))

    op.drop_table("household")
    op.drop_table("facet_count")
    op.drop_table("catalogue_version")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_subject_at"))

    op.drop_table("attempt")
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arrival_item_id"))
        batch_op.drop_index(batch_op.f("ix_arrival_created_at"))

    op.drop_table("arrival")
