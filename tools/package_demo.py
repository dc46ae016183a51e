"""Packages the demo shop's clips: python -m tools.package_demo MASTERS SUBTITLES [CLIP …].

MASTERS holds the films and sound tracks that tools/clips makes, SUBTITLES the
WebVTT files and clips.json (tools/clips/subtitles). The result goes to tbo/demo/media and is committed.
"""

import json
from pathlib import Path

import click

from tbo.media.commands import language_name
from tbo.media.ladder import Rung
from tbo.media.packaging import Job, Track, package

RESULT = Path(__file__).parent.parent / "tbo" / "demo" / "media"
# Small enough for four clips in 20 MB; the pictures are smooth and bear it.
RUNGS = (Rung(240, 70_000), Rung(360, 120_000), Rung(480, 230_000))


@click.command()
@click.argument("masters", type=click.Path(path_type=Path, exists=True))
@click.argument("subtitles", type=click.Path(path_type=Path, exists=True))
@click.argument("clips", nargs=-1)
@click.option("--into", type=click.Path(path_type=Path), default=RESULT, help="Another folder than the demo shop's.")
def main(masters: Path, subtitles: Path, clips: tuple[str, ...], into: Path) -> None:
    """Package every clip of SUBTITLES/clips.json, or only the CLIPS named."""
    listed = json.loads((subtitles / "clips.json").read_text(encoding="utf-8"))
    for clip in listed:
        if not clips or clip["slug"] in clips:
            click.echo(package(job_of(clip, masters, subtitles), into))


def job_of(clip: dict, masters: Path, subtitles: Path) -> Job:
    """Turn one entry of clips.json into a packaging job."""
    return Job(
        source=masters / clip["picture_file"],
        asset=clip["slug"],
        sounds=[
            Track(track["language"], masters / track["file"], track["label"]["zh-Hans"])
            for track in clip["audio_tracks"]
        ],
        texts=[
            Track(language, subtitles / f"{clip['slug']}.{language}.vtt", language_name(language))
            for language in clip["subtitles"]
        ],
        rungs=RUNGS,
        preset="slow",
    )


if __name__ == "__main__":
    main()
