"""Two households become one: whatever either owned, the one that is left owns."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tbo import clock
from tbo.accounts import merging
from tbo.accounts.guests import new_household
from tbo.accounts.models import Device, Household, ListedTitle, Profile, SignInCode
from tbo.catalog.models import Episode
from tbo.db import db
from tbo.entitlements.grants import Given, grant
from tbo.entitlements.models import Entitlement
from tbo.family.models import TimeWish
from tbo.orders.gifts.models import Gift
from tbo.orders.models import Order
from tbo.pages.experiment_models import Experiment, ExperimentVisitor
from tbo.pages.models import Page, PageVersion
from tbo.playback.models import PlaybackSession, Progress, StreamLease
from tbo.subscriptions.models import Subscription
from tbo.vouchers.models import Voucher, VoucherBatch

DAY = timedelta(days=1)


class Owner:
    """A household with one row in every table that names a household or a profile."""

    def __init__(self, mark: str, episodes: list[Episode], is_account: bool = True):
        self.mark, self.now = mark, clock.now()
        self.household = new_household()
        self.household.became_account_at = self.now if is_account else None
        self.profile = self.household.profiles[0]
        self.episode = episodes[0]
        db.session.flush()
        for make in ROWS.values():
            make(self)
            db.session.flush()

    @property
    def id(self) -> int:
        return self.household.id


def device(owner: Owner, **values) -> Device:
    row = Device(
        public_id=f"device {owner.mark}",
        household_id=owner.id,
        profile_id=owner.profile.id,
        secret_hash=f"hash {owner.mark}",
        label="iPhone",
        created_at=owner.now,
        last_seen_at=owner.now,
    )
    db.session.add(row)
    return row


def sign_in_code(owner: Owner) -> None:
    db.session.add(
        SignInCode(
            public_id=f"code {owner.mark}",
            contact="",
            household_id=owner.id,
            code_hash="-",
            created_at=owner.now,
            expires_at=owner.now + DAY,
        )
    )


def listed_title(owner: Owner) -> None:
    db.session.add(ListedTitle(profile_id=owner.profile.id, title_id=owner.episode.title_id, listed_at=owner.now))


def entitlement(owner: Owner) -> None:
    grant(owner.id, Given(kind="episode", episode_id=owner.episode.id, starts_at=owner.now), "order", owner.mark)


def order(owner: Owner) -> None:
    db.session.add(
        Order(
            number=owner.mark,
            household_id=owner.id,
            offer_kind="episode",
            episode_id=owner.episode.id,
            subject="x",
            lines=[],
            total_fen=300,
            idempotency_key="one form in both",
            placed_at=owner.now,
            expires_at=owner.now + DAY,
        )
    )


def playback_session(owner: Owner) -> None:
    db.session.add(
        PlaybackSession(
            id=f"session {owner.mark}",
            household_id=owner.id,
            profile_id=owner.profile.id,
            episode_id=owner.episode.id,
            started_at=owner.now,
            last_beat_at=owner.now,
        )
    )


def stream_lease(owner: Owner) -> None:
    device_id = db.session.scalars(sa.select(Device.id).where(Device.public_id == f"device {owner.mark}")).one()
    db.session.add(
        StreamLease(
            household_id=owner.id,
            device_id=device_id,
            profile_id=owner.profile.id,
            session_id=f"session {owner.mark}",
            episode_id=owner.episode.id,
            is_owned=True,
            beat_at=owner.now,
        )
    )


def time_wish(owner: Owner) -> None:
    db.session.add(
        TimeWish(
            public_id=f"wish {owner.mark}", profile_id=owner.profile.id, asked_at=owner.now, ends_at=owner.now + DAY
        )
    )


def progress(owner: Owner) -> None:
    db.session.add(
        Progress(
            profile_id=owner.profile.id,
            episode_id=owner.episode.id,
            title_id=owner.episode.title_id,
            position_s=60,
            length_s=600,
            updated_at=owner.now,
        )
    )


def gift(owner: Owner) -> None:
    db.session.add(
        Gift(
            order_id=db.session.scalars(sa.select(Order.id).where(Order.number == owner.mark)).one(),
            code_hash=f"gift {owner.mark}",
            prefix="ABCD",
            seed="seed",
            kind="episode",
            episode_id=owner.episode.id,
            made_at=owner.now,
            redeemed_at=owner.now,
            household_id=owner.id,
        )
    )


def subscription(owner: Owner) -> None:
    db.session.add(
        Subscription(
            number=f"TBOS{owner.mark}",
            household_id=owner.id,
            plan_key="monthly",
            plan_version=1,
            months=1,
            price_fen=1900,
            form_key=f"form {owner.mark}",
            planned_on=owner.now.date(),
            created_at=owner.now,
        )
    )


def voucher(owner: Owner) -> None:
    made = {"key": owner.mark, "name": owner.mark, "kind": "episode", "episode_id": owner.episode.id, "key_id": "k"}
    batch = VoucherBatch(**made, made_at=owner.now, made_by="test")
    redeemed = {"redeemed_at": owner.now, "household_id": owner.id}
    db.session.add(Voucher(batch=batch, number=owner.mark, code_hash=owner.mark, prefix="ABCD", **redeemed))


def experiment_visitor(owner: Owner) -> None:
    made = {"made_at": owner.now, "made_by": "test"}
    page = Page(slug=owner.mark, kind="campaign", **made)
    db.session.add(page)
    db.session.flush()
    said = {"page_id": page.id, "document": {}, "hash": "", "note": ""}
    a, b = (PageVersion(number=number, **said, **made) for number in (1, 2))
    db.session.add_all([a, b])
    db.session.flush()
    plan = {"goal": "orders", "share_b": 50, "wanted_percent": 10, "planned": 1000, "salt": "s", "made_by": "test"}
    span = {"starts_at": owner.now, "ends_at": owner.now + DAY}
    experiment = Experiment(page_id=page.id, a_version_id=a.id, b_version_id=b.id, **plan, **span)
    db.session.add(experiment)
    db.session.flush()
    seen = {"household_id": owner.id, "seen_at": owner.now, "counts_until": owner.now + DAY}
    db.session.add(ExperimentVisitor(experiment_id=experiment.id, visitor=owner.mark, arm="a", **seen))


# A new table that names a household or a profile gets its line here, and a function that moves its rows at `on_merge`.
ROWS = {
    "device": device,
    "sign_in_code": sign_in_code,
    "listed_title": listed_title,
    "entitlement": entitlement,
    "order": order,
    "gift": gift,
    "subscription": subscription,
    "playback_session": playback_session,
    "progress": progress,
    "stream_lease": stream_lease,
    "time_wish": time_wish,
    "voucher": voucher,
    "experiment_visitor": experiment_visitor,
}
MADE_WITH_THE_HOUSEHOLD = {"household", "profile"}
# What happened, happened to the household as it was then.
NEVER_CHANGED = {"ledger_entry"}


def columns_naming(model) -> list[sa.Column]:
    """Every column of the shop that is a foreign key to a model's id."""
    key = model.__table__.c.id
    return [
        column
        for table in db.metadata.tables.values()
        if table.name not in NEVER_CHANGED
        for column in table.columns
        if any(foreign.column is key for foreign in column.foreign_keys) and column.name != "merged_into_id"
    ]


def named_by(column: sa.Column) -> set[int]:
    return set(db.session.scalars(sa.select(column).where(column.is_not(None))))


@pytest.fixture
def episodes(shop) -> list[Episode]:
    return list(db.session.scalars(sa.select(Episode).order_by(Episode.id).limit(3)))


@pytest.fixture
def both(episodes):
    """A guest and an account that own one of everything, of the same episode."""
    return Owner("guest", episodes, is_account=False), Owner("account", episodes)


def test_every_table_of_households_is_part_of_this_test(app):
    tables = {column.table.name for model in (Household, Profile) for column in columns_naming(model)}
    assert tables - MADE_WITH_THE_HOUSEHOLD == set(ROWS), "see ROWS"


def test_nothing_names_the_household_that_is_gone(both):
    guest, account = both
    gone, kept = guest.id, account.id
    assert all(gone in named_by(column) for column in columns_naming(Household)), "each table holds something of it"
    merging.merge(gone, kept)
    for column in columns_naming(Household):
        assert gone not in named_by(column), f"{column} still names the household that is gone"
        assert kept in named_by(column)
    assert merging.surviving(gone).id == kept


def test_nothing_is_lost_with_a_melted_profile(both):
    guest, account = both
    counts = {model: rows(model) for model in (Device, Entitlement, Order, PlaybackSession)}
    gone = guest.profile.id
    merging.merge(guest.id, account.id)
    assert {model: rows(model) for model in counts} == counts
    assert rows(Profile, Profile.household_id == account.id) == 1
    for column in columns_naming(Profile):
        assert gone not in named_by(column), f"{column} still names the profile that is gone"
    assert rows(PlaybackSession, PlaybackSession.profile_id == account.profile.id) == 2


def rows(model, *where) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where))


def test_of_two_places_in_one_episode_the_later_is_kept(both, episodes):
    guest, account = both
    place = db.session.get(Progress, (guest.profile.id, episodes[0].id))
    place.position_s, place.updated_at = 300, place.updated_at + timedelta(minutes=1)
    own = {"title_id": episodes[1].title_id, "position_s": 5, "length_s": 600, "updated_at": guest.now}
    db.session.add(Progress(profile_id=guest.profile.id, episode_id=episodes[1].id, **own))
    db.session.flush()
    merging.merge(guest.id, account.id)
    kept = db.session.scalars(sa.select(Progress).where(Progress.profile_id == account.profile.id)).all()
    assert {(row.episode_id, row.position_s) for row in kept} == {(episodes[0].id, 300), (episodes[1].id, 5)}


def test_profiles_of_accounts_move_with_their_history(episodes):
    one, other = Owner("one", episodes), Owner("other", episodes)
    other.profile.name = "小满"
    db.session.flush()
    merging.merge(other.id, one.id)
    names = {profile.name for profile in db.session.get(Household, one.id).profiles}
    assert names == {"我", "小满"}
    assert rows(Progress, Progress.profile_id == other.profile.id) == 1


def plan(household_id: int, mark: str, days: int, since: int = 0) -> None:
    now = clock.now()
    period = Given(kind="plan", plan_key="monthly", starts_at=now - since * DAY, ends_at=now + days * DAY)
    grant(household_id, period, "order", mark)


def test_no_paid_day_of_two_plans_is_lost(both):
    guest, account = both
    plan(account.id, "a", days=13, since=17)
    plan(guest.id, "b", days=22, since=8)
    plan(guest.id, "over", days=-1, since=30)
    merging.merge(guest.id, account.id)
    ends = dict(db.session.execute(sa.select(Entitlement.source, Entitlement.ends_at)).all())
    now = clock.now()
    assert (ends["a"], ends["b"], ends["over"]) == (now + 13 * DAY, now + 35 * DAY, now - DAY)


def test_what_only_one_household_has_goes_over_and_a_contact_stands_once(app):
    source, target = new_household(), new_household()
    source.became_account_at = target.became_account_at = clock.now()
    source.phone, source.email, target.phone = "+8613800138000", "lin@example.com", "+8613900139000"
    db.session.flush()
    merging.merge(source.id, target.id)
    assert (target.phone, target.email) == ("+8613900139000", "lin@example.com")
    assert (source.phone, source.email) == (None, None)


def test_a_household_is_merged_once_and_never_into_itself(app):
    one, other, third = new_household(), new_household(), new_household()
    merging.merge(one.id, other.id)
    for source, target in ((one, third), (third, one), (third, third)):
        with pytest.raises(merging.CannotMerge):
            merging.merge(source.id, target.id)


def test_merges_are_followed_to_the_last(app):
    one, other, third = new_household(), new_household(), new_household()
    merging.merge(one.id, other.id)
    merging.merge(other.id, third.id)
    assert merging.surviving(one.id).id == third.id
    assert merging.surviving(10**6) is None
