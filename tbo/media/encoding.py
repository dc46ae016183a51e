"""Encodes a film's picture and its sound tracks into fMP4 segments with media playlists."""

from collections.abc import Sequence
from pathlib import Path

from tbo.media.ffmpeg import Film, Progress, run_ffmpeg
from tbo.media.ladder import AUDIO_BITS, GOP_S, SEGMENT_S, Rung, frame_rate_for

# CMAF wants the first picture at zero without an edit list; players differ in what they
# make of ffmpeg's, and the sound would run 83 ms ahead in some.
_FROM_ZERO = "use_editlist=0:movflags=+negative_cts_offsets"
# Without these the same film gives other bytes on another day.
_REPEATABLE = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"]


def encode_pictures(
    film: Film,
    rungs: Sequence[Rung],
    folder: Path,
    preset: str = "medium",
    progress: Progress | None = None,
) -> None:
    """Write `folder`/480p/… for every rung, all in one run so that the source is read once."""
    arguments = ["-i", str(film.path), "-filter_complex", _split(film, rungs)]
    for number, rung in enumerate(rungs):
        target = folder / rung.name
        target.mkdir(parents=True)
        arguments += ["-map", f"[r{number}]", *_h264(film, rung, preset), *_hls(target)]
    run_ffmpeg(arguments, progress, film.duration_s)


def encode_sound(source: Path, target: Path, duration_s: float) -> None:
    """Write one sound track as AAC into `target`, exactly as long as the picture."""
    target.mkdir(parents=True)
    sound = ["-map", "0:a:0", "-af", "apad", "-t", f"{duration_s:.6f}", "-flags:a", "+bitexact"]
    codec = ["-c:a", "aac", "-b:a", str(AUDIO_BITS), "-ac", "2", "-ar", "48000"]
    run_ffmpeg(["-i", str(source), *sound, *codec, *_hls(target)])


def _split(film: Film, rungs: Sequence[Rung]) -> str:
    rate = frame_rate_for(film.frame_rate)
    outlets = "".join(f"[s{number}]" for number in range(len(rungs)))
    chains = [f"[0:v:0]fps={rate},split={len(rungs)}{outlets}"]
    for number, rung in enumerate(rungs):
        size = f"{rung.width_for(film.width, film.height)}:{rung.height}"
        chains.append(f"[s{number}]scale={size}:flags=lanczos,setsar=1,format=yuv420p[r{number}]")
    return ";".join(chains)


def _h264(film: Film, rung: Rung, preset: str) -> list[str]:
    """Key frames stand exactly every two seconds, so that every rung can be cut alike."""
    frames = str(frame_rate_for(film.frame_rate) * GOP_S)
    return [
        *("-c:v", "libx264", "-profile:v", "main", "-preset", preset, "-flags:v", "+bitexact"),
        *("-g", frames, "-keyint_min", frames, "-sc_threshold", "0"),
        *("-b:v", str(rung.bits), "-maxrate", str(rung.bits * 11 // 10)),
        *("-bufsize", str(rung.bits * 2)),
    ]


def _hls(target: Path) -> list[str]:
    return [
        *_REPEATABLE,
        *("-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_playlist_type", "vod"),
        *("-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4"),
        *("-hls_segment_options", _FROM_ZERO),
        *("-hls_flags", "independent_segments"),
        *("-hls_segment_filename", str(target / "s%04d.m4s"), str(target / "list.m3u8")),
    ]
