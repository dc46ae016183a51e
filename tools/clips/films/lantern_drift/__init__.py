"""Seven paper lanterns on a night river, from the first borrowed flame to the sluice in the morning."""

from ...picture.film import Film, Scene
from .drifting import borrowed, river, slowest
from .open_hands import hands
from .sluice import gather, last
from .under_bridge import under

film = Film(
    scenes=[
        Scene(0, 5.8, borrowed),
        Scene(5.8, 22.2, river),
        Scene(22.2, 28, slowest),
        Scene(28, 33.6, under),
        Scene(33.6, 39.2, hands),
        Scene(39.2, 50.4, gather),
        Scene(50.4, 61, last),
    ],
    still=44.5,
    looks=[3.5, 9, 14.5, 19.5, 25, 30.5, 36, 41, 44.5, 47.5, 53.5, 57.3],
)
