"""Fixtures of the sandbox's tests: one sandbox on its own files, a clock that stands, a merchant, a listener."""

import pytest

from tbo.sandbox import create_sandbox
from tbo.sandbox.delivery import deliver_due
from tbo.sandbox.keys import ensure_keys
from tbo.sandbox.options import SandboxSettings
from tbo.sandbox.sandbox import sandbox_of

from .merchant import Clock, Listener, Merchant


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    ensure_keys(folder)
    return folder


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def naps():
    """How long the gateway slept, without sleeping."""
    return []


@pytest.fixture
def options(tmp_path, keys_folder, clock, naps):
    return SandboxSettings(folder=tmp_path, keys_folder=keys_folder, now=clock, sleep=naps.append)


@pytest.fixture
def app(options):
    return create_sandbox(options)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def merchant(client, keys_folder, clock):
    return Merchant(client, keys_folder, clock)


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.stop()


@pytest.fixture
def deliver(app, clock):
    """Deliver what is due, after moving the clock by some seconds."""

    def deliver_after(seconds: float = 0) -> int:
        clock.move(seconds)
        return deliver_due(sandbox_of(app))

    return deliver_after
