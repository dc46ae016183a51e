"""The build of static files: a copy with the content's digest in every name, packed for the wire before the start.

One folder holds one build and is named by what it was built from. So a build is either whole and of these very files,
or not there; processes that still serve an earlier one are not disturbed.
"""

import json
import posixpath
import re
import shutil
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from ..settings import ROOT

SOURCE = ROOT / "static"
BUILDS = ROOT / "build" / "static"
MANIFEST = "manifest.json"
FORMAT = b"2"
KEPT_BUILDS = 3
# Served elsewhere, or never.
LEFT_OUT = re.compile(r"^sandbox/|/LICENSE[^/]*$")
# A folder with a version in its name never changes its files: they keep their names.
VERSIONED = re.compile(r"^vendor/[^/]+-\d[\d.]*/")
REFERENCES = {
    ".js": re.compile(r"""(?P<before>\b(?:from|import)\s*\(?\s*["'])(?P<path>\.{1,2}/[^"']+)"""),
    ".css": re.compile(r"""(?P<before>url\(\s*["']?|@import\s+["'])(?P<path>(?!data:|/|#|https?:)[^"')]+)"""),
}


def built_or_none(source: Path = SOURCE, builds: Path = BUILDS) -> Path | None:
    """Return the folder of the build of these very files, None when it has not been made."""
    folder = builds / _fingerprint(source)
    return folder if folder.is_dir() else None


def build(source: Path = SOURCE, builds: Path = BUILDS) -> Path:
    """Make the build unless it is there, and return its folder."""
    folder = builds / _fingerprint(source)
    if folder.is_dir():
        return folder
    builds.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=builds) as scratch:
        made = Path(scratch) / "made"
        _fill(source, made)
        made.chmod(0o755)
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():  # Otherwise another process was faster.
                raise
    _forget_old(builds, folder)
    return folder


def _fingerprint(source: Path) -> str:
    seen = blake2b(FORMAT, digest_size=12)
    for name, path in _files(source):
        seen.update(f"{name}\0{path.stat().st_size}\0".encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()


def _files(source: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.is_file() and not LEFT_OUT.search(name):
            yield name, path


def _fill(source: Path, folder: Path) -> None:
    from whitenoise.compress import Compressor

    names = _Names(dict(_files(source)))
    packer = Compressor(quiet=True, extensions=[*Compressor.SKIP_COMPRESS_EXTENSIONS, "avif"])
    for name in names.files:
        target = folder / names.built(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(names.content(name))
        shutil.copystat(names.files[name], target)
        if packer.should_compress(target.name):
            packer.compress(str(target))
    manifest = {name: names.built(name) for name in names.files if names.built(name) != name}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True))


def _without_comments(content: bytes, kind: str) -> bytes:
    """Return a style or script of ours without what only its readers need: comments, and spaces between words.

    A space before a colon in a nested rule goes, too: `.a *:checked` is written there where `.a :checked` is meant.
    """
    import rcssmin
    import rjsmin

    smaller = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}[kind]
    return smaller(content)


class _Names:
    """Names and contents of the built files; a file gets its name once all that it refers to have theirs."""

    def __init__(self, files: dict[str, Path]):
        self.files = files
        self._built: dict[str, str] = {}
        self._contents: dict[str, bytes] = {}
        self._open: list[str] = []

    def built(self, name: str) -> str:
        """Return the name with the digest of the content."""
        if VERSIONED.match(name):
            return name
        if name not in self._built:
            stem, extension = posixpath.splitext(name)
            digest = blake2b(self.content(name), digest_size=8).hexdigest()
            self._built[name] = f"{stem}-{digest}{extension}"
        return self._built[name]

    def content(self, name: str) -> bytes:
        """Return the content, with references to other files by their built names."""
        if name in self._contents:
            return self._contents[name]
        found, kind = self.files[name].read_bytes(), posixpath.splitext(name)[1]
        references = REFERENCES.get(kind)
        if references and not VERSIONED.match(name):
            found = _without_comments(found, kind)
            if name in self._open:
                raise ValueError(f"these files refer to each other in a circle: {' → '.join([*self._open, name])}")
            self._open.append(name)
            found = references.sub(lambda match: self._renamed(name, match), found.decode()).encode()
            self._open.remove(name)
        self._contents[name] = found
        return found

    def _renamed(self, name: str, match: re.Match) -> str:
        folder = posixpath.dirname(name)
        target = posixpath.normpath(posixpath.join(folder, match["path"]))
        if target not in self.files:
            raise ValueError(f"{name} refers to {match['path']}, which is not there")
        return match["before"] + _relative(self.built(target), folder)


def _relative(target: str, folder: str) -> str:
    path = posixpath.relpath(target, folder)
    return path if path.startswith(".") else f"./{path}"


def _forget_old(builds: Path, present: Path) -> None:
    others = [path for path in builds.iterdir() if path.is_dir() and path != present and (path / MANIFEST).is_file()]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT_BUILDS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
