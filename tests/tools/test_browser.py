"""The journeys' browser: the light one first, installed only where this account may."""

from dataclasses import dataclass, field

import pytest

from tools import browser


@dataclass
class Machine:
    """What programs it has, who asks, what its Debian would bring, and what was run."""

    here: set[str] = field(default_factory=lambda: {"apt-get"})
    uid: int = 0
    gets: dict[str, str] = field(default_factory=dict)
    ran: list[list[str]] = field(default_factory=list)

    def run(self, command, **_settings) -> None:
        self.ran.append([str(word) for word in command])
        self.here |= {self.gets[word] for word in command if word in self.gets}


@pytest.fixture
def machine(monkeypatch) -> Machine:
    """A machine as root's with nothing but apt-get."""
    found = Machine()
    for name in (browser.NAMED, "CHROMIUM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}" if name in found.here else None)
    monkeypatch.setattr(browser.os, "geteuid", lambda: found.uid)
    monkeypatch.setattr(browser.subprocess, "run", found.run)
    monkeypatch.setattr(browser.nginx, "fetch", lambda: None)
    return found


def packages(machine) -> list[str]:
    return [command[-1] for command in machine.ran if "install" in command]


def test_a_browser_that_is_named_comes_first_and_the_light_one_before_others(machine, monkeypatch):
    assert browser.path_or_none() is None
    machine.here = {"google-chrome", "chromium"}
    assert browser.path_or_none() == "/usr/bin/chromium"
    monkeypatch.setenv("CHROMIUM", "/opt/everybodys")
    assert browser.path_or_none() == "/opt/everybodys"
    machine.here |= {browser.LIGHT}
    assert browser.path_or_none() == f"/usr/bin/{browser.LIGHT}"
    monkeypatch.setenv(browser.NAMED, "/opt/mine")
    assert browser.path_or_none() == "/opt/mine"


def test_the_light_one_is_installed_beside_a_machines_whole_one_and_none_beside_one_for_the_journeys(
    machine, monkeypatch
):
    machine.gets = {browser.LIGHT: browser.LIGHT}
    monkeypatch.setenv("CHROMIUM", "/opt/everybodys")
    monkeypatch.setenv(browser.NAMED, "/opt/mine")
    browser.main()
    assert machine.ran == []
    monkeypatch.delenv(browser.NAMED)
    browser.main()
    assert browser.path_or_none() == f"/usr/bin/{browser.LIGHT}"


def test_what_is_there_is_not_installed_again(machine):
    machine.here |= {browser.LIGHT}
    browser.main()
    assert machine.ran == []


def test_the_light_one_is_installed_with_letters_and_ffmpeg(machine):
    machine.gets = {browser.LIGHT: browser.LIGHT}
    browser.main()
    assert machine.ran[0][-1] == "update"
    assert packages(machine) == [browser.LIGHT, "fonts-noto-cjk", "ffmpeg"]


def test_where_debian_has_no_light_one_the_whole_one_is_taken(machine):
    machine.gets = {"chromium": "chromium"}
    browser.main()
    assert packages(machine)[-1] == "chromium"
    assert browser.path_or_none() == "/usr/bin/chromium"


@pytest.mark.parametrize(("here", "uid"), [({"apt-get"}, 1000), (set(), 0), ({"sudo"}, 1000)])
def test_whoever_may_not_install_is_left_to_the_sentence(machine, here, uid):
    machine.here, machine.uid = set(here), uid
    browser.main()
    assert machine.ran == []
    assert browser.path_or_none() is None


def test_without_being_root_sudo_is_asked_without_a_password(machine):
    machine.here, machine.uid = {"apt-get", "sudo"}, 1000
    browser.main()
    assert {tuple(command[:2]) for command in machine.ran} == {("sudo", "-n")}
