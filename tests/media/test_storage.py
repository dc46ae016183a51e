"""An asset appears whole or not at all."""

import pytest

from tbo.media.refusals import WrongArgument
from tbo.media.storage import publishing


def test_an_asset_appears_when_it_is_finished(tmp_path):
    with publishing(tmp_path, "film") as draft:
        (draft / "master.m3u8").write_text("new")
        assert not (tmp_path / "film").exists()
    assert (tmp_path / "film" / "master.m3u8").read_text() == "new"


def test_a_newer_asset_replaces_the_older_one_entirely(tmp_path):
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "stale").touch()
    with publishing(tmp_path, "film") as draft:
        (draft / "fresh").touch()
    assert [path.name for path in tmp_path.rglob("*")] == ["film", "fresh"]


def test_a_failure_leaves_the_older_asset_and_no_rest(tmp_path):
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "old").touch()

    def fail():
        with publishing(tmp_path, "film") as draft:
            (draft / "half").touch()
            raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        fail()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["film", "old"]


@pytest.mark.parametrize("name", ["", "..", "a/b", "Film", "-film", "film.", "影片", "a" * 65])
def test_a_name_that_is_no_address_is_refused(tmp_path, name):
    with pytest.raises(WrongArgument), publishing(tmp_path, name):
        pass
