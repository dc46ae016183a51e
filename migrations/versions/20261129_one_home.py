"""One home page, and one for children: held by the database."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de0053"
down_revision = "7a10c0de0052"
branch_labels = None
depends_on = None

ONE_OF = sa.text("kind IN ('home', 'children')")


def upgrade() -> None:
    op.create_index("uq_page_one_of_kind", "page", ["kind"], unique=True, sqlite_where=ONE_OF, postgresql_where=ONE_OF)


def downgrade() -> None:
    op.drop_index("uq_page_one_of_kind", table_name="page")
