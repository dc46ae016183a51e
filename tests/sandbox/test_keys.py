"""Keys: made once, kept apart, readable by their owner only."""

import threading

from tbo.sandbox.keys import ensure_keys, is_signed, load_keys, sign

FILES = {"shop-private.pem", "shop-public.pem", "sandbox-private.pem", "sandbox-public.pem", "inbox-key", "tickets-key"}


def content(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_both_pairs_and_the_secrets_are_made_and_never_changed(keys_folder):
    before = content(keys_folder)
    ensure_keys(keys_folder)
    assert content(keys_folder) == before
    assert set(before) == FILES


def test_secrets_are_readable_by_their_owner_only(keys_folder):
    for name in ("shop-private.pem", "sandbox-private.pem", "inbox-key", "tickets-key"):
        assert (keys_folder / name).stat().st_mode & 0o777 == 0o600


def test_a_lost_public_key_is_made_again_from_its_private_one(keys_folder, tmp_path):
    for name, text in content(keys_folder).items():
        (tmp_path / name).write_bytes(text)
    (tmp_path / "shop-public.pem").unlink()
    ensure_keys(tmp_path)
    assert content(tmp_path)["shop-public.pem"] == content(keys_folder)["shop-public.pem"]


def test_two_starters_at_once_agree_on_one_pair(tmp_path):
    threads = [threading.Thread(target=ensure_keys, args=(tmp_path,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(content(tmp_path)) == FILES
    keys = load_keys(tmp_path)
    assert is_signed("雾港", sign("雾港", keys.own), keys.own.public_key())


def test_a_changed_text_or_a_broken_signature_does_not_verify(keys_folder):
    keys = load_keys(keys_folder)
    good = sign("a=1", keys.own)
    public = keys.own.public_key()
    assert not is_signed("a=2", good, public)
    assert not is_signed("a=1", good + "!", public)
    assert not is_signed("a=1", "", public)
    assert not is_signed("a=1", sign("a=1", keys.wrong), public)
