"""Whether this process lives, and whether it can serve: for platforms and for people on call."""

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from .. import clock
from ..db import MIGRATIONS, db
from ..jobs import oldest_due_at

pages = Blueprint("health", __name__)
LATE_S = 300


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
        at_head = migrations_at_head()
        waiting_s = seconds_waiting()
    except SQLAlchemyError as error:
        return {"ready": False, "database": type(error).__name__}
    return {
        "ready": at_head,
        "database": "ok",
        "migrations": "at head" if at_head else "behind",
        "queue_age_s": waiting_s,
        "worker": "late" if waiting_s > LATE_S else "ok",
    }


def migrations_at_head() -> bool:
    """Whether the database has every migration of this code."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(MIGRATIONS))
    current = MigrationContext.configure(db.session.connection()).get_current_heads()
    return set(current) == set(script.get_heads())


def seconds_waiting() -> int:
    """Return how long the oldest due job has been waiting, in seconds."""
    due_at = oldest_due_at()
    return max(0, int((clock.now() - due_at).total_seconds())) if due_at else 0


def init_app(app: Flask) -> None:
    """Add the two addresses."""
    app.register_blueprint(pages)
