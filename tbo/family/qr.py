"""The code that a grown-up scans with the phone, as a picture within the page."""

from markupsafe import Markup

INK = "#14100d"


def qr_picture(text: str) -> Markup:
    """Draw an address as an inline SVG that fills its box; the words for it stand beside it."""
    import segno

    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(border=0, omitsize=True, svgclass="qr-code", lineclass=None, dark=INK))
