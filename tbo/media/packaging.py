"""Packages a film as HLS: checks what is given, encodes, writes master and asset.json."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from tbo.media import playlists, thumbnails
from tbo.media.encoding import encode_pictures, encode_sound
from tbo.media.encryption import encrypt_asset
from tbo.media.ffmpeg import Film, Progress, probe_film, probe_sound_s, require_ffmpeg
from tbo.media.init_segments import codec_of
from tbo.media.ladder import Rung, frame_rate_for, ladder_for, middle_first
from tbo.media.loudness import measure_loudness
from tbo.media.manifest import FORMAT, LOUDNESS, manifest_of
from tbo.media.parts import PART_S, Part, Workplace, join, link, parts_of
from tbo.media.playlists import Rendition, Variant
from tbo.media.refusals import DurationDiffers, WrongArgument
from tbo.media.storage import check_asset_name, publishing, unfinished
from tbo.media.subtitles import check_length, read_cues, write_subtitles

_SLACK_S = 1.0


@dataclass(frozen=True)
class Track:
    """A sound track or a subtitle file: BCP 47 language, file, name in the viewer's words."""

    language: str
    path: Path
    name: str


@dataclass(frozen=True)
class Job:
    """What is to be packaged. Without `rungs` the source's height chooses the ladder.

    The first of `sounds` plays by default; without any, the film's own sound is used.
    """

    source: Path
    asset: str
    sounds: Sequence[Track] = ()
    texts: Sequence[Track] = ()
    rungs: tuple[Rung, ...] = field(default=())
    preset: str = "medium"
    is_encrypted: bool = False


def package(job: Job, folder: Path, progress: Progress | None = None) -> Path:
    """Package into `folder`/asset and return that directory; it appears whole or not at all.

    `progress` hears how many seconds of the film are encoded. What was finished before an interruption is not done
    again; a refusal leaves nothing. Raises MediaRefused.
    """
    require_ffmpeg()
    check_asset_name(job.asset)
    film = probe_film(job.source)
    sounds = _sounds_for(job, film)
    _check_tracks(job, sounds, film)
    with unfinished(folder, job.asset, _fingerprint(job, sounds)) as place:
        _write(job, film, sounds, Workplace(place), progress)
        with publishing(folder, job.asset) as draft:
            _assemble(job, film, sounds, Workplace(place), draft)
    return folder / job.asset


def _fingerprint(job: Job, sounds: Sequence[Track]) -> str:
    """Return what the finished steps of this very job are called by: other files or wishes begin anew."""
    files = [(path.stat().st_size, path.stat().st_mtime_ns, str(path.resolve())) for path in _files(job, sounds)]
    languages = [track.language for track in (*sounds, *job.texts)]
    told = json.dumps([FORMAT, PART_S, files, languages, [astuple(rung) for rung in job.rungs], job.preset])
    return sha256(told.encode()).hexdigest()[:16]


def _files(job: Job, sounds: Sequence[Track]) -> list[Path]:
    return [job.source, *(track.path for track in (*sounds, *job.texts))]


def _sounds_for(job: Job, film: Film) -> Sequence[Track]:
    if job.sounds or not film.has_sound:
        return job.sounds
    return [Track("und", film.path, "原声")]


def _check_tracks(job: Job, sounds: Sequence[Track], film: Film) -> None:
    for tracks in (sounds, job.texts):
        languages = [track.language for track in tracks]
        if len(set(languages)) < len(languages):
            raise WrongArgument(f"a language is given twice: {', '.join(languages)}")
    for sound in sounds:
        length_s = probe_sound_s(sound.path)
        if abs(length_s - film.duration_s) > _SLACK_S:
            raise DurationDiffers(f"{sound.path.name} lasts {length_s:.1f} s, the film {film.duration_s:.1f} s")
    for text in job.texts:
        check_length(read_cues(text.path), film.duration_s, text.path.name)


def _write(job: Job, film: Film, sounds: Sequence[Track], place: Workplace, progress: Progress | None) -> None:
    """Do every step that takes time, each once."""
    for part in parts_of(film.duration_s):
        place.once(
            _step(part), partial(encode_pictures, film, _rungs(job, film), part, preset=job.preset, progress=progress)
        )
    for sound in sounds:
        place.once(f"audio-{sound.language}", partial(_write_sound, sound, film))
    place.once("thumbnails", partial(thumbnails.write_thumbnails, film))
    place.once("stills", partial(thumbnails.write_stills, film))


def _write_sound(sound: Track, film: Film, folder: Path) -> None:
    loudness = measure_loudness(sound.path)
    encode_sound(sound.path, folder, film.duration_s, loudness.gain)
    (folder / LOUDNESS).write_text(json.dumps(loudness.facts), encoding="utf-8")


def _assemble(job: Job, film: Film, sounds: Sequence[Track], place: Workplace, draft: Path) -> None:
    """Put the asset together from the finished steps."""
    rungs, parts = _rungs(job, film), [place.folder / _step(part) for part in parts_of(film.duration_s)]
    for rung in rungs:
        join([part / rung.name for part in parts], draft / "video" / rung.name)
    for sound in sounds:
        link(place.folder / f"audio-{sound.language}", draft / "audio" / sound.language)
    for text in job.texts:
        write_subtitles(text.path, draft / "subtitles" / text.language, film.duration_s)
    link(place.folder / "thumbnails", draft / "thumbnails")
    link(place.folder / "stills", draft / "stills")
    thumbnails.write_poster(draft / "stills", draft / "poster.jpg")
    if job.is_encrypted:
        encrypt_asset(draft)
    _write_lists(film, rungs, (sounds, job.texts), draft)


def _step(part: Part) -> str:
    return f"video-{part.number:04d}"


def _rungs(job: Job, film: Film) -> tuple[Rung, ...]:
    return middle_first(job.rungs or ladder_for(film.height))


def _write_lists(
    film: Film,
    rungs: Sequence[Rung],
    tracks: tuple[Sequence[Track], Sequence[Track]],
    draft: Path,
) -> None:
    variants = [_variant(film, rung, draft) for rung in rungs]
    sounds = [_sound(track, at == 0, draft) for at, track in enumerate(tracks[0])]
    texts = [_text(track) for track in tracks[1]]
    rate = frame_rate_for(film.frame_rate)
    playlists.write_master(draft / "master.m3u8", variants, sounds, texts, rate)
    manifest = manifest_of(draft, film, variants, sounds, texts)
    (draft / "asset.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _variant(film: Film, rung: Rung, draft: Path) -> Variant:
    path = f"video/{rung.name}/list.m3u8"
    return Variant(
        path=path,
        width=rung.width_for(film.width, film.height),
        height=rung.height,
        codec=codec_of((draft / path).with_name("init.mp4")),
        measured=playlists.measure(draft / path),
    )


def _sound(track: Track, is_default: bool, draft: Path) -> Rendition:
    path = f"audio/{track.language}/list.m3u8"
    return Rendition(
        path=path,
        language=track.language,
        name=track.name,
        is_default=is_default,
        codec=codec_of((draft / path).with_name("init.mp4")),
        measured=playlists.measure(draft / path),
    )


def _text(track: Track) -> Rendition:
    path = f"subtitles/{track.language}/list.m3u8"
    return Rendition(path, track.language, track.name, is_default=False)
