"""The chaos panel: ordering trouble by form for people, by JSON for tests."""

import dataclasses

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for

from tbo.sandbox.chaos import FAULTS, ChaosRefused, calm_down, chaos_from_form, chaos_now, order_chaos
from tbo.sandbox.json_body import sent_object
from tbo.sandbox.sandbox import here

routes = Blueprint("chaos", __name__)


@routes.get("/chaos")
def panel():
    """Show the trouble in force and the form that changes it."""
    with here().store.reading() as db:
        return render_template("sandbox/chaos.html", chaos=chaos_now(db), faults=FAULTS)


@routes.post("/chaos")
def order():
    """Take the whole form, or calm down."""
    with here().store.writing() as db:
        if "reset" in request.form:
            calm_down(db)
        else:
            _ordered(db, chaos_from_form(request.form))
    return redirect(url_for("chaos.panel"), 303)


@routes.get("/chaos.json")
def told():
    """The trouble in force."""
    with here().store.reading() as db:
        return jsonify(dataclasses.asdict(chaos_now(db)))


@routes.post("/chaos.json")
def order_json():
    """Change the named fields; `{"reset": true}` first ends all trouble."""
    changes = sent_object()
    with here().store.writing() as db:
        if changes.pop("reset", False):
            calm_down(db)
        return jsonify(dataclasses.asdict(_ordered(db, changes)))


def _ordered(db, changes):
    try:
        return order_chaos(db, changes)
    except ChaosRefused as refusal:
        abort(400, str(refusal))
