"""Fixtures of the sandbox's tests: one sandbox on its own files, a clock that stands, a merchant, a listener."""

import pytest
from cryptography.hazmat.primitives import serialization

from tbo.sandbox import create_sandbox
from tbo.sandbox.delivery import deliver_due
from tbo.sandbox.options import SandboxSettings
from tbo.sandbox.sandbox import sandbox_of, start

from .merchant import Clock, Listener, Merchant


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def naps():
    """How long the gateway slept, without sleeping."""
    return []


@pytest.fixture
def options(tmp_path, keys_folder, clock, naps):
    return SandboxSettings(
        folder=tmp_path, keys_folder=keys_folder, now=clock, sleep=naps.append, timestamp_tolerance=900
    )


@pytest.fixture(scope="session")
def wired(tmp_path_factory, keys_folder):
    """The application that each test puts its own sandbox into: adding a hundred addresses takes longer than a test."""
    return create_sandbox(SandboxSettings(folder=tmp_path_factory.mktemp("wired"), keys_folder=keys_folder))


@pytest.fixture
def app(wired, options):
    wired.extensions["sandbox"] = start(options)
    return wired


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture(scope="session")
def shop_side(keys_folder):
    """The shop's private key and the sandbox's public one."""
    key = serialization.load_pem_private_key((keys_folder / "shop-private.pem").read_bytes(), None)
    return key, serialization.load_pem_public_key((keys_folder / "sandbox-public.pem").read_bytes())


@pytest.fixture
def merchant(client, clock, shop_side):
    return Merchant(client, clock, *shop_side)


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
