"""Whether this process lives, and whether it can serve: for platforms and for people on call."""

from enum import StrEnum
from functools import cache

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from .. import clock
from ..db import MIGRATIONS, db
from ..jobs import oldest_due_at, worker_seen_at

pages = Blueprint("health", __name__)
LATE_S = 300
# A worker says each minute that it is there.
WORKER_SILENT_S = 180


class Migrations(StrEnum):
    """How the database's tables stand to this code: as it wants them, older, or those of newer code."""

    AT_HEAD = "at head"
    BEHIND = "behind"
    AHEAD = "ahead"


@pages.get("/healthz")
def alive() -> Response:
    """Say that the process answers."""
    return _of_now(alive=True)


@pages.get("/readyz")
def ready() -> tuple[Response, int]:
    """Say whether database, migrations and worker are in order."""
    state = readiness()
    return _of_now(**state), 200 if state["ready"] else 503


def _of_now(**state) -> Response:
    """Answer with what is true at this instant only."""
    response = jsonify(state)
    response.headers["Cache-Control"] = "no-store"
    return response


def readiness() -> dict:
    """Return database, migrations and queue age as values, and `ready` for all of them together."""
    try:
        db.session.execute(text("SELECT 1"))
        state = migrations()
        waiting_s = seconds_waiting()
    except SQLAlchemyError as error:
        return {"ready": False, "database": type(error).__name__}
    return {
        "ready": state is not Migrations.BEHIND,
        "database": "ok",
        "migrations": state.value,
        "queue_age_s": waiting_s,
        "worker": "late" if waiting_s > LATE_S or not is_worker_seen() else "ok",
    }


def migrations() -> Migrations:
    """Compare the database with the migrations of this code.

    A revision that this code does not know was made by newer code: a deploy migrates while the processes of before it
    still serve, and they go on until the new ones take over.
    """
    from alembic.migration import MigrationContext

    heads, known = _of_this_code()
    current = set(MigrationContext.configure(db.session.connection()).get_current_heads())
    if current == heads:
        return Migrations.AT_HEAD
    return Migrations.AHEAD if current - known else Migrations.BEHIND


@cache
def _of_this_code() -> tuple[frozenset[str], frozenset[str]]:
    """Return the heads and all revisions of this code, which imports every migration: once in a process's life."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(MIGRATIONS))
    return frozenset(script.get_heads()), frozenset(step.revision for step in script.walk_revisions())


def is_worker_seen() -> bool:
    """Whether a worker was at work lately, also while nothing is due."""
    seen_at = worker_seen_at()
    return seen_at is not None and (clock.now() - seen_at).total_seconds() <= WORKER_SILENT_S


def seconds_waiting() -> int:
    """Return how long the oldest due job has been waiting, in seconds."""
    due_at = oldest_due_at()
    return max(0, int((clock.now() - due_at).total_seconds())) if due_at else 0


def init_app(app: Flask) -> None:
    """Add the two addresses."""
    app.register_blueprint(pages)
