"""The language of a page: Chinese without a prefix, /en and /de before the same address."""

from pathlib import Path
from urllib.parse import quote

from babel.support import NullTranslations
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from .template_names import give

DEFAULT = "zh_Hans_CN"
PREFIXES = {"en": "en", "de": "de"}
TAGS = {"zh_Hans_CN": "zh-Hans", "en": "en", "de": "de"}
TAGS_BY_LANGUAGE = {"zh": "zh-Hans", "en": "en", "de": "de"}
CATALOGUES = Path(__file__).parent.parent / "translations"
NAMES = {"zh_Hans_CN": "中文", "en": "English", "de": "Deutsch"}


class LocalePrefix:
    """WSGI layer that moves /en or /de from the path to the script name, so that url_for keeps it."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        first, _, rest = path.lstrip("/").partition("/")
        if path.startswith("/") and not path.startswith("//") and first in PREFIXES:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + first
            environ["PATH_INFO"] = "/" + rest
            environ["tbo.locale"] = PREFIXES[first]
        return self.application(environ, start_response)


class Texts(Domain):
    """The texts of every language, read from their files once per process; Flask-Babel reads them at each request."""

    def __init__(self):
        super().__init__()
        self._by_language: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """Return the texts of this request's language."""
        locale = get_locale()
        if locale is None:
            return NullTranslations()
        found = self._by_language.get(locale.language)
        if found is None:
            found = self._by_language[locale.language] = super().get_translations()
        return found


class ShopBabel(Babel):
    """Flask-Babel with one set of texts."""

    _texts = None

    @property
    def domain_instance(self) -> Texts:
        """Return the texts; a new set for each request otherwise."""
        self._texts = self._texts or Texts()
        return self._texts


def chosen_locale() -> str:
    """Return the Babel locale of this request; outside a request the shop's own language."""
    return request.environ.get("tbo.locale", DEFAULT) if has_request_context() else DEFAULT


def language_tag() -> str:
    """Return the language of this page as in our data and in `lang`: zh-Hans, en or de."""
    locale = get_locale()
    return TAGS_BY_LANGUAGE.get(locale.language, "zh-Hans") if locale else "zh-Hans"


def in_language(texts: dict | None, tag: str | None = None) -> str:
    """Pick from {"zh-Hans": …, "en": …, "de": …}: the page's language, then English, then Chinese."""
    if not texts:
        return ""
    wanted = tag or language_tag()
    return texts.get(wanted) or (wanted == "de" and texts.get("en")) or texts.get("zh-Hans") or texts.get("en") or ""


def address(path: str, locale: str | None = None) -> str:
    """Return `path` (from the root, without prefix) as a full public address in a language."""
    base = current_app.extensions["tbo.settings"].base_url
    prefix = {v: k for k, v in PREFIXES.items()}.get(locale or chosen_locale(), "")
    return base + ("/" + prefix if prefix else "") + quote(path, safe="/?&=%:@,+;~")


def path_in(tag: str | None, path: str) -> str:
    """Return one of our paths, with a language before it or none, as it is in the language `tag`; None leaves it.

    What comes back begins with one slash and no more: with two, or with a backslash, it would name another site.
    """
    path = _rooted(path)
    if tag is None:
        return path
    first, _slash, rest = path[1:].partition("/")
    bare = _rooted(rest) if first in PREFIXES else path
    prefix = next((prefix for prefix, code in PREFIXES.items() if TAGS[code] == tag), "")
    return f"/{prefix}{bare}" if prefix else bare


def _rooted(path: str) -> str:
    return "/" + path.lstrip("/\\")


def alternates() -> list[tuple[str, str, str, bool]]:
    """List this page in every language as (tag, name, path, is current), for hreflang and the language menu."""
    query = request.query_string.decode("ascii", "ignore")
    path = quote(request.path, safe="/%:@,+;~") + ("?" + query if query else "")
    prefixes = {v: "/" + k for k, v in PREFIXES.items()}
    return [(TAGS[code], name, prefixes.get(code, "") + path, code == chosen_locale()) for code, name in NAMES.items()]


def init_app(app: Flask) -> None:
    """Install the language layer and Babel."""
    app.wsgi_app = LocalePrefix(app.wsgi_app)
    settings = app.extensions["tbo.settings"]
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    app.config["BABEL_DEFAULT_TIMEZONE"] = settings.time_zone
    ShopBabel(app, locale_selector=chosen_locale)
    give(app, language_tag=language_tag, alternates=alternates, address=address, get_locale=get_locale)
    app.jinja_env.filters["in_language"] = in_language
