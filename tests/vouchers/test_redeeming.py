"""Vouchers: one code, one grant, under any race; kept unreadable, ended with what it gave, and in the ledger."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, update

from tbo import clock
from tbo.accounts.merging import merge
from tbo.accounts.models import Household
from tbo.catalog.models import Title
from tbo.db import commits, db
from tbo.entitlements.grants import paid_until
from tbo.offers.refusals import NotForChildren
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.gifts.refusals import GiftClosed, GiftNotNeeded, GiftUnknown
from tbo.orders.locks import lock_household
from tbo.rules.vouchers import is_mistyped
from tbo.vouchers import keys, redeeming
from tbo.vouchers.making import Giving
from tbo.vouchers.models import Voucher
from tbo.vouchers.redeeming import find_voucher, give, take_back, why_not
from tbo.vouchers.refusals import VoucherOver, VoucherRevoked

from ..support.at_once import at_once
from ..support.selling import household, sell_film, sell_plan, sell_series
from .made import as_newcomer, batch_of, codes, months, rights, season_of, vouchers

HANDS = 50


def told() -> list[tuple]:
    db.session.rollback()
    entries = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
    return [(entry.kind, entry.fen, entry.household_id, entry.order_id) for entry in entries]


def ended(voucher_id: int, because: str = "a wish") -> bool:
    return commits(lambda: take_back(db.session.get_one(Voucher, voucher_id), because))()


def test_a_code_gives_a_newcomer_a_season_once_and_stands_in_the_ledger(series):
    made = batch_of(season_of(series), value=2600)
    (code, other), (voucher, _) = codes(made), vouchers(made)
    assert as_newcomer(code) == voucher.number
    (right,) = rights()
    assert (right.source_kind, right.source, right.season_id, right.paid_fen) == (
        *("voucher", voucher.number, series.season_id, 0),
    )
    assert told() == [("redeemed", 2600, right.household_id, None)]
    assert not is_mistyped(code)
    assert code != other


def test_only_a_keyed_hash_is_kept_and_an_earlier_key_still_opens(series, app):
    made = batch_of(season_of(series))
    code, kept = codes(made)[0], vouchers(made)[0]
    assert code not in str(vars(kept))
    assert kept.code_hash != keys.hashed(code, "another key")
    now, before = app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"]
    try:
        app.config.update(SECRET_KEY="a" * 32, SECRET_KEY_FALLBACKS=[])
        assert find_voucher(code) is None
        app.config.update(SECRET_KEY_FALLBACKS=[now])
        assert find_voucher(code).id == kept.id
        assert codes(made)[0] == code
    finally:
        app.config.update(SECRET_KEY=now, SECRET_KEY_FALLBACKS=before)


def test_months_begin_when_they_are_redeemed_and_stand_behind_what_is_paid(app):
    sell_plan()
    made = batch_of(months(3))
    first, second = codes(made)
    with clock.standing_at(clock.now() + timedelta(days=100)):
        as_newcomer(first)
        as_newcomer(second)
        one, two = rights()
        assert (one.starts_at, two.starts_at) == (clock.now(), one.ends_at)
        assert paid_until(one.household_id) == two.ends_at


def test_a_film_and_an_episode_are_given_and_an_episode_owned_is_not_needed(series):
    film = sell_film()
    made = [batch_of(Giving(kind="episode", episode_id=thing.episodes[0])) for thing in (film, series)]
    for one in made:
        as_newcomer(codes(one)[0])
    assert [right.episode_id for right in rights()] == [film.episodes[0], series.episodes[0]]
    with pytest.raises(GiftNotNeeded):
        as_newcomer(codes(made[1])[1])


def test_a_second_click_changes_nothing_and_a_stranger_learns_nothing(series):
    code = codes(batch_of(season_of(series)))[0]
    as_newcomer(code)
    as_newcomer(code)
    assert (len(rights()), len(told())) == (1, 1)
    words = []
    for tried in (code, "ABCDEFGHJKMNPQRSTVWX"):
        with pytest.raises(GiftUnknown) as refused:
            as_newcomer(tried, "another-form-another-key")
        words.append((refused.value.status, refused.value.words()))
    assert words[0] == words[1]
    assert db.session.scalar(select(func.count()).select_from(Household)) == 1


def test_what_cannot_be_given_stays_closed_and_makes_no_household(series):
    code, other = codes(batch_of(season_of(series)))
    db.session.execute(update(Title).values(published_at=None))
    with pytest.raises(GiftClosed):
        as_newcomer(code)
    db.session.execute(update(Title).values(published_at=clock.now() - timedelta(days=1)))
    as_newcomer(code)
    with pytest.raises(GiftNotNeeded):
        as_newcomer(other)
    assert find_voucher(other).redeemed_at is None
    assert db.session.scalar(select(func.count()).select_from(Household)) == 1


def test_the_instant_it_ends_it_is_over_and_its_own_end_comes_first(series):
    end = clock.now() + timedelta(days=30)
    made = batch_of(season_of(series), ends_at=end)
    code, later = codes(made)
    find_voucher(later).ends_at = end + timedelta(days=1)
    db.session.commit()
    with clock.standing_at(end):
        with pytest.raises(VoucherOver):
            as_newcomer(code)
        as_newcomer(later)
    with clock.standing_at(end - timedelta(seconds=1)):
        as_newcomer(code, "another-form-another-key")
    assert len(rights()) == 2


def test_ending_kills_a_code_that_nobody_used_and_takes_back_what_was_used(series):
    made = batch_of(season_of(series), 3, value=900)
    used, unused, untouched = codes(made)
    as_newcomer(used)
    one, two, three = vouchers(made)
    assert [ended(one.id), ended(one.id), ended(two.id)] == [True, False, True]
    assert [right.revoked_at is None for right in rights()] == [False]
    assert [(kind, fen) for kind, fen, *_ in told()] == [("redeemed", 900), ("taken_back", None)]
    with pytest.raises(VoucherRevoked):
        as_newcomer(unused)
    with pytest.raises(VoucherRevoked):
        as_newcomer(used)
    as_newcomer(untouched, "another-form-another-key")
    assert [right.revoked_at is None for right in rights()] == [False, True]
    assert vouchers(made)[2].revoked_at is three.revoked_at is None


def test_who_redeems_it_while_it_is_ended_is_locked_before_anything_is_taken_from_them(series, monkeypatch):
    made = batch_of(season_of(series))
    voucher, lin = vouchers(made)[0], household()
    # As it stood before the other transaction: nobody has redeemed it yet.
    later = update(Voucher).where(Voucher.id == voucher.id).values(household_id=lin, redeemed_at=clock.now())
    db.session.execute(later.execution_options(synchronize_session=False))
    locked = []
    monkeypatch.setattr(redeeming, "lock_household", locked.append)
    assert voucher.household_id is None
    assert take_back(voucher, "a wish") is True
    assert (locked, voucher.household_id, voucher.revoked_because) == ([lin], lin, "a wish")


def test_a_revoked_code_that_others_used_is_unknown_to_a_stranger(series):
    made = batch_of(season_of(series))
    as_newcomer(codes(made)[0])
    used = vouchers(made)[0]
    ended(used.id)
    assert isinstance(why_not(db.session.get(Voucher, used.id), household()), GiftUnknown)


def test_a_redeemed_code_moves_with_its_household(series):
    made = batch_of(season_of(series))
    code = codes(made)[0]
    as_newcomer(code)
    guest, lin = rights()[0].household_id, household()
    commits(lambda: merge(guest, lin))()
    assert vouchers(made)[0].household_id == lin
    assert why_not(find_voucher(code), lin) is None


def test_a_child_redeems_nothing_whatever_the_pages_ask(series, monkeypatch):
    (code, _) = codes(batch_of(season_of(series)))
    monkeypatch.setattr(redeeming, "viewer", lambda: SimpleNamespace(profile=SimpleNamespace(kind="child")))
    with pytest.raises(NotForChildren):
        as_newcomer(code)
    assert rights() == []


def test_fifty_hands_and_one_that_ends_it_leave_one_grant_or_none(committed_app):
    with committed_app.app_context():
        series = sell_series()
        made = batch_of(season_of(series))
        code, voucher = codes(made)[0], vouchers(made)[0].id
        lins = [household() for _ in range(HANDS - 1)]
        db.session.rollback()

        def gives(lin: int) -> None:
            give(find_voucher(code), lock_household(lin))

        hands = [lambda lin=lin: commits(gives)(lin) for lin in lins]
        answers = at_once(committed_app, *hands, lambda: ended(voucher))
        assert answers[-1] is True
        refused = [answer for answer in answers[:-1] if answer is not None]
        assert {type(answer) for answer in refused} <= {GiftUnknown, VoucherRevoked}, answers
        assert len(refused) >= HANDS - 2
        assert all(right.revoked_at is not None for right in rights())
        assert len(rights()) == answers[:-1].count(None)
