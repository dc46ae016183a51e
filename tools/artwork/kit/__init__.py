"""Tools that every scene draws with: fields, colour, brush, light, print, lettering.

In scenes and kit alike `d` is the picture (height × width × 3, floats 0–1), `m` a mask of the same height
and width, `W`, `H` the size in pixels, `x`, `y` the place of every pixel, and `s` the scene's design pixel.
"""
