"""Tools that every film draws with: easing, sprites, water, the timeline, the encoder.

In films and here `c` is a Skia canvas, `f` a frame, `t` the second of the film, `W`, `H` the size in pixels, `m` a
mask, `q` random numbers of one detail: they begin anew with every frame, so that what they place stands still.
"""
