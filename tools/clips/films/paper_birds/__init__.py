"""A crease becomes a bird, a bird becomes a sky full, one comes down, and a line of them flies out of sight."""

from ...picture.film import Film, Scene
from .door import door
from .flock import sky, storm
from .folding import crease, wings
from .horizon import arrive, far, in_line
from .pocket import pocket
from .sill import sill

film = Film(
    scenes=[
        Scene(0, 5.3, crease),
        Scene(5.3, 10.1, wings),
        Scene(10.1, 25.3, sill),
        Scene(25.3, 30.1, sky),
        Scene(30.1, 35.3, storm),
        Scene(35.3, 40.5, door),
        Scene(40.5, 45.7, pocket),
        Scene(45.7, 51, in_line),
        Scene(51, 56.1, far),
        Scene(56.1, 61, arrive),
    ],
    still=48.2,
    looks=[2, 4.2, 8, 12.5, 17.8, 22.6, 28, 33, 39.4, 42.2, 48, 57.6],
    mix=0.8,
    fade="#f6f2e9",
    vignette=0.32,
    grain=2,
    crf=22,
)
