"""The sandbox's two languages: Chinese as written, English from its catalogue, chosen by link, kept in a cookie."""

from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from babel.messages.pofile import read_po
from flask import Flask, Response, g, has_request_context, request

CATALOGUE = Path(__file__).parent / "translations" / "en" / "LC_MESSAGES" / "sandbox.po"
COOKIE = "sandbox-language"
LANGUAGES = {"zh": "中文", "en": "English"}


def gettext(text: str, **values: object) -> str:
    """Say `text` in the language of the request; named values are put in."""
    said = english().get(text, text) if language() == "en" else text
    return said % values if values else said


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """Chinese has one form, and our English sentences are written so that they need one."""
    return gettext(one if n == 1 else many, **values)


def language() -> str:
    """The chosen language, Chinese where nobody chose."""
    if not has_request_context():
        return "zh"
    if "language" not in g:
        chosen = request.args.get("lang") or request.cookies.get(COOKIE)
        g.language = chosen if chosen in LANGUAGES else "zh"
    return g.language


@cache
def english() -> dict[str, str]:
    """All sentences, read once."""
    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


def speak(app: Flask) -> None:
    """Give the templates their words and keep the chosen language."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.context_processor(lambda: {"language": language(), "languages": LANGUAGES, "same_page_in": _same_page_in})
    app.after_request(_keep_choice)


def _same_page_in(name: str) -> str:
    return "?" + urlencode(request.args.to_dict() | {"lang": name})


def _keep_choice(response: Response) -> Response:
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, request.args["lang"], max_age=365 * 86400, samesite="Lax", httponly=True)
    return response
