"""Cuts the work on a film into parts of some minutes, each encoded for itself, and joins what came of them."""

import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PART_S = 120
_SEGMENT_LINES = re.compile(r"^#EXTINF:[^\n]+\n[^\n#]+\n", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """Seconds of a film; the last one has no length and goes on to the end."""

    number: int
    start_s: int
    length_s: int | None


def parts_of(duration_s: float) -> list[Part]:
    """Return the parts of a film; the last is half as long as the others to half as long again."""
    count = max(1, round(duration_s / PART_S))
    return [Part(n, n * PART_S, PART_S if n + 1 < count else None) for n in range(count)]


class Workplace:
    """A folder of finished steps, so that work which was broken off goes on where it stood."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def once(self, step: str, make: Callable[[Path], object]) -> Path:
        """Return the folder of a step; `make` fills it unless that was done before."""
        done, draft = self.folder / step, self.folder / f"{step}.draft"
        if not done.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
            make(draft)
            draft.rename(done)
        return done


def join(parts: Sequence[Path], target: Path) -> None:
    """Make one stream of the same stream's parts; the files stay where they are, too."""
    target.mkdir(parents=True)
    os.link(parts[0] / "init.mp4", target / "init.mp4")
    lists = [(part / "list.m3u8").read_text(encoding="utf-8") for part in parts]
    for part in parts:
        for segment in part.glob("*.m4s"):
            os.link(segment, target / segment.name)
    longest = max(lists, key=_target_duration)
    head = longest[: _SEGMENT_LINES.search(longest).start()]  # type: ignore[union-attr]
    head = re.sub(r"(?<=#EXT-X-MEDIA-SEQUENCE:)\d+", "0", head)
    segments = [line for text in lists for line in _SEGMENT_LINES.findall(text)]
    (target / "list.m3u8").write_text(head + "".join(segments) + "#EXT-X-ENDLIST\n", encoding="utf-8")


def link(source: Path, target: Path) -> None:
    """Let a finished step stand in another folder too, without copying what it holds."""
    shutil.copytree(source, target, copy_function=os.link)


def _target_duration(playlist: str) -> int:
    return int(re.search(r"#EXT-X-TARGETDURATION:(\d+)", playlist)[1])  # type: ignore[index]
