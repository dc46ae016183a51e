"""The files for platforms run what the Procfile runs, with settings that the shop knows."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from tbo.settings import documented_variables

ROOT = Path(__file__).resolve().parent.parent
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
WEB, WORKER, RELEASE = (PROCFILE[name] for name in ("web", "worker", "release"))
KNOWN = {name for name, _default, _sentence in documented_variables()}
FILES = ("Dockerfile", "app.json", "fly.toml", "railway.json", "railway.worker.json", "render.yaml")


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def test_the_image_serves_as_the_procfile_says_and_ends_its_build_as_every_platform_does():
    (command,) = re.findall(r"^CMD (.+)$", text_of("Dockerfile"), re.MULTILINE)
    assert " ".join(json.loads(command)) == WEB
    assert "-r requirements.txt && bin/post_compile\n" in text_of("Dockerfile")
    version = text_of(".python-version").strip()
    assert f"FROM python:{version}-slim\n" in text_of("Dockerfile")


def test_heroku_starts_what_the_procfile_names():
    told = json.loads(text_of("app.json"))
    assert set(told["formation"]) == {"web", "worker"}
    assert told["env"]["SECRET_KEY"]["generator"] == "secret"


def test_fly_runs_the_lines_of_the_procfile():
    told = tomllib.loads(text_of("fly.toml"))
    assert told["processes"] == {"web": WEB, "worker": WORKER}
    assert told["deploy"]["release_command"] == RELEASE
    assert told["http_service"]["processes"] == ["web"]
    heroku = {name: json.loads(text_of("app.json"))["env"][name]["value"] for name in told["env"]}
    # Fly adds the app's own address behind the visitor's.
    assert told["env"] == heroku | {"TBO_PROXIES": "2"}
    assert {"TBO_PROXIES", "TBO_MESSAGES"} <= set(told["env"])
    (port,) = (default for name, default, _sentence in documented_variables() if name == "PORT")
    assert told["http_service"]["internal_port"] == int(port)
    assert told["http_service"]["checks"][0]["path"] == "/readyz"


def test_railway_runs_the_lines_of_the_procfile_and_migrates_once():
    web, worker = (json.loads(text_of(name))["deploy"] for name in ("railway.json", "railway.worker.json"))
    assert web == {"preDeployCommand": [RELEASE], "startCommand": WEB, "healthcheckPath": "/readyz"}
    assert worker == {"startCommand": WORKER}


def test_render_runs_the_lines_of_the_procfile_and_migrates_once():
    said = text_of("render.yaml")
    assert re.findall(r"^ +startCommand: (.+)$", said, re.MULTILINE) == [WEB, WORKER]
    assert re.findall(r"^ +preDeployCommand: (.+)$", said, re.MULTILINE) == [RELEASE]
    assert re.findall(r"^ +healthCheckPath: (.+)$", said, re.MULTILINE) == ["/readyz"]
    builds = re.findall(r"^ +buildCommand: (.+)$", said, re.MULTILINE)
    assert len(builds) == 2
    assert all(build.endswith("-r requirements.txt && bin/post_compile") for build in builds)


@pytest.mark.parametrize("name", FILES)
def test_every_setting_of_a_platform_is_one_of_the_shop(name):
    assert set(re.findall(r"\b(?:TBO_[A-Z_]*[A-Z]|SECRET_KEY|DATABASE_URL)\b", text_of(name))) <= KNOWN
