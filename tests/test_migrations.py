"""Migrations make exactly the tables of the models, on this run's engine."""

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tbo.db import db, use_migrations

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
