"""The first page: what the sandbox is and where everything is."""

from flask import Blueprint, jsonify, render_template

from tbo.sandbox.chaos import chaos_now
from tbo.sandbox.purses import buyers_now
from tbo.sandbox.sandbox import here

routes = Blueprint("home", __name__)


@routes.get("/")
def index():
    """Explain, with links."""
    sandbox = here()
    with sandbox.store.reading() as db:
        chaos, buyers = chaos_now(db), buyers_now(db)
    return render_template("sandbox/index.html", options=sandbox.options, buyers=buyers, chaos=chaos)


@routes.get("/healthz")
def healthy():
    """Answer whether the process and its file work."""
    with here().store.reading() as db:
        db.execute("SELECT 1 FROM facts").fetchone()
    return jsonify(status="ok")
