"""Pages of accounts: signing in and out, devices, restoring with a receipt."""

from flask import Blueprint, Flask

from . import viewer

pages = Blueprint("accounts", __name__)


def init_app(app: Flask) -> None:
    """Let every request know who asks."""
    viewer.init_app(app)
    app.jinja_env.globals["current_viewer"] = viewer.viewer
