"""`flask tbo …`: set up, inform, examine; each group lives with its subject."""

import json
import secrets

import click
from flask import current_app
from flask.cli import AppGroup

from .settings import Settings

tbo_commands = AppGroup("tbo", help="Run and examine the shop.")
