"""Running one shop through its days, on an empty database or on a copy, and judging it at the end."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from .. import clock
from ..db import db
from .cast import make_cast
from .copied import begin_anew, letters_before, subscribers
from .findings import Findings
from .judging import judge
from .opening import admit, offer_coupon, stock
from .play import Play
from .stage import on_stage
from .timeline import Timeline

# So that what is under way at the end can end, and the last day's bill comes.
AFTERWARDS = timedelta(days=2)


def run(shop: Flask, folder: Path, numbers: range, seed: str, begins_at: datetime, days: int) -> Findings:
    """Let these people live so many days in a shop, and judge it. The shop's context is entered, its tables exist.

    Every subscriber who is in the database already takes part too.
    """
    people = make_cast(numbers, seed, days)
    play, ends_at = Play(people), begins_at + timedelta(days=days)
    with on_stage(shop, folder, play.road, play.reads) as stage:
        with clock.standing_at(begins_at):
            stock(begins_at)
            offer_coupon(begins_at)
            people |= subscribers(stage, seed, numbers.stop)
            begin_anew(begins_at)
            play.letters += letters_before()
            admit([person for person in people.values() if not person.household_id], begins_at)
        line = Timeline(stage, begins_at)
        play.begin(stage, line, begins_at, days)
        line.live(ends_at)
        play.end()
        line.live(ends_at + AFTERWARDS)
        with clock.standing_at(ends_at + AFTERWARDS):
            found = judge(stage, play, begins_at, ends_at)
    db.session.remove()
    return found
