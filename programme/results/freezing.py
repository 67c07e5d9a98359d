"""Closing a quarter: its figures are written as they are published that day."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from kairouan.publication.stamp import public_write
from kairouan.review.history import revision

from .models import FrozenQuarter
from .periods import ReportingPeriod
from .release import reckon, written_cells


def freeze(year: int, quarter: int, by) -> FrozenQuarter:
    """Close a quarter that is over, once. What is masked that day stays so."""
    period = ReportingPeriod(year, quarter)
    with public_write(), revision(by=by, reason=_("Trimestre arrêté")):
        check_can_close(period)
        figures = {
            measure: written_cells(cells)
            for (measure, key), cells in reckon().cells.items()
            if key == period.key
        }
        closed = FrozenQuarter(
            year=year, quarter=quarter, figures=figures, frozen_at=timezone.now(), frozen_by=by
        )
        closed.full_clean()
        closed.save()
    return closed


def check_can_close(period: ReportingPeriod):
    """Say why a quarter cannot be closed, if it cannot."""
    if not period.quarter or not 2000 <= period.year <= 2099:
        raise ValidationError(_("Ce trimestre n’existe pas."))
    if not period.is_over:
        raise ValidationError(_("Ce trimestre n’est pas fini : il ne peut pas encore être arrêté."))
    if FrozenQuarter.objects.filter(year=period.year, quarter=period.quarter).exists():
        raise ValidationError(_("Ce trimestre est déjà arrêté."))
