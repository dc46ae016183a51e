"""Reading the JSON object that a program sent, so that no nesting and no broken text breaks a page."""

from flask import abort, request


def is_sound(text: str) -> bool:
    """Whether a text can be kept: no NUL, no half of a character."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def sent_object() -> dict:
    """The request's JSON object; anything else ends the request with 400."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        sent = None
    if not isinstance(sent, dict):
        abort(400, "Send a JSON object.")
    return sent


def sent_texts() -> dict[str, str]:
    """The request's JSON object or form, all of texts; anything else ends the request with 400."""
    sent = sent_object() if request.is_json else request.form.to_dict()
    if not all(isinstance(value, str) and is_sound(value) for value in sent.values()):
        abort(400, "Send a form or a JSON object of texts.")
    return sent
