"""The running sandbox: its options, store, keys and the bell that wakes the courier."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from flask import Flask, current_app

from tbo.sandbox.keys import Keys, ensure_keys, load_keys
from tbo.sandbox.options import SandboxSettings, refuse_production
from tbo.sandbox.store import Store


@dataclass(frozen=True)
class Sandbox:
    """Everything one sandbox holds; shared by its threads, kept in its Flask application."""

    options: SandboxSettings
    store: Store
    keys: Keys
    bell: Event = field(default_factory=Event)

    def now(self) -> datetime:
        """The present instant by the sandbox's clock."""
        return self.options.now()


def start(options: SandboxSettings) -> Sandbox:
    """Make keys and tables where missing. Raises SandboxRefused in production."""
    refuse_production(options)
    ensure_keys(options.keys_folder)
    return Sandbox(options, Store(options.folder), load_keys(options.keys_folder))


def sandbox_of(app: Flask) -> Sandbox:
    """The sandbox inside an application made by `create_sandbox`."""
    return app.extensions["sandbox"]


def here() -> Sandbox:
    """The sandbox of the present request."""
    return sandbox_of(current_app)
