"""Networks by which tries are counted: an address that stands within another is itself."""

import pytest

from tbo.accounts.attempts import network


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("not an address", "unknown"),
    ],
)
def test_each_visitor_is_counted_by_the_network_that_is_theirs(app, address, counted):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert network() == counted
