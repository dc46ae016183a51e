"""How many connections to PostgreSQL a process keeps, and how it notices that one of them is dead."""

from typing import Any

from .variables import Settings

# Whoever waits longer for a connection is told to come again.
PATIENCE_S = 10


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return what the engine of the shop's database is made with.

    A file has no connections to run out of, and none that a restart kills.
    """
    # An exception's text goes into logs; what was bound to its statement does not.
    options: dict[str, Any] = {"hide_parameters": True}
    if settings.database_url.startswith("postgresql"):
        options |= {
            "pool_pre_ping": True,
            "pool_size": min(settings.web_threads, settings.database_connections),
            "max_overflow": 0,
            "pool_timeout": PATIENCE_S,
        }
    return options
