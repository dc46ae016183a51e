"""Checks WebVTT subtitles and gives each file the playlist that HLS wants."""

import re
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from tbo.media.refusals import DurationDiffers, FileMissing, SubtitlesBroken

_TIME = r"(?:([0-9]{2,4}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_CUE_LINE = re.compile(rf"^{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+\S.*)?$")
_SLACK_S = 1.0


@dataclass(frozen=True)
class Cue:
    """When a subtitle is seen, in seconds from the start."""

    start_s: float
    end_s: float


def read_cues(path: Path) -> tuple[Cue, ...]:
    """Return the cues of a file. Raises FileMissing, SubtitlesBroken (with the line number)."""
    cues = []
    for number, line in enumerate(_lines(path), start=1):
        if "-->" in line:
            cues.append(_cue(line, f"{path.name}, line {number}"))
    if not cues:
        raise SubtitlesBroken(f"{path.name} has no cue in it")
    return tuple(cues)


def check_length(cues: tuple[Cue, ...], duration_s: float, name: str) -> None:
    """Raise DurationDiffers when a cue stands after the end of the film."""
    last_s = max(cue.end_s for cue in cues)
    if last_s > duration_s + _SLACK_S:
        raise DurationDiffers(f"the last cue of {name} ends at {last_s:.1f} s, the film at {duration_s:.1f} s")


def write_subtitles(source: Path, folder: Path, duration_s: float) -> None:
    """Put the text as one segment of the film's length and its playlist into `folder`."""
    folder.mkdir(parents=True)
    text = "\n".join(_lines(source)).strip() + "\n"
    (folder / "text.vtt").write_text(text, encoding="utf-8")
    (folder / "list.m3u8").write_text(_playlist(duration_s), encoding="utf-8")


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise FileMissing(f"there is no file {path}")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise SubtitlesBroken(f"{path.name} is not UTF-8; save it as UTF-8") from None
    if not lines or not re.match(r"^WEBVTT([ \t].*)?$", lines[0]):
        raise SubtitlesBroken(f"{path.name} does not begin with WEBVTT; convert it to WebVTT")
    return lines


def _cue(line: str, place: str) -> Cue:
    match = _CUE_LINE.match(line.strip())
    if match is None:
        raise SubtitlesBroken(f"{place}: {line.strip()!r} is not a pair of times")
    start_s, end_s = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if end_s <= start_s:
        raise SubtitlesBroken(f"{place}: the cue ends before it begins")
    return Cue(start_s, end_s)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _playlist(duration_s: float) -> str:
    return (
        "#EXTM3U\n#EXT-X-VERSION:7\n"
        f"#EXT-X-TARGETDURATION:{ceil(duration_s)}\n"
        "#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n"
        f"#EXTINF:{duration_s:.3f},\ntext.vtt\n#EXT-X-ENDLIST\n"
    )
