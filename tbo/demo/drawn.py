"""Knows which pictures of the demo shop are drawn: the index that stands beside them."""

import json
from pathlib import Path

FOLDER = Path(__file__).parent / "pictures"


def pictures_by_slug(folder: Path = FOLDER) -> dict[str, dict]:
    """Return version, tone and size of the lettering by title; empty when nothing is drawn."""
    index = folder / "index.json"
    return json.loads(index.read_text(encoding="utf-8")) if index.exists() else {}
