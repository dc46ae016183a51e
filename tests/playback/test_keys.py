"""Keys of encrypted films: sixteen bytes for who may watch, kept nowhere, over when the session is."""

import pytest

from tbo.db import db, writing
from tbo.playback.sessions import end

from .screens import FREE, SESSION, episode, signed

KEY = bytes(range(16))


@pytest.fixture
def key(media, asset):
    """A key of the clip."""
    folder = media / asset / "keys"
    folder.mkdir()
    (folder / "k0000.key").write_bytes(KEY)
    yield "keys/k0000.key"
    (folder / "k0000.key").unlink()
    folder.rmdir()


def test_who_may_watch_gets_sixteen_bytes_that_are_kept_nowhere(visitor, asset, key):
    answer = visitor.get(signed(asset, key))
    assert (answer.status_code, answer.data) == (200, KEY)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_the_address_in_a_list_leads_to_the_key_with_the_same_token(visitor, asset, key):
    folder = signed(asset, "video/480p/").removesuffix("/")
    answer = visitor.get(f"{folder.removesuffix('/video/480p')}/{key}")
    assert answer.data == KEY


def test_nobody_else_gets_it(visitor, asset, key):
    for address in (signed(asset, key, signed_for="another"), f"/hls/{asset}/{key}", signed(asset, key, expires=1)):
        answer = visitor.get(address)
        assert (answer.status_code, answer.data) == (403, b""), address


def test_a_session_that_was_ended_gets_it_no_more(passer_by, visitor, asset, key):
    db.session.commit()
    passer_by.renew(FREE)
    assert visitor.get(signed(asset, key)).status_code == 200
    episode_id = episode(FREE).id
    with writing():
        end(SESSION, episode_id, None)
    assert visitor.get(signed(asset, key)).status_code == 403
