"""Making vouchers: exported once, imported once under any key, and what the database itself keeps."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.db import commits, db
from tbo.vouchers.making import BatchFacts, export, import_batch, known_codes, locked_batch
from tbo.vouchers.models import Voucher
from tbo.vouchers.refusals import BatchExported, BatchUnmakeable

from .made import as_newcomer, batch, batch_of, codes, rights, season_of, vouchers


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
