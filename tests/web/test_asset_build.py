"""The build of static files: a name for each content, references that follow, packed copies."""

import gzip
import json
import re

import brotli
import pytest

from tbo.web.asset_build import KEPT_BUILDS, MANIFEST, SOURCE, build, built_or_none


@pytest.fixture
def source(tmp_path):
    """Sources: a script that imports another and a library, a style sheet with a picture."""
    files = {
        "js/player.js": 'import { part } from "./parts/part.js";\nimport "../vendor/lib-1.2.0/lib.js";\n'
        + "// words\n" * 50
        + 'part("words");\n' * 50,
        "js/parts/part.js": "export const part = 1;",
        "css/site.css": 'body { background: url("../art/a.png") } i { background: url(data:image/png;base64,AA) }',
        "art/a.png": "a picture",
        "vendor/lib-1.2.0/lib.js": "export default 1;" * 50,
        "vendor/lib-1.2.0/LICENSE": "free",
        "sandbox/sandbox.css": "elsewhere",
    }
    for name, text in files.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "static"


@pytest.fixture
def builds(tmp_path):
    """Where builds go."""
    return tmp_path / "builds"


def manifest_of(folder) -> dict[str, str]:
    """The names of a build."""
    return json.loads((folder / MANIFEST).read_text())


def test_each_name_carries_the_digest_of_its_content(source, builds):
    first = manifest_of(build(source, builds))
    assert set(first) == {"js/player.js", "js/parts/part.js", "css/site.css", "art/a.png"}
    (source / "css/site.css").write_text("body { color: red }")
    second = manifest_of(build(source, builds))
    assert {name for name in first if first[name] != second[name]} == {"css/site.css"}


def test_a_file_is_renamed_when_something_that_it_refers_to_changes(source, builds):
    first = manifest_of(build(source, builds))
    (source / "js/parts/part.js").write_text("export const part = 2;")
    second = manifest_of(build(source, builds))
    assert {name for name in first if first[name] != second[name]} == {"js/player.js", "js/parts/part.js"}


def test_references_follow_and_lead_to_files_of_the_build(source, builds):
    folder = build(source, builds)
    names = manifest_of(folder)
    script = (folder / names["js/player.js"]).read_text()
    assert f'from"./{names["js/parts/part.js"].removeprefix("js/")}"' in script
    assert '"../vendor/lib-1.2.0/lib.js"' in script
    style = (folder / names["css/site.css"]).read_text()
    assert f'url("../{names["art/a.png"]}")' in style
    assert "url(data:image/png;base64,AA)" in style


def test_what_only_readers_need_is_left_out(source, builds):
    folder = build(source, builds)
    names = manifest_of(folder)
    assert "// words" not in (folder / names["js/player.js"]).read_text()
    assert (folder / names["js/parts/part.js"]).read_text() == "export const part=1;"
    assert (folder / names["css/site.css"]).read_text().startswith("body{background:")
    assert (folder / "vendor/lib-1.2.0/lib.js").read_text() == "export default 1;" * 50, "not ours"


def test_what_packs_well_is_packed_both_ways(source, builds):
    folder = build(source, builds)
    script = folder / manifest_of(folder)["js/player.js"]
    assert gzip.decompress(script.with_name(script.name + ".gz").read_bytes()) == script.read_bytes()
    assert brotli.decompress(script.with_name(script.name + ".br").read_bytes()) == script.read_bytes()
    assert (folder / "vendor/lib-1.2.0/lib.js.br").exists()
    assert not list(folder.rglob("*.png.*")), "pictures are packed already"


def test_what_is_served_elsewhere_or_never_is_left_out(source, builds):
    folder = build(source, builds)
    assert not (folder / "sandbox").exists()
    assert not (folder / "vendor/lib-1.2.0/LICENSE").exists()


def test_a_build_is_made_once_and_only_of_these_very_files(source, builds):
    assert built_or_none(source, builds) is None
    folder = build(source, builds)
    marked = folder / "mark"
    marked.touch()
    assert build(source, builds) == built_or_none(source, builds) == folder
    assert marked.exists()
    (source / "art/a.png").write_text("another picture")
    assert built_or_none(source, builds) is None


def test_a_failed_build_leaves_nothing_behind(source, builds):
    (source / "js/player.js").write_text('import "./gone.js";')
    with pytest.raises(ValueError, match=r"refers to \./gone\.js, which is not there"):
        build(source, builds)
    assert list(builds.iterdir()) == []


def test_files_that_refer_to_each_other_in_a_circle_are_refused(source, builds):
    (source / "js/parts/part.js").write_text('import "../player.js";')
    with pytest.raises(ValueError, match="circle"):
        build(source, builds)


def test_earlier_builds_stay_for_processes_that_still_serve_them_but_not_for_ever(source, builds):
    made = []
    for number in range(KEPT_BUILDS + 2):
        (source / "art/a.png").write_text(f"picture {number}")
        made.append(build(source, builds))
    assert made[-1].exists()
    assert sum(folder.exists() for folder in made) == KEPT_BUILDS


def test_the_shop_s_own_files_can_be_built(builds):
    folder = build(SOURCE, builds)
    names = manifest_of(folder)
    entry = (folder / names["js/player.js"]).read_text()
    imported = re.findall(r'(?:from|import)"(\./[^"]+)"', entry)
    assert imported
    for path in imported:
        assert re.fullmatch(r"\./player-[a-z]+-[0-9a-f]{16}\.js", path), path
