"""Makes films equally loud: EBU R 128, measured over the whole track and applied as one gain."""

import re
from dataclasses import asdict, dataclass
from pathlib import Path

from tbo.media.ffmpeg import listen, reading

TARGET_LUFS = -23.0
HIGHEST_PEAK_DB = -1.0
# Below this the measure hears nothing at all.
SILENCE_LUFS = -69.0
_INTEGRATED = re.compile(r"I:\s+(-?[0-9.]+|-inf|nan) LUFS")
_PEAK = re.compile(r"Peak:\s+(-?[0-9.]+|-inf|nan) dBFS")


@dataclass(frozen=True)
class Loudness:
    """How loud a track is (LUFS), its true peak (dB), and the gain that it gets (dB)."""

    integrated: float
    peak: float
    gain: float

    @property
    def facts(self) -> dict[str, float]:
        """Return the three numbers by name."""
        return asdict(self)


def measure_loudness(path: Path) -> Loudness:
    """Listen to the first sound track of a file. Raises PackagingFailed."""
    said = listen([*reading(path), "-map", "0:a:0", "-af", "ebur128=peak=true:framelog=verbose"])
    summary = said.rpartition("Summary:")[2]
    integrated, peak = _number(_INTEGRATED, summary), _number(_PEAK, summary)
    return Loudness(integrated, peak, gain_for(integrated, peak))


def gain_for(integrated: float, peak: float) -> float:
    """Return the gain to the target; a track with high peaks gets less, so that nothing is cut off."""
    if integrated <= SILENCE_LUFS:
        return 0.0
    return round(min(TARGET_LUFS - integrated, HIGHEST_PEAK_DB - peak), 1)


def _number(pattern: re.Pattern, summary: str) -> float:
    match = pattern.search(summary)
    silent = match is None or match[1] in ("-inf", "nan")
    return -70.0 if silent else float(match[1])  # type: ignore[index]
