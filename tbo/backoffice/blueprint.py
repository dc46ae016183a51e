"""The blueprint of the back office; everything below /staff belongs to it."""

from flask import Blueprint

pages = Blueprint("backoffice", __name__)
