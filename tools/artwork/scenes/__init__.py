"""One scene a title: `scene(frame)` draws the picture, `title(d, W, H, rng)` its name on the poster."""
