"""`flask tbo media …`: the commands about media, with what they need of this shop."""

from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from ..catalog.films import NoSuchEpisode, episode_id_at, give_film
from ..media.commands import media_commands as without_shop
from ..media.commands import package_command

EPISODE = click.Option(["--episode"], metavar="SLUG/SEASON/NUMBER", help="The episode that plays it from then on.")


def _param(param: click.Parameter) -> click.Parameter:
    """Films of this shop go where its origin looks for them, unless a folder is named."""
    if param.name != "folder":
        return param
    kind = click.Path(path_type=Path, file_okay=False)
    return click.Option(["--out", "folder"], type=kind, help="Folder of the assets; the shop's own by default.")


@click.pass_context
@with_appcontext
def _package(ctx: click.Context, episode: str | None, folder: Path | None, asset: str, **given: Any) -> None:
    folder = folder or current_app.extensions["tbo.settings"].media_folder
    try:
        episode_id = episode_id_at(episode) if episode else None
    except NoSuchEpisode as refused:
        raise click.ClickException(str(refused)) from None
    ctx.invoke(package_command, folder=folder, asset=asset, **given)
    if episode_id is not None:
        give_film(episode_id, asset)
        click.echo(f"/watch/{episode} plays it.")


media_commands = click.Group("media", help=without_shop.help, commands=dict(without_shop.commands))
media_commands.add_command(
    click.Command(
        "package",
        params=[*map(_param, package_command.params), EPISODE],
        callback=_package,
        help=package_command.help,
    )
)
