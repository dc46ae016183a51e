"""The application factory: wires the packages together and decides nothing."""

from importlib import import_module

from flask import Flask

from . import db
from .catalog import version
from .pages import keeping
from .settings import ROOT, Settings, engine_options, read_settings
from .storefront.standing import standing_or_none
from .web import (
    assets,
    bounds,
    csrf,
    errors,
    filters,
    headers,
    health,
    known_pages,
    lanes,
    locale,
    logs,
    packing,
    page_cache,
    pages,
    proxies,
    sharing,
    template_build,
)
from .web.cookies import Cookie, name_of
from .web.page_version import Version
from .worker import queue

# Packages with pages; each has `routes.py` with a blueprint `pages`.
WITH_PAGES = (
    *("accounts", "arrivals", "backoffice", "family", "orders", "pages", "playback", "storefront", "tickets"),
    "vouchers",
)
# Packages with tables; naming them here lets migrations see every model.
WITH_TABLES = (
    *("accounts", "arrivals", "backoffice", "catalog", "entitlements", "messages", "offers", "orders", "playback"),
    *("family", "pages", "subscriptions", "tickets", "vouchers"),
)
# Packages that say what becomes of their rows when two households become one.
WITH_ROWS_TO_MERGE = ("entitlements", "family", "orders", "pages", "playback", "subscriptions", "vouchers")
BODY_LIMIT = 2 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Make the shop from `settings` (read from the environment by default). Raises SettingsWrong."""
    settings = settings or _settings_of_this_machine()
    logs.configure(settings.log_level)
    app = Flask("tbo", root_path=str(ROOT), instance_path=str(settings.instance_folder.resolve()))
    app.extensions["tbo.settings"] = settings
    _configure(app, settings)
    db.init_app(app)
    for package in WITH_TABLES:
        import_module(f".{package}.models", __name__)
    for package in WITH_ROWS_TO_MERGE:
        import_module(f".{package}.merging", __name__)
    packing.init_app(app)
    if settings.env != "test":
        lanes.install(app)  # Tests leave answers unread.
    sharing.init_app(app, keeping.POLICIES, keeping.true_until)
    for part in (logs, locale, bounds, pages, filters, assets, csrf, errors, headers, health):
        part.init_app(app)
    _register_pages(app)
    # The layers in front of Flask, from the inside: proxy and language (above), kept pages, files.
    if settings.env != "test" and not app.debug:
        _keep_pages(app)
    assets.serve(app)
    template_build.init_app(app)
    queue.init_app(app)
    if settings.env == "development":
        import_module(".demo.staff", __name__).init_app(app)
    if db.is_command_line():
        _register_commands(app)
    return app


def _settings_of_this_machine() -> Settings:
    """Read the environment; in development the missing keys are made first."""
    settings = read_settings()
    if settings.env == "development" and _lacks_keys(settings):
        from .development_keys import make_development_keys

        make_development_keys(settings.keys_folder)
        settings = read_settings()
    return settings


def _lacks_keys(settings: Settings) -> bool:
    is_whole = settings.secret_key and settings.stream_keys
    return not is_whole or (settings.tickets == "sandbox" and not settings.tickets_notice_key)


def _configure(app: Flask, settings: Settings) -> None:
    is_https = settings.is_https
    app.config.update(
        SECRET_KEY=settings.secret_key or None,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=settings.database_url or f"sqlite:///{settings.instance_folder.resolve() / 'tbo.db'}",
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME=name_of(Cookie.SESSION, is_https),
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        TESTING=settings.env == "test",
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.strict_slashes = False
    proxies.init_app(app)


def _keep_pages(app: Flask) -> None:
    """Answer from kept pages: households that are known from theirs, everybody else from everybody's."""
    known = Version(version.read, app.app_context)
    known_pages.install(app, keeping.OF_STANDING, known, standing_or_none)
    page_cache.install(app, keeping.POLICIES, known)


def _register_pages(app: Flask) -> None:
    from .media import stores
    from .playback import asking_pages, origin, signers

    stores.init_app(app)
    signers.init_app(app)
    app.register_blueprint(origin.pages)
    app.register_blueprint(asking_pages.pages)
    for package in WITH_PAGES:
        routes = import_module(f".{package}.routes", __name__)
        app.register_blueprint(routes.pages)
        if hasattr(routes, "init_app"):
            routes.init_app(app)


def _register_commands(app: Flask) -> None:
    """Add `flask tbo …`; a web process does without what its commands import."""
    from .operations.commands import tbo_commands

    app.cli.add_command(tbo_commands)
