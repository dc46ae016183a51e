"""Sound tracks that come beside a film: what they are called, and how they follow it in the pieces of one upload."""

import re
from collections.abc import Iterable, Iterator, Sequence
from os import SEEK_END
from typing import IO

from flask_babel import gettext as _

from ...media.refusals import FileMissing
from .refusals import FilmRefused

MOST_SOUNDS = 8
# How a file's name tells its language; as many parts of one as a profile's choices hold, and a file's name bears.
NAMED_LANGUAGE = r".*\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})\."
_LANGUAGE = re.compile(NAMED_LANGUAGE + "[A-Za-z0-9]{2,5}", re.DOTALL)


def read_sounds(told: Iterable[tuple[str, int]]) -> list[dict]:
    """Read names and bytes of sound tracks, the one that plays by default first. Raises FilmRefused."""
    found = [{"language": _language_of(name, size), "size": size} for name, size in told]
    languages = [sound["language"] for sound in found]
    if len(found) > MOST_SOUNDS or len(set(languages)) < len(languages):
        raise FilmRefused(_("音轨最多 %(most)s 条，每种语言一条。", most=MOST_SOUNDS))
    return found


def sizes_of(size: int, sounds: Sequence[dict]) -> list[int]:
    """Return the bytes of the film and of each track, in the order in which they are sent, of so many in all."""
    of_sounds = [sound["size"] for sound in sounds]
    return [size - sum(of_sounds), *of_sounds]


def cut_apart(pieces: Iterator[bytes], sizes: Iterable[int], files: Iterable[IO[bytes]]) -> None:
    """Write what came in pieces into its files. Raises FileMissing where a piece was lost."""
    rest = b""
    for size, file in zip(sizes, files, strict=True):
        left = size
        while left:
            rest = rest or next(pieces, b"")
            if not rest:
                raise FileMissing("a piece of what was sent is not there any more")
            file.write(rest[:left])
            left, rest = left - len(rest[:left]), rest[left:]


class Joined:
    """Files read one after the other, as if they were one."""

    def __init__(self, files: Sequence[IO[bytes]]):
        self.sizes = [file.seek(0, SEEK_END) for file in files]
        self._files = files
        self.seek(0)

    def seek(self, place: int) -> None:
        """Go to a place of the whole, in bytes."""
        for file, size in zip(self._files, self.sizes, strict=True):
            file.seek(min(place, size))
            place = max(0, place - size)

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer at the end."""
        found = b""
        for file in self._files:
            found += file.read(size - len(found))
        return found


def _language_of(name: str, size: int) -> str:
    match = _LANGUAGE.fullmatch(name)
    if match is None or size <= 0:
        raise FilmRefused(_("音轨 %(name)s：名字要带语言，像 film.en.m4a。", name=name[:80]))
    return match[1]
