"""Owns how values change over time."""


def ease(a, b, x):
    """A soft step from 0 at a to 1 at b."""
    t = min(1.0, max(0.0, (x - a) / (b - a)))
    return t * t * (3 - 2 * t)


def window(a, b, x, e=1.0):
    """1 between a and b, with soft edges of e seconds."""
    return ease(a, a + e, x) * (1 - ease(b - e, b, x))


def lerp(a, b, t):
    """From a at t = 0 to b at t = 1."""
    return a + (b - a) * t
