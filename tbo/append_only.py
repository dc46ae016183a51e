"""Tables in which nothing that was written changes or goes: the database itself refuses, on both engines."""

from sqlalchemy import DDL, Table, event

_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    # "INSERT OR REPLACE" deletes without asking the trigger above; a row whose id is taken is refused before that.
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
    " WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})"
    " BEGIN SELECT RAISE(IGNORE); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
)
_UNDO_POSTGRESQL = "DROP FUNCTION {table}_refuse()"


def append_only(table: Table, *unique: str) -> None:
    """Let the database refuse every UPDATE and DELETE of a table, wherever the table is made.

    A row that repeats the id or one of the `unique` columns is left out, so what is there cannot be replaced.
    """
    for dialect, statements in statements_for(table.name, *unique).items():
        for statement in statements:
            event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))
    undo = DDL(_UNDO_POSTGRESQL.format(table=table.name)).execute_if(dialect="postgresql")
    event.listen(table, "after_drop", undo)


def statements_for(table: str, *unique: str) -> dict[str, list[str]]:
    """Return what makes a table append-only, by engine."""
    taken = " OR ".join(f"{column} = NEW.{column}" for column in ("id", *unique))
    sqlite = [statement.format(table=table, taken=taken) for statement in _SQLITE]
    return {"sqlite": sqlite, "postgresql": [statement.format(table=table) for statement in _POSTGRESQL]}
