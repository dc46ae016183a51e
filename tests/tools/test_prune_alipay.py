"""Pruning keeps what our source reaches, removes the rest, and refuses what it does not know."""

import importlib.metadata
import os
import shutil
import subprocess
import sys

import pytest

from tools.prune_alipay import (
    CROWDED,
    ROOT,
    CannotPrune,
    ModulesGone,
    check_imports,
    importers,
    installed_sdk,
    main,
    needed,
    prune,
    prune_or_restore,
)
from tools.restore_alipay import NotRestored, locked_lines


@pytest.fixture
def sdk(tmp_path):
    """A small SDK: Pay needs Model, Model needs Leaf (inside a function); Other is needed by nobody."""
    folder = tmp_path / "site" / "alipay"
    files = {
        "__init__.py": "",
        "aop/__init__.py": "",
        "aop/api/__init__.py": "",
        "aop/api/Client.py": "from alipay.aop.api.util import Sign\n",
        "aop/api/util/__init__.py": "",
        "aop/api/util/Sign.py": "",
        "aop/api/domain/__init__.py": "",
        "aop/api/domain/Model.py": "def f():\n    from alipay.aop.api.domain.Leaf import Leaf\n",
        "aop/api/domain/Leaf.py": "Leaf = 1\n",
        "aop/api/domain/Other.py": "",
        "aop/api/domain/__pycache__/Other.cpython-311.pyc": "x",
        "aop/api/request/__init__.py": "",
        "aop/api/request/Pay.py": "from alipay.aop.api.domain.Model import *\n",
        "aop/api/request/OtherPay.py": "from alipay.aop.api.domain.Other import Other\n",
        "aop/api/response/__init__.py": "",
        "aop/api/response/OtherAnswer.py": "",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "tbo"
    folder.mkdir()
    (folder / "calls.py").write_text("import alipay.aop.api.Client\nfrom alipay.aop.api.request.Pay import Pay\n")
    (folder / "words.py").write_text('"""Speaks of alipay and imports nothing of it."""\nfrom alipays import x\n')
    return folder


def names_in(sdk):
    return {path.name for folder in CROWDED for path in (sdk / folder).iterdir()}


def test_what_is_reached_stays_and_the_rest_goes(sdk, source):
    pruned = prune(sdk, [source])
    assert names_in(sdk) == {"__init__.py", "Pay.py", "Model.py", "Leaf.py"}
    assert (sdk / "aop/api/util/Sign.py").exists()
    assert (pruned.kept, pruned.removed) == (3, 3)


def test_pruning_twice_removes_nothing_more(sdk, source):
    prune(sdk, [source])
    again = prune(sdk, [source])
    assert (again.kept, again.removed, again.freed_bytes) == (3, 0, 0)


def test_only_files_that_import_the_sdk_count_as_importers(source):
    assert [path.name for path in importers([source])] == ["calls.py"]


def test_an_import_that_is_gone_stops_before_anything_is_removed(sdk, source):
    (sdk / "aop/api/domain/Leaf.py").unlink()
    before = names_in(sdk)
    with pytest.raises(CannotPrune, match=r"Leaf, which is not there"):
        prune(sdk, [source])
    assert names_in(sdk) == before


def test_what_was_pruned_and_is_needed_again_is_installed_again_once(sdk, source, monkeypatch, tmp_path):
    leaf, asked = sdk / "aop/api/domain/Leaf.py", []
    leaf.unlink()
    monkeypatch.setattr("tools.prune_alipay.installed_sdk", lambda: sdk)
    monkeypatch.setattr("tools.prune_alipay.restore", lambda locked: (asked.append(locked), leaf.write_text("")))
    with pytest.raises(ModulesGone):
        prune_or_restore([source], None)
    for _ in range(2):
        assert prune_or_restore([source], tmp_path / "requirements.txt").kept == 3
    assert asked == [tmp_path / "requirements.txt"]


def test_the_locked_list_gives_the_sdk_with_its_hashes_and_nothing_else():
    lines = locked_lines((ROOT / "requirements.txt").read_text()).splitlines()
    assert lines[0].startswith("alipay-sdk-python==")
    assert len(lines) > 1
    assert all(line.strip().startswith("--hash=sha256:") for line in lines[1:])
    with pytest.raises(NotRestored):
        locked_lines("flask==3.1.3 \\\n    --hash=sha256:0\n")


def test_a_source_without_the_sdk_would_remove_everything_and_is_refused(sdk, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CannotPrune, match="no source imports"):
        prune(sdk, [tmp_path / "empty"])
    assert "Other.py" in names_in(sdk)


def test_a_folder_of_another_shape_is_refused(sdk, source):
    shutil.rmtree(sdk / "aop/api/response")
    with pytest.raises(CannotPrune, match="does not look like"):
        prune(sdk, [source])


def test_without_the_sdk_one_sentence_says_what_to_do(monkeypatch, capsys):
    def nothing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", nothing)
    assert main([]) == 1
    assert "is not installed" in capsys.readouterr().err


def test_an_sdk_outside_this_environment_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with pytest.raises(CannotPrune, match="outside this environment"):
        installed_sdk()


def test_a_source_that_no_longer_imports_fails_the_build(tmp_path):
    (tmp_path / "tbo").mkdir()
    broken = tmp_path / "tbo" / "broken.py"
    broken.write_text("import no_such_module_of_alipay\n")
    with pytest.raises(CannotPrune, match="no_such_module_of_alipay"):
        check_imports([broken], tmp_path)
    check_imports([tmp_path / "elsewhere.py"], tmp_path)


@pytest.fixture(scope="module")
def kept():
    """What pruning keeps of the real SDK for the real shop, by its path inside the SDK."""
    sdk = installed_sdk()
    return {path.relative_to(sdk): path for path in needed(sdk, [ROOT / "tbo"])}


def test_our_own_calls_run_on_the_pruned_sdk_alone(kept, tmp_path):
    for inside, path in kept.items():
        target = tmp_path / "alipay" / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for folder in {folder for inside in kept for folder in inside.parents}:
        (tmp_path / "alipay" / folder / "__init__.py").touch()
    probe = "import alipay, tbo.alipay.calls as c, tbo.alipay.client; print(alipay.__file__, c.query('T').get_params())"
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    ran = subprocess.run([sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=False)
    assert ran.stdout.startswith(str(tmp_path)), ran.stderr
    assert "alipay.trade.query" in ran.stdout
