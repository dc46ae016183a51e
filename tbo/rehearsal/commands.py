"""`flask tbo rehearse`: a year in a minute, for an owner to read."""

import gc
import json
import resource
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import current_app

from .. import clock
from ..db import db
from ..rules.order_states import CHINA
from .running import run
from .shops import FOLDER, ShopBroke, Wish, rehearse
from .telling import told


@click.command("rehearse")
@click.option("--days", type=click.IntRange(1, 3660), default=365, show_default=True, help="How long.")
@click.option("--households", type=click.IntRange(0, 100_000), help="How many are invented; 1000, beside a copy none.")
@click.option("--seed", default="1", show_default=True, help="The same one makes the same year.")
@click.option("--copy", "is_copy", is_flag=True, help="Copy this shop and let its subscribers live on.")
@click.option("--daily", "is_daily", is_flag=True, help="Ask for every agreement each day, as the shop does; slower.")
@click.option("--begin", "begins_on", type=click.DateTime(["%Y-%m-%d"]), help="First day; tomorrow by default.")
@click.option("--json", "as_json", is_flag=True, help="Tell it as JSON.")
@click.option("--part", nargs=2, type=int, hidden=True, help="The households of one shop, inside its folder.")
def rehearse_command(
    households: int | None, begins_on: datetime | None, as_json: bool, part: tuple[int, int] | None, **wish
) -> None:
    """Let invented households live in a shop of their own, and say whether every promise was kept.

    Nothing here touches this shop: everything happens in folders that are thrown away. The exit code is 1 when a
    promise was broken.
    """
    day = begins_on.date() if begins_on else (clock.now() + timedelta(days=1)).astimezone(CHINA).date()
    begins_at = datetime.combine(day, datetime.min.time(), CHINA)
    if part is not None:
        _play_part(range(*part), wish["seed"], begins_at, wish["days"])
        return
    count = households if households is not None else (0 if wish["is_copy"] else 1000)
    began = time.monotonic()
    try:
        found = rehearse(Wish(households=count, begins_at=begins_at, **wish))
    except ShopBroke as broke:
        raise click.ClickException(f"the rehearsal broke off: {broke}") from None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = {"seconds": round(time.monotonic() - began, 1), "processor": round(used.ru_utime + used.ru_stime, 1)}
    if as_json:
        click.echo(json.dumps(found.to_json() | {"took": took}, ensure_ascii=False, indent=2))
    else:
        for line in told(found, day, wish["days"], wish["seed"]):
            click.echo(line)
        click.echo(f"It took {took['seconds']} s, {took['processor']} s of processors.")
    sys.exit(0 if found.is_good else 1)


def _play_part(numbers: range, seed: str, begins_at: datetime, days: int) -> None:
    """Run some of the households in the shop of this folder; `rehearse` starts these processes."""
    folder = Path(current_app.instance_path)
    if not folder.name.startswith(FOLDER):
        raise click.ClickException("this is no shop of a rehearsal; leave --part out")
    # Little of a year is garbage: looking for it less often saves a tenth.
    gc.set_threshold(100_000, 50, 100)
    db.create_all()
    shop = current_app._get_current_object()  # type: ignore[attr-defined]
    click.echo(json.dumps(run(shop, folder, numbers, seed, begins_at, days).to_json(), ensure_ascii=False))
