"""Cuts the installed Alipay SDK down to what our source imports: 73,000 files become about 120.

    python -m tools.prune_alipay [--compile] [--restore LOCKED] [SOURCE …]

Run it after `pip install --no-compile`; it can be repeated. With --compile it then compiles the
whole environment, because without bytecode every start costs seconds. With --restore it installs the SDK
again, as the list LOCKED has it, when our source has begun to import what an earlier run removed.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import importlib.metadata
import importlib.util
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.restore_alipay import DISTRIBUTION, NotRestored, restore

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (ROOT / "tbo", ROOT / "tests")
# Everything outside these three folders is small and stays.
CROWDED = ("aop/api/domain", "aop/api/request", "aop/api/response")


class CannotPrune(Exception):
    """The SDK cannot be pruned, or does not work afterwards; the message says what to do."""


class ModulesGone(CannotPrune):
    """Our source imports what the installed SDK does not have: pruned before it was needed."""


@dataclass(frozen=True)
class Pruned:
    """How many modules stay in the crowded folders, and what went."""

    kept: int
    removed: int
    freed_bytes: int


def main(arguments: list[str] | None = None) -> int:
    """Prune the environment that runs this; 0 when our imports still work."""
    asked = _parser().parse_args(arguments)
    try:
        sources = asked.source or [folder for folder in SOURCES if folder.exists()]
        pruned = prune_or_restore(sources, asked.restore)
        check_imports(importers(sources), ROOT)
    except (CannotPrune, NotRestored) as refusal:
        print(f"prune_alipay: {refusal}", file=sys.stderr)
        return 1
    print(
        f"Alipay SDK: kept {pruned.kept} modules that our source needs, removed {pruned.removed:,} files"
        f" ({pruned.freed_bytes / 1e6:.1f} MB)."
    )
    if asked.compile:
        compiled = compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0)
        print("Compiled the environment." if compiled else "Compiled the environment, but for a few files.")
    return 0


def installed_sdk() -> Path:
    """The folder of the SDK in this environment. Raises CannotPrune when it is not there, or not ours."""
    try:
        importlib.metadata.version(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        raise CannotPrune(f"{DISTRIBUTION} is not installed in {sys.prefix}; install requirements.txt first") from None
    found = importlib.util.find_spec("alipay")
    if found is None or not found.origin:
        raise CannotPrune(f"{DISTRIBUTION} is registered but its files are gone; install it again")
    sdk = Path(found.origin).resolve().parent
    if not sdk.is_relative_to(Path(sys.prefix).resolve()):
        raise CannotPrune(f"{sdk} is outside this environment ({sys.prefix}) and may serve others")
    return sdk


def prune_or_restore(sources: Iterable[Path], locked: Path | None) -> Pruned:
    """Prune; where modules are gone and `locked` is given, install the SDK again first. Raises as both do."""
    sources = list(sources)
    try:
        return prune(installed_sdk(), sources)
    except ModulesGone:
        if locked is None:
            raise
    restore(locked)
    return prune(installed_sdk(), sources)


def prune(sdk: Path, sources: Iterable[Path]) -> Pruned:
    """Remove from the crowded folders what no source reaches. Raises CannotPrune before removing."""
    folders = [sdk / folder for folder in CROWDED]
    if not all(folder.is_dir() for folder in folders):
        raise CannotPrune(f"{sdk} does not look like {DISTRIBUTION}: {', '.join(CROWDED)} are missing")
    keep = needed(sdk, sources)
    surplus = [
        path for folder in folders for path in folder.glob("*.py") if path not in keep and path.name != "__init__.py"
    ]
    freed = sum(map(_remove, surplus)) + sum(_remove_tree(folder / "__pycache__") for folder in folders)
    kept = sum(path.parent in folders for path in keep)
    return Pruned(kept, len(surplus), freed)


def needed(sdk: Path, sources: Iterable[Path]) -> set[Path]:
    """The SDK files that `sources` import, and what those import in turn; parsed, never run."""
    waiting = {path for file in importers(sources) for path in _imported_files(file, sdk)}
    if not waiting:
        raise CannotPrune("no source imports the SDK; is the folder right?")
    keep: set[Path] = set()
    while waiting:
        file = waiting.pop()
        keep.add(file)
        waiting |= set(_imported_files(file, sdk)) - keep
    return keep


def importers(sources: Iterable[Path]) -> list[Path]:
    """Our files that name the SDK in an import."""
    files = (path for source in sources for path in sorted(source.rglob("*.py")))
    return [path for path in files if b"alipay" in path.read_bytes() and any(_sdk_imports(path))]


def check_imports(files: Iterable[Path], root: Path) -> None:
    """Import our own files beside the pruned SDK. Raises CannotPrune with the error's last line."""
    package = root / "tbo"
    names = [".".join(f.relative_to(root).with_suffix("").parts) for f in files if f.is_relative_to(package)]
    if not names:
        return
    ran = subprocess.run(
        [sys.executable, "-c", f"import {', '.join(names)}"], cwd=root, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        last = ran.stderr.strip().rpartition("\n")[2]
        raise CannotPrune(f"after pruning our own import fails ({last}); install {DISTRIBUTION} again")


def _imported_files(file: Path, sdk: Path) -> Iterator[Path]:
    for module, names in _sdk_imports(file):
        found = _file_of(module, sdk)
        # `from package import name` may name a module as well.
        of_names = [_file_of(f"{module}.{name}", sdk) for name in names]
        if found is None:
            raise ModulesGone(f"{file} imports {module}, which is not there; install {DISTRIBUTION} again")
        yield found
        yield from (path for path in of_names if path is not None)


def _sdk_imports(file: Path) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(ast.parse(file.read_bytes(), str(file))):
        if isinstance(node, ast.ImportFrom) and not node.level and _is_sdk(node.module or ""):
            yield node.module, [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names if _is_sdk(alias.name))


def _is_sdk(module: str) -> bool:
    return module == "alipay" or module.startswith("alipay.")


def _file_of(module: str, sdk: Path) -> Path | None:
    path = sdk.joinpath(*module.split(".")[1:])
    for file in (path.with_name(f"{path.name}.py"), path / "__init__.py"):
        if file.is_file():
            return file
    return None


def _remove(path: Path) -> int:
    size = path.stat().st_size
    path.unlink()
    return size


def _remove_tree(folder: Path) -> int:
    size = sum(path.stat().st_size for path in folder.glob("*"))
    shutil.rmtree(folder, ignore_errors=True)
    return size


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.prune_alipay", description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="*", type=Path, help="folders whose imports are kept (tbo and tests)")
    parser.add_argument("--restore", type=Path, metavar="LOCKED", help="install the SDK again where modules are gone")
    parser.add_argument("--compile", action="store_true", help="then compile the whole environment")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
