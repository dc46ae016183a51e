from datetime import timedelta

from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Profile
from tbo.catalog.facts import TITLE, facts_of
from tbo.catalog.models import Title
from tbo.db import db
from tbo.demo.content import content
from tbo.entitlements.models import Entitlement
from tbo.playback.models import PlaybackMeasure, PlaybackSession, Progress
from tbo.playback.progress import FINISHED_SHARE
from tbo.rules.access import ProfileFacts, decide
from tbo.rules.money import Money
from tbo.rules.rights import EntitlementFacts

from ..playback.screens import latest_per_title

# The content tells one view from the order on, not from its payment four minutes later.
AT_THE_CASHIER = timedelta(minutes=4)
VIEWS = [view for family in content("households") for view in family["history"]]


def rights_at(household_id: int, moment) -> list[EntitlementFacts]:
    rows = db.session.scalars(select(Entitlement).where(Entitlement.household_id == household_id))
    return [
        EntitlementFacts(
            kind=row.kind,
            source_kind=row.source_kind,
            source=row.source,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            episode_id=row.episode_id,
            season_id=row.season_id,
            plan_key=row.plan_key,
            start_by_at=row.start_by_at,
            started_at=row.started_at,
            paid=Money(row.paid_fen),
        )
        for row in rows
        if row.revoked_at is None or row.revoked_at > moment
    ]


def test_every_view_was_allowed_when_it_happened(shop):
    episodes = {
        facts.id: facts for every in facts_of(db.session.execute(select(*TITLE)).all()).values() for facts in every
    }
    refused = []
    for view in db.session.scalars(select(PlaybackSession)):
        profile = db.session.get(Profile, view.profile_id)
        who = ProfileFacts(profile.kind, profile.rating_cap, frozenset(profile.blocked_titles))
        facts = episodes[view.episode_id]
        moment = view.started_at + AT_THE_CASHIER
        access = decide(facts, who, rights_at(view.household_id, moment), moment)
        if not access.allowed:
            refused.append((profile.name, facts.title.slug, facts.season_number, facts.number, access.because.value))
    assert not refused


def test_every_view_is_a_session_that_ended_before_now(shop):
    sessions = db.session.scalars(select(PlaybackSession)).all()
    assert len(sessions) == len(VIEWS)
    assert all(one.started_at <= one.ended_at < clock.now() for one in sessions)
    assert all(one.profile_id and one.device_id and one.household_id for one in sessions)


def test_every_view_was_measured(shop):
    measured = db.session.scalars(select(PlaybackMeasure)).all()
    assert {one.session_id for one in measured} == set(db.session.scalars(select(PlaybackSession.id)))
    assert {one.stalls > 0 for one in measured} == {True, False}
    assert all(500 < one.startup_ms < 5000 for one in measured)


def test_positions_are_those_of_the_clip_that_plays(shop):
    rows = db.session.scalars(select(Progress)).all()
    assert len(rows) == len(
        {
            (id(family), view["profile"], view["episode"])
            for family in content("households")
            for view in family["history"]
        }
    )
    for row in rows:
        assert row.length_s == 60
        assert (row.finished_at is not None) == (row.position_s >= FINISHED_SHARE * row.length_s)


def test_a_profile_goes_on_where_the_content_says(shop):
    mother = db.session.scalar(select(Profile).where(Profile.name == "妈妈"))
    mine = [view for view in content("households")[1]["history"] if view["profile"] == "妈妈"]
    latest = latest_per_title(mother.id, 12)
    slugs = [db.session.get(Title, position.title_id).slug for position in latest]
    assert set(slugs) == {view["episode"].split("/")[0] for view in mine}
