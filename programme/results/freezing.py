"""Closing a quarter: its figures are written as they are published that day."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from kairouan.publication.stamp import public_write
from kairouan.review.history import revision

from .models import FrozenQuarter, ResultsRelease
from .periods import ReportingPeriod
from .release import Count, Release, written_cells


def freeze(year: int, quarter: int, by) -> FrozenQuarter:
    """Close a quarter that is over, once, with the figures that its page shows. What is
    masked that day stays so.
    """
    period = ReportingPeriod(year, quarter)
    with public_write(), revision(by=by, reason=_("Trimestre arrêté")):
        check_can_close(period)
        figures = {
            measure: written_cells(cells)
            for (measure, key), cells in audited_release().cells.items()
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


def audited_release() -> Release:
    """What the pages show, when it is still what there is to count."""
    stored = ResultsRelease.objects.published().first()
    if stored is None or stored.facts_digest != Count().facts_digest:
        raise ValidationError(
            _(
                "Les chiffres ont changé depuis leur dernière publication : la suivante est en "
                "préparation. Arrêtez le trimestre quand elle sera en ligne."
            )
        )
    return Release.from_json(stored.figures, stored.made_at.date())
