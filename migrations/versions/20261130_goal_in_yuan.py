"""An experiment may compare what visitors paid."""

from alembic import op

revision = "7a10c0de0101"
down_revision = "7a10c0de00f7"
branch_labels = None
depends_on = None

BEFORE, NOW = "goal IN ('orders', 'minutes')", "goal IN ('orders', 'yuan', 'minutes')"


def upgrade() -> None:
    """Know one goal more."""
    _know(NOW)


def downgrade() -> None:
    """Know it no more, and no experiment that had it."""
    op.execute("DELETE FROM experiment_visitor WHERE experiment_id IN (SELECT id FROM experiment WHERE goal = 'yuan')")
    op.execute("DELETE FROM experiment WHERE goal = 'yuan'")
    _know(BEFORE)


def _know(goals: str) -> None:
    with op.batch_alter_table("experiment") as batch:
        batch.drop_constraint(op.f("ck_experiment_goal_known"), type_="check")
        batch.create_check_constraint(op.f("ck_experiment_goal_known"), goals)
