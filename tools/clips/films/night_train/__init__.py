"""Bars of light over black, a horizon that stays still, one empty platform, and morning."""

from ...picture.film import Film, Scene
from .glass import hand
from .morning import morning
from .outside import lights
from .platform import leave, stop
from .rails import rails, tunnel
from .sleeper import sleeper
from .viaduct import between
from .village import village

film = Film(
    scenes=[
        Scene(0, 5.3, lights),
        Scene(5.3, 10.5, village),
        Scene(10.5, 15.8, hand),
        Scene(15.8, 21.2, between),
        Scene(21.2, 26.6, sleeper),
        Scene(26.6, 32.2, rails),
        Scene(32.2, 42.6, stop),
        Scene(42.6, 48.2, leave),
        Scene(48.2, 53.6, tunnel),
        Scene(53.6, 61, morning),
    ],
    still=18.6,
    looks=[3, 8, 13.5, 18.6, 24, 29.5, 34.5, 40, 46.3, 51, 55, 57.4],
    mix=0.9,
)
