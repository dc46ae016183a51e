"""Packages a film as HLS: checks what is given, encodes, writes master and asset.json."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tbo.media import playlists, thumbnails
from tbo.media.encoding import encode_pictures, encode_sound
from tbo.media.ffmpeg import Film, Progress, probe_film, probe_sound_s, require_ffmpeg
from tbo.media.init_segments import codec_of
from tbo.media.ladder import Rung, frame_rate_for, ladder_for, middle_first
from tbo.media.manifest import manifest_of
from tbo.media.playlists import Rendition, Variant
from tbo.media.refusals import DurationDiffers, WrongArgument
from tbo.media.storage import check_asset_name, publishing
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


def package(job: Job, folder: Path, progress: Progress | None = None) -> Path:
    """Package into `folder`/asset and return that directory; it appears whole or not at all.

    `progress` hears how many seconds of the film are encoded. Raises MediaRefused.
    """
    require_ffmpeg()
    check_asset_name(job.asset)
    film = probe_film(job.source)
    sounds = _sounds_for(job, film)
    _check_tracks(job, sounds, film)
    with publishing(folder, job.asset) as draft:
        _write(job, film, sounds, draft, progress)
    return folder / job.asset


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


def _write(job: Job, film: Film, sounds: Sequence[Track], draft: Path, progress: Progress | None) -> None:
    rungs = middle_first(job.rungs or ladder_for(film.height))
    encode_pictures(film, rungs, draft / "video", job.preset, progress)
    for sound in sounds:
        encode_sound(sound.path, draft / "audio" / sound.language, film.duration_s)
    for text in job.texts:
        write_subtitles(text.path, draft / "subtitles" / text.language, film.duration_s)
    thumbnails.write_thumbnails(film, draft / "thumbnails")
    thumbnails.write_stills(film, draft / "stills")
    thumbnails.write_poster(draft / "stills", draft / "poster.jpg")
    _write_lists(film, rungs, (sounds, job.texts), draft)


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
