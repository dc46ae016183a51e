"""Pages of orders."""

from flask import Blueprint, abort

pages = Blueprint("orders", __name__)


@pages.get("/seasons/<int:season_id>/orders/new")
def new_for_season(season_id: int):
    abort(404)


@pages.get("/episodes/<int:episode_id>/orders/new")
def new_for_episode(episode_id: int):
    abort(404)


@pages.get("/plans/<key>/orders/new")
def new_for_plan(key: str):
    abort(404)


@pages.get("/orders/<number>")
def order(number: str):
    abort(404)


@pages.get("/orders/<number>/return")
def came_back(number: str):
    abort(404)
