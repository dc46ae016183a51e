"""`python -m tbo.media package …`: the media commands without the shop."""

from tbo.media.commands import media_commands

media_commands(prog_name="python -m tbo.media")
