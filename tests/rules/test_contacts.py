"""Contacts are shown so that only their owner recognises them."""

import pytest

from tbo.rules.contacts import masked


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("+8613812345208", "138 •••• 5208"),
        ("+4915112345678", "+49 •••• 5678"),
        ("lin@example.com", "l••••@example.com"),
        ("a@b@example.com", "a••••@example.com"),
        ("+1234", "••••"),
        ("", "••••"),
    ],
)
def test_a_contact_is_shown_in_part(contact, shown):
    assert masked(contact) == shown
