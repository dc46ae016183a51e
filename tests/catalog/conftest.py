"""Fixtures of the catalogue's tests."""

import pytest

from tbo.catalog import version


@pytest.fixture(autouse=True)
def fresh_version(request):
    """Read the version anew: an earlier test's transaction was undone."""
    if {"app", "shop"} & set(request.fixturenames):
        request.getfixturevalue("shop" if "shop" in request.fixturenames else "app")
        version.forget()
