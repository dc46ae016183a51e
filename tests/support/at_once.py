"""Doing things at the same instant, each in a thread with the shop's context of its own."""

import threading
from collections.abc import Callable

from flask import Flask

from tbo.db import db


def at_once(app: Flask, *tasks: Callable[[], object]) -> list[object]:
    """Start every task at one instant; return what each returned, or the exception it raised."""
    answers: list[object] = [None] * len(tasks)
    gate = threading.Barrier(len(tasks))

    def work(place: int, task: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait(30)
            try:
                answers[place] = task()
            except Exception as error:
                answers[place] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=item) for item in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "the tasks wait for each other"
    return answers
