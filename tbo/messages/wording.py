"""The texts of messages: one template each, its first line the subject, in the language of whom it is for."""

from flask import render_template
from flask_babel import force_locale

from ..web.locale import DEFAULT, TAGS


def worded(template: str, language: str, **values) -> tuple[str, str]:
    """Render templates/messages/<template>.txt in a language (zh-Hans, en, de); return subject and body."""
    locale = next((code for code, tag in TAGS.items() if tag == language), DEFAULT)
    with force_locale(locale):
        subject, _, body = render_template(f"messages/{template}.txt", **values).strip().partition("\n")
    return subject.strip(), body.strip()
