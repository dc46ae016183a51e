"""Where films and uploads are kept: one small interface, a folder of this machine or a bucket of a store (S3, OSS)."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from flask import Flask, current_app

from tbo.media.storage import check_asset_name
from tbo.settings import Settings, SettingsWrong


class SpanNotThere(Exception):
    """A span of bytes was asked for that a file does not have."""


class StoreAway(Exception):
    """The store cannot be reached, or does not let us in."""


@dataclass(frozen=True)
class Opened:
    """Bytes of a file as they arrive; `span` is how a part is described (Content-Range), None for all of it."""

    body: Iterable[bytes]
    length: int
    span: str | None = None


class Store(Protocol):
    """What holds files by key: `asset/file` for films, `.incoming/…` for what is being uploaded.

    `workplace` is the folder of this machine in which assets are packaged, each below its name.
    """

    workplace: Path

    def __hash__(self) -> int:
        """Be told apart from other stores."""
        ...

    def publish(self, asset: str) -> None:
        """Let an asset that stands finished in the workplace be there for everybody; its asset.json comes last."""
        ...

    def has(self, key: str) -> bool:
        """Whether there is a file of this key."""
        ...

    def path_or_none(self, key: str) -> Path | None:
        """Return where a file stands on this machine, None when it is not here."""
        ...

    def get_or_none(self, key: str) -> bytes | None:
        """Return a small file, None when there is none."""
        ...

    def open_or_none(self, key: str, span: str | None = None) -> Opened | None:
        """Begin to read a file, or the part that a Range header names. Raises SpanNotThere."""
        ...

    def put(self, key: str, body: bytes) -> None:
        """Keep a file, whole or not at all; an older one of the key is replaced."""
        ...

    def remove(self, key: str) -> None:
        """Remove a file, or everything below a key that is a folder's; what is not there is none."""
        ...


class LocalFolder:
    """A folder of this machine; assets are packaged where they stay."""

    def __init__(self, root: Path):
        self.workplace = root

    def publish(self, asset: str) -> None:
        """Do nothing: it is where it belongs."""
        check_asset_name(asset)

    def has(self, key: str) -> bool:
        """Look whether the file is there."""
        return (self.workplace / key).is_file()

    def path_or_none(self, key: str) -> Path | None:
        """Return the file."""
        path = self.workplace / key
        return path if path.is_file() else None

    def get_or_none(self, key: str) -> bytes | None:
        """Read the file."""
        try:
            return (self.workplace / key).read_bytes()
        except OSError:
            return None

    def open_or_none(self, key: str, span: str | None = None) -> Opened | None:
        """Read the file as one piece; whoever wants parts of it takes its path."""
        body = self.get_or_none(key)
        return None if body is None else Opened([body], len(body))

    def put(self, key: str, body: bytes) -> None:
        """Write beside it, then rename."""
        path = self.workplace / key
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.part")
        draft.write_bytes(body)
        draft.replace(path)

    def remove(self, key: str) -> None:
        """Remove the file or the folder."""
        path = self.workplace / key
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def store_of(settings: Settings) -> Store:
    """Return the store that these settings name."""
    if not settings.media_store:
        return LocalFolder(settings.media_folder)
    from tbo.media.bucket import Bucket  # Only a shop with a bucket needs its library.

    return Bucket(settings)


def store() -> Store:
    """Return the store of this shop."""
    extensions: dict[str, Any] = current_app.extensions
    if "tbo.store" not in extensions:
        extensions["tbo.store"] = store_of(extensions["tbo.settings"])
    return extensions["tbo.store"]


def init_app(app: Flask) -> None:
    """Refuse to start with a bucket and without what talks to it. Raises SettingsWrong."""
    if app.extensions["tbo.settings"].media_store:
        from importlib.util import find_spec

        if find_spec("boto3") is None:
            raise SettingsWrong("TBO_MEDIA_STORE names a bucket: pip install -r requirements-s3.txt is missing.")
