"""Where packaged films live: a folder whose assets appear whole or not at all."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tbo.media.refusals import MediaRefused, WrongArgument

_ASSET = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@contextmanager
def publishing(folder: Path, asset: str) -> Iterator[Path]:
    """Give a temporary directory that becomes `folder`/`asset` when the block ends well.

    After a failure nothing of it remains and an older asset stays as it was.
    Raises WrongArgument for a name that could not be part of an address.
    """
    check_asset_name(asset)
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{asset}.", dir=folder))
    try:
        yield draft
        draft.chmod(0o755)
        _replace(draft, folder / asset)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def unfinished(folder: Path, asset: str, fingerprint: str) -> Iterator[Path]:
    """Give a directory for the steps of an asset that outlives an interruption, but no refusal and no good end.

    What other work on the asset left behind is dropped.
    """
    place = folder / f".{asset}.{fingerprint}.work"
    for left in folder.glob(f".{asset}.*.work"):
        if left != place:
            shutil.rmtree(left, ignore_errors=True)
    try:
        yield place
    except MediaRefused:
        shutil.rmtree(place, ignore_errors=True)
        raise
    shutil.rmtree(place, ignore_errors=True)


def check_asset_name(asset: str) -> None:
    """Raise WrongArgument unless the name is lower-case letters, digits and hyphens."""
    if not _ASSET.fullmatch(asset):
        raise WrongArgument(f"an asset's name is lower-case letters, digits and hyphens, not {asset!r}")


def _replace(draft: Path, final: Path) -> None:
    """Rename; a directory cannot be renamed over a full one, so the old one steps aside."""
    retired = draft.with_name(f"{draft.name}.old")
    if final.exists():
        final.rename(retired)
    draft.rename(final)
    shutil.rmtree(retired, ignore_errors=True)
