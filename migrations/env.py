"""Runs migrations on the shop's own engine, SQLite or PostgreSQL."""

from alembic import context
from flask import current_app

migrate = current_app.extensions["migrate"]
metadata = migrate.db.metadata


def drop_empty(_context, _revision, directives) -> None:
    """Write no migration file when nothing changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run() -> None:
    """Migrate in one transaction, so that a failed migration leaves nothing behind."""
    with migrate.db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Rebuilding a table must not cascade into the rows that point at it.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=metadata,
            process_revision_directives=drop_empty,
            **{k: v for k, v in migrate.configure_args.items() if k != "process_revision_directives"},
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if connection.dialect.name == "sqlite":
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


run()
