"""Templates compiled ahead: a process that starts reads bytecode instead of translating seventy files."""

from hashlib import blake2b
from pathlib import Path
from secrets import token_hex

import jinja2
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from ..settings import ROOT

BUILDS = ROOT / "build" / "templates"
ELSEWHERE = "sandbox/"


class Compiled(BytecodeCache):
    """Reads what `compile_templates` left, if it is of this very source, and never writes."""

    def __init__(self, folder: Path):
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket; one that stays empty is compiled as usual."""
        try:
            with (self.folder / bucket.key).open("rb") as file:
                bucket.load_bytecode(file)
        except FileNotFoundError:
            return

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Leave the disk alone: it may be shared, or not be ours to write."""


class _Compiling(Compiled):
    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a file whole or not at all; another process may be writing the same one."""
        scratch = self.folder / f"{bucket.key}.{token_hex(8)}.new"
        with scratch.open("wb") as file:
            bucket.write_bytecode(file)
        scratch.replace(self.folder / bucket.key)


def compile_templates(app: Flask, builds: Path = BUILDS) -> int:
    """Compile every template of the shop that is not yet there, and return how many it has."""
    folder = _folder(app, builds)
    folder.mkdir(parents=True, exist_ok=True)
    if app.jinja_env.cache is not None:
        # What this process has loaded before would not be compiled again.
        app.jinja_env.cache.clear()
    return load_templates(app, _Compiling(folder))


def load_templates(app: Flask, cache: BytecodeCache | None = None) -> int:
    """Load every template of the shop into this process, and return how many it has."""
    names = [name for name in app.jinja_env.list_templates() if not name.startswith(ELSEWHERE)]
    before = app.jinja_env.bytecode_cache
    app.jinja_env.bytecode_cache = cache or before
    for name in names:
        app.jinja_env.get_template(name)
    app.jinja_env.bytecode_cache = before
    return len(names)


def init_app(app: Flask) -> None:
    """Read compiled templates where there are some."""
    app.jinja_env.bytecode_cache = Compiled(_folder(app, BUILDS))


def _folder(app: Flask, builds: Path) -> Path:
    """Return the folder for this version of Jinja and these rules of reading: other rules make other bytecode."""
    env = app.jinja_env
    rules = (jinja2.__version__, env.trim_blocks, env.lstrip_blocks, sorted(env.extensions))
    return builds / blake2b(repr(rules).encode(), digest_size=8).hexdigest()
