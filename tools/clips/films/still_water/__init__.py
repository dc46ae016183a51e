"""A lake at night: a band of light crosses from left to right; rain draws rings and the water folds them away."""

from ...picture.film import Film, Scene
from .below import below_water
from .circles import meet
from .face import face
from .lake import lake
from .rain import rain

film = Film(
    scenes=[
        Scene(0, 26.5, lake),
        Scene(26.5, 32.1, face),
        Scene(32.1, 37.5, below_water),
        Scene(37.5, 42.7, rain),
        Scene(42.7, 48.5, meet),
        Scene(48.5, 61, lake),
    ],
    still=24.0,
    looks=[3, 8.5, 13.5, 18.5, 24, 29.5, 35, 40, 45, 47, 51, 56.5],
)
