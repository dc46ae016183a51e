"""A place for random histories, on each engine."""

import pytest

from ..conftest import empty_copy, new_app
from .places import place


@pytest.fixture(scope="module")
def stressed(empty_app, server, tmp_path_factory, keys_folder):
    """A shop and its sandbox, put back before each history."""
    app = new_app(empty_app, empty_copy(empty_app, server))
    with place(app, server, tmp_path_factory.mktemp("sandbox"), keys_folder) as made:
        yield made
