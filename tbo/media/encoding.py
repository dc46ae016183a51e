"""Encodes a film's picture and its sound tracks into fMP4 segments with media playlists."""

from collections.abc import Sequence
from pathlib import Path

from tbo.media.ffmpeg import Film, Progress, reading, run_ffmpeg
from tbo.media.ladder import AUDIO_BITS, GOP_S, SEGMENT_S, Rung, frame_rate_for
from tbo.media.parts import Part

# CMAF wants the first picture at zero without an edit list; players differ in what they
# make of ffmpeg's, and the sound would run 83 ms ahead in some.
_FROM_ZERO = "use_editlist=0:movflags=+negative_cts_offsets"
# Without these the same film gives other bytes on another day.
_REPEATABLE = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"]


def encode_pictures(
    film: Film,
    rungs: Sequence[Rung],
    part: Part,
    folder: Path,
    preset: str = "medium",
    progress: Progress | None = None,
) -> None:
    """Write `folder`/480p/… for every rung of a part, all in one run so that the source is read once."""
    span = ["-t", str(part.length_s)] if part.length_s else []
    arguments = ["-ss", str(part.start_s), *span, *reading(film.path), "-filter_complex", _split(film, rungs)]
    for number, rung in enumerate(rungs):
        target = folder / rung.name
        target.mkdir(parents=True)
        arguments += ["-map", f"[r{number}]", *_h264(film, rung, preset), *_hls(target, part)]
    run_ffmpeg(arguments, _later(progress, part.start_s), film.duration_s)


def encode_sound(source: Path, target: Path, duration_s: float, gain_db: float = 0.0) -> None:
    """Write one sound track as AAC into `target`, exactly as long as the picture."""
    target.mkdir(parents=True)
    louder = f"volume={gain_db:.1f}dB," if gain_db else ""
    sound = ["-map", "0:a:0", "-af", f"{louder}apad", "-t", f"{duration_s:.6f}", "-flags:a", "+bitexact"]
    codec = ["-c:a", "aac", "-b:a", str(AUDIO_BITS), "-ac", "2", "-ar", "48000"]
    run_ffmpeg([*reading(source), *sound, *codec, *_hls(target)])


def _later(progress: Progress | None, start_s: float) -> Progress | None:
    return progress and (lambda seconds: progress(start_s + seconds))


def _split(film: Film, rungs: Sequence[Rung]) -> str:
    rate = frame_rate_for(film.frame_rate)
    outlets = "".join(f"[s{number}]" for number in range(len(rungs)))
    chains = [f"[0:v:0]fps={rate}:start_time=0,split={len(rungs)}{outlets}"]
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


def _hls(target: Path, part: Part | None = None) -> list[str]:
    start_s = part.start_s if part else 0
    # A later part tells its own times instead of beginning at zero.
    options = f"{_FROM_ZERO}+frag_discont" if start_s else _FROM_ZERO
    return [
        *_REPEATABLE,
        *(("-output_ts_offset", str(start_s)) if start_s else ()),
        *("-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_playlist_type", "vod"),
        *("-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4"),
        *("-hls_segment_options", options, "-start_number", str(start_s // SEGMENT_S)),
        *("-hls_flags", "independent_segments"),
        *("-hls_segment_filename", str(target / "s%04d.m4s"), str(target / "list.m3u8")),
    ]
