"""QR codes as pictures within the page: no file, no style, dark on whatever light surface they stand."""

from markupsafe import Markup

INK = "#14100d"


def qr_picture(text: str, error: str = "m") -> Markup:
    """Draw a text as an inline SVG that fills its box; the words for it stand beside it.

    `error` is how much of it may be dirty: "l" keeps a long text coarse enough for a camera.
    """
    import segno

    drawn = segno.make(text, error=error, micro=False)
    return Markup(drawn.svg_inline(border=0, omitsize=True, svgclass="qr-code", lineclass=None, dark=INK))
