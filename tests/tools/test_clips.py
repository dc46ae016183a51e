"""The films of the demo shop: sources, subtitles and packaged result belong together."""

import ast
import json
import re
from pathlib import Path

import pytest

from tools.package_demo import RESULT, RUNGS, job_of

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "clips"
SUBTITLES = TOOL / "subtitles"
CLIPS = json.loads((SUBTITLES / "clips.json").read_text(encoding="utf-8"))
SLUGS = [clip["slug"] for clip in CLIPS]
CUE = re.compile(r"^(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})", re.MULTILINE)


def cues(file):
    return CUE.findall(file.read_text(encoding="utf-8"))


def test_every_clip_that_a_title_plays_is_described():
    titles = json.loads((ROOT / "tbo/demo/content/titles.json").read_text(encoding="utf-8"))
    assert {title["demo_clip"] for title in titles} <= set(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_clip_has_a_film_and_a_score(slug):
    module = slug.replace("-", "_")
    film = ast.parse((TOOL / "films" / module / "__init__.py").read_text(encoding="utf-8"))
    assert [node.targets[0].id for node in film.body if isinstance(node, ast.Assign)] == ["film"]
    score = ast.parse((TOOL / "sound" / f"{module}.py").read_text(encoding="utf-8"))
    assert "tracks" in {node.name for node in score.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("clip", CLIPS, ids=SLUGS)
def test_subtitles_change_at_the_same_times_in_every_language(clip):
    times = {language: cues(SUBTITLES / f"{clip['slug']}.{language}.vtt") for language in clip["subtitles"]}
    assert set(times) == {"zh-Hans", "en", "de"}
    assert len({tuple(found) for found in times.values()}) == 1
    assert len(times["en"]) == clip["cue_count"]


def test_a_job_takes_films_sounds_and_subtitles_from_where_they_are(tmp_path):
    job = job_of(CLIPS[0], tmp_path / "masters", SUBTITLES)
    assert job.source == tmp_path / "masters" / "still-water.mp4"
    assert job.asset == "still-water"
    assert [(track.language, track.path.name, track.name) for track in job.sounds] == [
        ("zh", "still-water-full.m4a", "原声"),
        ("zxx", "still-water-music.m4a", "只有音乐"),
    ]
    assert [(track.language, track.path, track.name) for track in job.texts] == [
        ("zh-Hans", SUBTITLES / "still-water.zh-Hans.vtt", "简体中文"),
        ("en", SUBTITLES / "still-water.en.vtt", "English"),
        ("de", SUBTITLES / "still-water.de.vtt", "Deutsch"),
    ]
    assert job.rungs == RUNGS


@pytest.mark.parametrize("clip", CLIPS, ids=SLUGS)
def test_what_is_packaged_is_what_the_sources_say(clip):
    manifest = json.loads((RESULT / clip["slug"] / "asset.json").read_text(encoding="utf-8"))
    assert sorted(rung["height"] for rung in manifest["rungs"]) == [rung.height for rung in RUNGS]
    assert [track["language"] for track in manifest["audio"]] == [track["language"] for track in clip["audio_tracks"]]
    assert [track["language"] for track in manifest["subtitles"]] == clip["subtitles"]
    assert manifest["duration_s"] == clip["duration_s"]
    for language in clip["subtitles"]:
        packaged = RESULT / clip["slug"] / "subtitles" / language / "text.vtt"
        assert cues(packaged) == cues(SUBTITLES / f"{clip['slug']}.{language}.vtt")


@pytest.mark.parametrize("file", sorted(TOOL.rglob("*.py")), ids=lambda file: str(file.relative_to(TOOL)))
def test_a_file_of_the_tool_says_what_it_owns_and_stays_short(file):
    text = file.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 250
