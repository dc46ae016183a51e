"""Fixtures that every test shares: the app on a real database, rolled back after each test."""

import gc
from dataclasses import replace
from datetime import UTC, datetime

import hypothesis
import pytest
import sqlalchemy as sa

from tbo import create_app
from tbo.accounts import slow_hashes
from tbo.catalog import version
from tbo.clock import standing_at
from tbo.db import db
from tbo.web import asset_build

from .support import databases, savepoints
from .support.inspecting_client import InspectingClient
from .support.shops import settings_of

# A busy machine is not a mistake of ours: nothing here is measured by time.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
# Thousands of tests leave much to look through and little to throw away: looking less often saves a seventh.
gc.set_threshold(100_000, 50, 100)
pytest_plugins = [f"tests.support.{name}" for name in ("catalogue_fixtures", "log_lines", "selling_fixtures")]
# A check takes 30 ms on purpose; here nobody guesses. `promised_strength` gives what shops run with.
STRENGTH_OF_SHOPS, slow_hashes.STRENGTH = slow_hashes.STRENGTH, {"memory_cost": 64, "time_cost": 1, "parallelism": 1}
# A busy machine asks no more often than an idle one; tests of what a change elsewhere leads to ask at once.
version.READ_EVERY_S = 10**6
ANCHOR = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def pytest_addoption(parser):
    """Let the second engine leave out what has no engine."""
    parser.addoption("--with-database", action="store_true", help="only tests that use a database")


def pytest_collection_modifyitems(config, items):
    """Leave out tests that no second engine can change, if that was asked for."""
    if config.getoption("--with-database"):
        config.hook.pytest_deselected(items=[item for item in items if not depends_on_engine(item)])
        items[:] = [item for item in items if depends_on_engine(item)]


def pytest_sessionfinish():
    """What is left ends with the process: looking through it for what nobody needs, as exits do, takes seconds."""
    gc.freeze()


def depends_on_engine(item) -> bool:
    """Whether a test opens a database, and is not marked as one that only passes it."""
    return "server" in item.fixturenames and item.get_closest_marker("once") is None


@pytest.fixture(scope="session")
def server():
    """The database server of this run."""
    running = databases.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def settings(server, tmp_path_factory):
    """Settings of a shop under test, on an address where nobody listens.

    Static files are built before the first of its apps: one that a later test makes finds them as the first one did.
    """
    asset_build.build()
    return settings_of(tmp_path_factory.mktemp("instance"), server.new())


@pytest.fixture(scope="session")
def empty_app(settings):
    """The shop with every table and no content; use `app` unless you need a template database.

    test_migrations proves that migrations make the same tables.
    """
    app = create_app(settings)
    app.test_client_class = InspectingClient
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    return app


@pytest.fixture(scope="session")
def demo_database(empty_app, server):
    """The address of a database that holds the demo shop as of ANCHOR; copy it, do not write to it."""
    from tbo.demo.build import build

    address = empty_copy(empty_app, server)
    app = new_app(empty_app, address)
    with app.app_context(), standing_at(ANCHOR):
        build(ANCHOR)
        db.engine.dispose()
    return address


@pytest.fixture(scope="session")
def full_app(empty_app, demo_database, server):
    """The shop with the demo content; use `shop` in tests."""
    return new_app(empty_app, server.new(template=demo_database))


@pytest.fixture
def app(empty_app):
    """The shop without content, in an app context; whatever a test writes is rolled back."""
    yield from undone(empty_app)


@pytest.fixture
def shop(full_app):
    """The demo shop at ANCHOR, in an app context; whatever a test writes is rolled back."""
    with standing_at(ANCHOR):
        yield from undone(full_app)


@pytest.fixture
def promised_strength(monkeypatch):
    """Hash passwords as slowly as shops do."""
    monkeypatch.setattr(slow_hashes, "STRENGTH", STRENGTH_OF_SHOPS)
    slow_hashes._hasher.cache_clear()
    yield
    slow_hashes._hasher.cache_clear()


@pytest.fixture
def client(app):
    """A visitor of the shop without content."""
    return app.test_client()


@pytest.fixture
def visitor(shop):
    """A visitor of the demo shop."""
    return shop.test_client()


@pytest.fixture(scope="session")
def reused_app(empty_app, server):
    """The app of `committed_app`: what one test had compiled serves the next, only its database is put back."""
    return new_app(empty_app, empty_copy(empty_app, server))


@pytest.fixture(scope="session")
def reused_shop(full_app, demo_database, server):
    """The app of `committed_shop`, reused in the same way."""
    return new_app(full_app, server.new(template=demo_database))


@pytest.fixture
def committed_app(reused_app, empty_app, server):
    """The shop on an empty database of its own where commits are real, for tests with threads."""
    with empty_app.app_context():
        db.engine.dispose()  # PostgreSQL copies a database only while nobody is connected to it.
    yield from put_back(reused_app, empty_app.config["SQLALCHEMY_DATABASE_URI"], server)


@pytest.fixture
def committed_shop(reused_shop, demo_database, server):
    """The demo shop on a database of its own where commits are real, at ANCHOR."""
    with standing_at(ANCHOR):
        yield from put_back(reused_shop, demo_database, server)


def put_back(app, template: str, server):
    """Run a test on a database that is what its template is, whatever the test before left."""
    server.put_back(app.config["SQLALCHEMY_DATABASE_URI"], template)
    with app.app_context():
        version.forget()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def empty_copy(empty_app, server) -> str:
    """Return the address of a new database with every table and no content."""
    with empty_app.app_context():
        db.engine.dispose()  # PostgreSQL copies a database only while nobody is connected to it.
    return server.new(template=empty_app.config["SQLALCHEMY_DATABASE_URI"])


def new_app(like, database_url: str):
    """Make another shop with the same settings on another database."""
    app = create_app(replace(like.extensions["tbo.settings"], database_url=database_url))
    app.test_client_class = InspectingClient
    return app


def undone(app):
    """Run a test inside one transaction on one connection, and undo it."""
    with app.app_context():
        engines = db._app_engines[app]
        real = engines[None]
        savepoints.spare(real)
        with real.connect() as connection:
            outer = connection.begin()
            engines[None] = connection
            try:
                yield app
            finally:
                db.session.remove()
                engines[None] = real
                outer.rollback()
            version.forget()  # What was undone is no version any more.
    sa.orm.close_all_sessions()
