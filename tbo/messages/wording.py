"""The texts of messages: one template each, its first line the subject, in the language of whom it is for."""

from flask import render_template
from flask_babel import force_locale

from ..web.locale import DEFAULT, TAGS


def worded(template: str, language: str, **values) -> tuple[str, str]:
    """Render templates/messages/<template>.txt in a language (zh-Hans, en, de); return subject and body."""
    locale = next((code for code, tag in TAGS.items() if tag == language), DEFAULT)
    with force_locale(locale):
        subject, _, body = render_template(f"messages/{template}.txt", **values).strip().partition("\n")
    return _plain(subject), _plain(body)


def _plain(text: str) -> str:
    """Write the spaces that hold a day together on a page as a letter has them."""
    return text.replace("\N{NO-BREAK SPACE}", " ").strip()
