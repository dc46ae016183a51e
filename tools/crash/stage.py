"""The stage of all scenes: a shop, copies of its database and of Alipay's for each death, processes that live once."""

import json
import logging
import os
import shutil
import sqlite3
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tbo import create_app
from tbo.db import db
from tbo.sandbox import create_sandbox
from tbo.sandbox.keys import ensure_keys
from tbo.sandbox.options import SandboxSettings
from tests.stress.places import Place, furnish
from tests.stress.world import World
from tests.support.databases import Postgres, Sqlite
from tests.support.shops import settings_of

from .judging import judge
from .scenes import Scene
from .tracing import writes_until_killed


class Stage:
    """One engine's. Nothing here keeps a connection open: every deed is done by a process of its own."""

    def __init__(self, server: Sqlite | Postgres, folder: Path) -> None:
        self.server, self.sandbox_folder, self.kept = server, folder / "sandbox", folder / "kept"
        self.keys = folder / "keys"
        ensure_keys(self.keys)
        self.app = create_app(settings_of(folder / "instance", server.new()))
        _say_nothing()
        with self.app.app_context():
            db.create_all()
        series, people = furnish(self.app, self.keys)
        self.address = self.app.config["SQLALCHEMY_DATABASE_URI"]
        self.empty = server.new(self.address)
        # The sandbox is opened in each process anew.
        self._place = Place(self.app, self.app, server, self.empty, series, people)

    def set_up(self, scene: Scene) -> "SetUp":
        """Play a scene up to its deed, and keep both sides as they are then."""
        self.server.put_back(self.address, self.empty)
        shutil.rmtree(self.sandbox_folder, ignore_errors=True)
        told = _in_a_process(lambda: self._prepared(scene))
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.sandbox_folder, self.kept)
        made = SetUp(self, scene, told["facts"], datetime.fromisoformat(told["at"]), self.server.new(self.address))
        made.rehearse()
        return made

    def world(self, at: datetime | None) -> World:
        """The world as a process that has just begun finds it."""
        options = SandboxSettings(folder=self.sandbox_folder, keys_folder=self.keys, retry_gaps=())
        world = World(replace(self._place, sandbox=create_sandbox(options)), lambda *_asked: None)
        if at is not None:
            world.move_to(at)
        return world

    def leave(self, world: World) -> None:
        """End a world, and close every connection of this process."""
        world.end()
        with self.app.app_context():
            db.engine.dispose()

    def _prepared(self, scene: Scene) -> dict:
        world = self.world(None)
        facts = scene.prepare(world)
        at = world.now.isoformat()
        self.leave(world)
        with closing(sqlite3.connect(self.sandbox_folder / "sandbox.sqlite3")) as far:
            far.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return {"facts": facts, "at": at}


class SetUp:
    """A scene that is about to happen, as often as one likes."""

    def __init__(self, stage: Stage, scene: Scene, facts: Any, at: datetime, template: str) -> None:
        self.stage, self.scene, self.facts, self.at, self.template = stage, scene, facts, at, template

    def rehearse(self) -> None:
        """Let it happen once in this process: what it makes ready the processes to come have ready too."""
        self._put_back()
        world = self.stage.world(self.at)
        self.scene.deed(world, self.facts)
        judge(world, self.scene, self.facts)
        self.stage.leave(world)

    def happens(self, kill_at: int | None) -> int:
        """Let the deed happen and be killed at a write; return how many were begun."""
        self._put_back()
        return writes_until_killed(self._deed, kill_at, str(self.stage.sandbox_folder))

    def _put_back(self) -> None:
        self.stage.server.put_back(self.stage.address, self.template)
        shutil.rmtree(self.stage.sandbox_folder)
        shutil.copytree(self.stage.kept, self.stage.sandbox_folder)

    def difference(self) -> str:
        """Let a new process put right what is left; return what is wrong then, nothing when all is well."""
        return _in_a_process(self._judged)

    def _deed(self) -> None:
        self.scene.deed(self.stage.world(self.at), self.facts)

    def _judged(self) -> str:
        try:
            judge(self.stage.world(self.at), self.scene, self.facts)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return ""


def _say_nothing() -> None:
    """Keep from the screen what the shop logs of deaths; what breaks is heard all the same."""
    for handler in logging.getLogger().handlers:
        handler.setLevel(logging.CRITICAL)


def _in_a_process(work: Callable[[], Any]) -> Any:
    """Let a process of its own do some work; return its answer. Raises RuntimeError when it broke."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.write(writes, json.dumps(work()).encode())
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError(f"a process broke ({os.waitstatus_to_exitcode(status)})")
    return json.loads(answer)
