"""The ladder: which sizes and bit rates a film is offered in."""

from dataclasses import dataclass

from tbo.media.refusals import WrongArgument

SEGMENT_S = 4
GOP_S = 2
AUDIO_BITS = 96_000
RATES = (24, 25, 30)


@dataclass(frozen=True)
class Rung:
    """One quality: picture height in pixels, wanted bits per second of the picture."""

    height: int
    bits: int

    @property
    def name(self) -> str:
        """Return the name that folders and people use: 480p."""
        return f"{self.height}p"

    def width_for(self, width: int, height: int) -> int:
        """Return the even width that keeps the shape of a source of `width` x `height`."""
        return max(2, round(self.height * width / height / 2) * 2)


LADDER = (
    Rung(240, 300_000),
    Rung(360, 700_000),
    Rung(480, 1_200_000),
    Rung(720, 2_500_000),
    Rung(1080, 4_500_000),
)


def ladder_for(height: int) -> tuple[Rung, ...]:
    """Return the rungs that do not enlarge a source of this height; at least the lowest."""
    return tuple(rung for rung in LADDER if rung.height <= height) or LADDER[:1]


def parse_rung(text: str) -> Rung:
    """Read `480:230` (height, kilobit per second). Raises WrongArgument."""
    height, _, kilobits = text.partition(":")
    if not (_is_number(height) and _is_number(kilobits)) or int(height) % 2 or not int(kilobits):
        raise WrongArgument(f"a rung is written HEIGHT:KILOBIT, as in 480:1200, not {text!r}")
    return Rung(int(height), int(kilobits) * 1000)


def middle_first(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """Order rungs for the master: players start with the first, so the middle one leads."""
    ordered = sorted(rungs, key=lambda rung: rung.height)
    middle = ordered.pop(len(ordered) // 2)
    return (middle, *ordered)


def frame_rate_for(source: float) -> int:
    """Return the whole frame rate to encode at: the source's own if common, else 24.

    50 and 60 frames are halved; 23.976 and 29.97 become 24 and 30, so that two
    seconds are always a whole number of frames.
    """
    wanted = source / 2 if source > 31 else source
    nearest = min(RATES, key=lambda rate: abs(rate - wanted))
    return nearest if abs(nearest - wanted) < 0.1 else 24


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6
