"""A link as a drawing that a telephone reads."""

import segno
from django.utils.safestring import mark_safe


def qr_of(link: str) -> str:
    """An inline drawing (SVG) without any style of its own."""
    drawing = segno.make(link, error="m", micro=False).svg_inline(
        scale=4, border=4, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawing)
