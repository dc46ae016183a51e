"""QR codes as pictures within the page, dark on whatever light surface they stand, and as files to print."""

import io
from functools import lru_cache

from markupsafe import Markup

INK = "#14100d"


def qr_file(text: str, kind: str) -> bytes:
    """Draw a text as a file of its own, "svg" or "png", with the quiet border that cameras need."""
    import segno

    file = io.BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind=kind, border=4, scale=16, dark=INK, light="#ffffff")
    return file.getvalue()


def qr_picture(text: str, error: str = "m") -> Markup:
    """Draw a text as an inline SVG that fills its box; the words for it stand beside it.

    `error` is how much of it may be dirty: "l" keeps a long text coarse enough for a camera.
    """
    import segno

    drawn = segno.make(text, error=error, micro=False)
    return Markup(drawn.svg_inline(border=0, omitsize=True, svgclass="qr-code", lineclass=None, dark=INK))


@lru_cache(maxsize=64)
def paying_qr_picture(text: str, error: str = "m") -> Markup:
    """Draw a code by which somebody pays or signs, once: its page asks again every few seconds.

    A long one takes fifty milliseconds. Codes that open something for longer (a receipt, a second factor) are not kept.
    """
    return qr_picture(text, error)
