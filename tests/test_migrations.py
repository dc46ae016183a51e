"""Migrations make exactly the tables of the models, on this run's engine."""

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint, column, select, table

from tbo import clock
from tbo.db import db, use_migrations
from tbo.jobs import Job
from tbo.orders.refunds.sending import send_refund

from .conftest import new_app


def test_migrations_make_the_tables_of_the_models(empty_app, server):
    app = new_app(empty_app, server.new())
    use_migrations(app)
    with app.app_context():
        flask_migrate.upgrade()
        context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
        db.session.remove()
        db.engine.dispose()


def test_migrations_can_be_taken_back_and_made_again(empty_app, server):
    app = new_app(empty_app, server.new())
    use_migrations(app)
    with app.app_context():
        flask_migrate.upgrade()
        flask_migrate.downgrade(revision="base")
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()


def test_jobs_that_wait_follow_their_functions_and_those_that_ran_keep_their_names(empty_app, server):
    app, old = new_app(empty_app, server.new()), "tbo.orders.refunds.send_refund"
    use_migrations(app)
    with app.app_context():
        flask_migrate.upgrade(revision="7a10c0de0104")
        # The table as it was then: of columns that came later nothing is said.
        for key, finished_at in (("waits", None), ("ran", clock.now())):
            told = {"key": key, "name": old, "arguments": {"refund_number": "1"}, "due_at": clock.now(), "tries": 0}
            columns = [Job.__table__.c[name] for name in (*told, "finished_at")]
            then = table("job", *[column(one.name, one.type) for one in columns])
            db.session.execute(then.insert().values(finished_at=finished_at, **told))
        db.session.commit()
        flask_migrate.upgrade()
        names = dict(db.session.execute(select(Job.key, Job.name)).all())
        assert names == {"waits": f"{send_refund.__module__}.{send_refund.__qualname__}", "ran": old}
        db.session.remove()
        db.engine.dispose()


# Tables from which the worker drops many rows by the clock (worker/schedule.py).
FORGOTTEN = {"arrival", "attempt", "experiment_visitor", "job", "message", "playback_measure", "playback_session"}


def test_whoever_names_what_is_forgotten_is_found_by_an_index(empty_app):
    """Each row that goes is looked for in every table that may name it."""
    assert set(db.metadata.tables) >= FORGOTTEN
    unindexed = [
        f"{table.name}.{column.name}"
        for table in db.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name in FORGOTTEN for key in column.foreign_keys) and not begins_an_index(column)
    ]
    assert unindexed == []


def begins_an_index(column) -> bool:
    """Whether an index of all rows, or a constraint that brings one, begins with a column."""
    table = column.table
    whole = [index for index in table.indexes if index.dialect_options["postgresql"]["where"] is None]
    bringing = [one for one in table.constraints if isinstance(one, (PrimaryKeyConstraint, UniqueConstraint))]
    return any(next(iter(one.columns), None) is column for one in (*whole, *bringing))
