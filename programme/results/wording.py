"""A figure in words, the same wherever it is read."""

from django.utils.translation import gettext

from kairouan.common import formatting

from .indicators import Measure, MeasureUnit


def figure_text(measure: Measure, number) -> str:
    """Plain text; « masqué » for None."""
    if number is None:
        return gettext("masqué")
    if measure.unit == MeasureUnit.DINARS:
        return formatting.dinars(number)
    if measure.unit == MeasureUnit.PERCENT:
        sign = "+" if number > 0 else ""
        return gettext("%(number)s %%") % {"number": sign + formatting.number(number)}
    if measure.unit == MeasureUnit.MARK:
        return gettext("%(number)s sur 4") % {"number": formatting.number(number)}
    return formatting.number(number)
