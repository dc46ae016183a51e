"""`flask tbo demo`: fills an empty shop with the demo content."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import exists, select

from .. import clock
from ..catalog.models import Title
from ..db import db
from .build import build
from .files import copy_media, copy_pictures


@click.command("demo")
@click.option("--yes", is_flag=True, help="Do it in production too.")
@with_appcontext
def demo_command(yes: bool) -> None:
    """Fill an empty shop with the demo content; does nothing when there are titles."""
    if current_app.extensions["tbo.settings"].is_production and not yes:
        raise click.ClickException("This is production: the demo shop would be sold to people. Say --yes to do it.")
    click.echo("The demo shop is there." if load_demo() else "There are titles already; nothing was changed.")


def load_demo() -> bool:
    """Copy what is missing of pictures and films, and fill the database if it has no title; whether it was filled."""
    settings = current_app.extensions["tbo.settings"]
    copy_pictures(settings.instance_folder / "pictures")
    copy_media(settings.media_folder)
    if db.session.scalar(select(exists().where(Title.id.is_not(None)))):
        return False
    build(clock.now())
    return True
