"""Options: where they come from, and where the sandbox refuses to run."""

import dataclasses
from pathlib import Path

import pytest

from tbo.sandbox import create_sandbox
from tbo.sandbox.options import SandboxRefused, options_from


def test_everything_follows_from_the_instance_folder():
    options = options_from({"TBO_INSTANCE": "/srv/shop"})
    assert (options.folder, options.keys_folder) == (Path("/srv/shop/sandbox"), Path("/srv/shop/keys"))
    assert (options.app_id, options.seller_id) == ("9021000000000001", "2088000000000001")


def test_a_number_of_seconds_must_be_one():
    assert options_from({"TBO_SANDBOX_TIMESTAMP_SECONDS": "0"}).timestamp_tolerance == 0
    with pytest.raises(SandboxRefused, match="TBO_SANDBOX_TIMESTAMP_SECONDS"):
        options_from({"TBO_SANDBOX_TIMESTAMP_SECONDS": "ten"})


def test_it_refuses_to_run_in_production_and_writes_nothing(options, tmp_path):
    real = dataclasses.replace(options, environment="production", folder=tmp_path / "no", keys_folder=tmp_path / "none")
    with pytest.raises(SandboxRefused, match="production"):
        create_sandbox(real)
    assert not (tmp_path / "no").exists()
    assert not (tmp_path / "none").exists()
