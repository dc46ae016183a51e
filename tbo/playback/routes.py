"""Pages of playback."""

from flask import Blueprint

pages = Blueprint("playback", __name__)
