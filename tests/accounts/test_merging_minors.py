"""A minor's profile comes along with its own rules when two households become one."""

import pytest
import sqlalchemy as sa

from tbo import clock
from tbo.accounts import merging
from tbo.accounts.guests import new_household
from tbo.accounts.models import Profile
from tbo.db import db


@pytest.mark.parametrize("kind", ["child", "teen"])
@pytest.mark.parametrize("is_stricter_gone", [True, False])
def test_a_minors_rules_are_kept_where_both_households_have_one_of_its_name(app, kind, is_stricter_gone):
    strict = {"rating_cap": 3, "weekday_minutes": 40, "rest_from": 1200, "rest_until": 400, "is_strict": True}
    strict |= {"spend_at_once_fen": 100, "blocked_titles": ["mr-ges-hat"]}
    loose = {"rating_cap": 12, "weekday_minutes": None, "blocked_titles": []}
    source, target = new_household(), new_household()
    rules = [strict, loose] if is_stricter_gone else [loose, strict]
    for household, told in zip((source, target), rules, strict=True):
        household.became_account_at, household.pin_hash = clock.now(), f"hash {household.id}"
        db.session.add(Profile(household_id=household.id, name="糖糖", kind=kind, player_choices={}, **told))
    source.pin_to_buy = True
    db.session.flush()
    db.session.expire_all()
    merging.merge(source.id, target.id)
    found = db.session.scalars(sa.select(Profile).where(Profile.household_id == target.id, Profile.kind == kind))
    held = {profile.name: {name: getattr(profile, name) for name in strict} for profile in found}
    assert sorted(held) == ["糖糖", "糖糖 2"]
    assert strict in held.values()
    assert target.pin_to_buy
