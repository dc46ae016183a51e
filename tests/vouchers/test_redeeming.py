"""Vouchers: one code, one grant, under any race; kept unreadable, ended with what it gave, and in the ledger."""

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.accounts.merging import merge
from tbo.accounts.models import Household
from tbo.catalog.models import Title
from tbo.db import commits, db
from tbo.entitlements.grants import paid_until
from tbo.entitlements.models import Entitlement
from tbo.orders.gift_refusals import GiftClosed, GiftNotNeeded, GiftUnknown
from tbo.orders.ledger import LedgerEntry
from tbo.orders.locks import lock_household
from tbo.rules.vouchers import is_mistyped
from tbo.vouchers import keys
from tbo.vouchers.making import BatchFacts, Giving, export, import_batch, known_codes, locked_batch
from tbo.vouchers.models import Voucher
from tbo.vouchers.redeeming import find_voucher, give, redeem, take_back, why_not
from tbo.vouchers.refusals import BatchExported, BatchUnmakeable, VoucherOver, VoucherRevoked

from ..support.at_once import at_once
from ..support.selling import household, sell_film, sell_plan, sell_series
from .made import batch, batch_of, codes, months, season_of, vouchers

HANDS = 50


def as_newcomer(code: str, key: str = "one-form-one-key-0001", arrival_id: int | None = None) -> str:
    # Ended, so that nothing the test undoes later takes back what is written there.
    db.session.commit()
    app = current_app._get_current_object()
    with app.app_context(), app.test_request_context(environ_overrides={"REMOTE_ADDR": "203.0.113.7"}):
        return redeem(code, key, arrival_id)


def rights() -> list[Entitlement]:
    db.session.commit()
    return list(db.session.scalars(select(Entitlement).order_by(Entitlement.id)))


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


def test_codes_are_given_in_a_file_once_and_still_open(series):
    made = batch_of(season_of(series), 3)
    before, key = codes(made), batch(made).key
    as_newcomer(before[0])

    def file() -> list[tuple[str, str]]:
        return commits(lambda: export(locked_batch(key), "lin"))()

    assert [code for _number, code in file()] == before[1:]
    with pytest.raises(BatchExported):
        file()
    assert (codes(made)[1:], batch(made).exported_by) == (["", ""], "lin")
    as_newcomer(before[1], "another-form-another-key")
    assert len(rights()) == 2


def test_imported_codes_are_kept_once_under_any_key(series, app):
    facts, mine = BatchFacts(name="from Tmall"), ["TMALL7Q9K4M2X8W3Z", "TMALL7Q9K4M2X8W3Y"]
    commits(lambda: import_batch(season_of(series), facts, mine, "lin"))()
    assert known_codes([*mine, "OTHER7Q9K4M2X8W3Z"]) == mine
    before = app.config["SECRET_KEY"]
    try:
        app.config.update(SECRET_KEY="b" * 32, SECRET_KEY_FALLBACKS=[before])
        assert known_codes(mine) == mine
    finally:
        app.config.update(SECRET_KEY=before, SECRET_KEY_FALLBACKS=[])
    as_newcomer(mine[0])
    assert len(rights()) == 1
    with pytest.raises(BatchUnmakeable):
        commits(lambda: import_batch(season_of(series), facts, ["OTHER7Q9K4M2X8W3Z"], "lin"))()


def test_the_database_keeps_the_promises(series):
    made = batch_of(season_of(series))
    one, two = vouchers(made)
    for wrong in (
        {"redeemed_at": clock.now()},
        {"code_hash": two.code_hash},
        {"exported_at": clock.now()},
        {"revoked_at": clock.now()},
    ):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(update(Voucher).where(Voucher.id == one.id).values(**wrong))


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
