"""Names that every template knows: one name is one thing, in whichever package it was given."""

from flask import Flask


def give(app: Flask, **names: object) -> None:
    """Let every template know `names`. Raises ValueError for one that templates know as something else."""
    known = app.jinja_env.globals
    taken = sorted(name for name, thing in names.items() if known.get(name, thing) is not thing)
    if taken:
        raise ValueError(f"templates know {', '.join(taken)} already")
    known.update(names)
