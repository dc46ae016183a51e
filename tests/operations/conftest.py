"""A whole shop in a folder of its own, set up by its command, with the sandbox behind it over HTTP."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from tbo import create_app, db
from tbo.development_keys import make_development_keys
from tbo.jobs import note_worker
from tbo.operations.setting_up import set_up
from tbo.sandbox import create_sandbox
from tbo.sandbox.options import SandboxSettings
from tbo.settings import Settings, read_settings

from ..support.serving import served


@pytest.fixture(scope="session")
def sandbox_url(tmp_path_factory):
    """Where the sandbox of `ready` answers."""
    folder = tmp_path_factory.mktemp("ready")
    make_development_keys(folder / "keys")
    with served(create_sandbox(SandboxSettings(folder=folder / "sandbox", keys_folder=folder / "keys"))) as url:
        yield folder, url


@pytest.fixture(scope="session")
def ready(server, sandbox_url) -> Settings:
    """The settings of a shop that has been set up."""
    folder, url = sandbox_url
    environ = {"TBO_INSTANCE": str(folder), "TBO_SANDBOX_URL": url, "TBO_LOG_LEVEL": "ERROR"}
    settings = replace(read_settings(environ), database_url=server.new())
    with opened(settings):
        list(set_up(settings))
        note_worker()
    return settings


@contextmanager
def opened(settings: Settings):
    """Be inside the app of these settings, with its migrations at hand."""
    app = create_app(settings)
    db.use_migrations(app)
    with app.app_context():
        try:
            yield app
        finally:
            db.db.session.remove()
            db.db.engine.dispose()


@pytest.fixture
def at(ready):
    """Be inside the ready shop, with some settings changed: at(media_root=…)."""
    contexts = []

    def enter(**changed):
        contexts.append(opened(replace(ready, **changed)))
        return contexts[-1].__enter__()

    yield enter
    for context in reversed(contexts):
        context.__exit__(None, None, None)
