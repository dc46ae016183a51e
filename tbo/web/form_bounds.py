"""Bounds of every form that is read, before its view or, for large ones, once whoever asks has been let in."""

from flask import abort, request

MOST_FIELDS = 1000


def refuse_form() -> None:
    """Refuse a form of too many fields with 413, and one that holds what no database keeps as text with 400."""
    fields = [text for field in request.form.items(multi=True) for text in field]
    if len(fields) > 2 * MOST_FIELDS:
        abort(413)
    if any("\x00" in text for text in fields):
        abort(400)
