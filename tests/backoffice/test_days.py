"""Days as the shop counts them begin at its own midnight, to the second."""

from datetime import UTC, date, datetime

from tbo.backoffice.days import begins_at


def test_a_day_of_the_shop_begins_at_midnight_in_shanghai(app):
    assert begins_at(date(2026, 11, 18)) == datetime(2026, 11, 17, 16, tzinfo=UTC)
