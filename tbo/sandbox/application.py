"""Wiring of the sandbox: one Flask application from its parts, with couriers when it is a process."""

from flask import Flask

from tbo.sandbox import (
    bill_file,
    cashier,
    chaos_panel,
    console,
    gateway,
    home,
    inbox,
    signing,
    tmall,
    tmall_gateway,
    wallet,
)
from tbo.sandbox.amounts import yuan
from tbo.sandbox.china_time import china_text
from tbo.sandbox.courier import start_couriers
from tbo.sandbox.guards import guard
from tbo.sandbox.options import ROOT, SandboxSettings
from tbo.sandbox.sandbox import start
from tbo.sandbox.store import instant
from tbo.sandbox.words import speak


def create_sandbox(options: SandboxSettings, *, with_couriers: bool = False) -> Flask:
    """Wire one sandbox. Tests deliver notices themselves; a process asks for couriers. Raises SandboxRefused."""
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static" / "sandbox"),
        static_url_path="/static",
    )
    app.extensions["sandbox"] = start(options)
    app.jinja_env.filters |= {"yuan": yuan, "china": lambda text: china_text(instant(text))}
    for part in (gateway, cashier, signing, wallet, console, chaos_panel, inbox, bill_file, home, tmall, tmall_gateway):
        app.register_blueprint(part.routes)
    guard(app)
    speak(app)
    if with_couriers:
        start_couriers(app.extensions["sandbox"])
    return app
