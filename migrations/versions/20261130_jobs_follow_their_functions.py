"""Jobs that wait go by the new names of functions that moved into folders by subject."""

import sqlalchemy as sa
from alembic import op

revision = "7a10c0de0105"
down_revision = "7a10c0de0104"
branch_labels = None
depends_on = None
MOVED = {
    "tbo.backoffice.film_packaging.package_upload": "tbo.backoffice.films.packaging.package_upload",
    "tbo.orders.renewal_sweep.look_after": "tbo.orders.renewals.sweep.look_after",
    "tbo.orders.refunds.send_refund": "tbo.orders.refunds.sending.send_refund",
}
JOB = sa.table("job", sa.column("name", sa.String), sa.column("finished_at", sa.DateTime))


def upgrade() -> None:
    """Let waiting jobs find their functions."""
    _rename(MOVED)


def downgrade() -> None:
    """Let waiting jobs find them where they stood."""
    _rename({new: old for old, new in MOVED.items()})


def _rename(names: dict[str, str]) -> None:
    for old, new in names.items():
        op.execute(sa.update(JOB).where(JOB.c.name == old, JOB.c.finished_at.is_(None)).values(name=new))
