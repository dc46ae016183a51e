"""Alipay's other side: an application of its own that speaks the protocol, for development and tests."""

from flask import Flask

from tbo.sandbox.options import SandboxSettings


def create_sandbox(options: SandboxSettings, *, with_couriers: bool = False) -> Flask:
    """Wire one sandbox. Tests deliver notices themselves; a process asks for couriers. Raises SandboxRefused."""
    # Loaded only when wanted: whoever takes a key from this package does not start a sandbox.
    from tbo.sandbox.application import create_sandbox as wire

    return wire(options, with_couriers=with_couriers)
