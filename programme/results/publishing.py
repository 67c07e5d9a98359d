"""Publishing the results: count, mask, audit, store; once for what there is to count.

A release that its audit refuses is stored with what was found, and the former one
stays on the pages.
"""

import logging
import time
from dataclasses import asdict
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from kairouan.publication.edition import current_edition

from .models import ReleaseState, ResultsRelease
from .release import Count

TAKEN_UP_AFTER = timedelta(hours=3)  # whoever was making it has ended
KEPT_FOR = timedelta(days=90)

logger = logging.getLogger(__name__)


class LastLook:
    """The edition in which this process last found nothing new to publish."""

    edition = ""


def publish_if_changed():
    """Publish what has changed since the last look: the duty of the worker."""
    edition = current_edition()
    # what is written meanwhile draws another stamp, and so does the release
    if edition != LastLook.edition and publish() is not None:
        LastLook.edition = edition


def publish() -> ResultsRelease | None:
    """Make the release of what there is to count today, unless it is made; None while
    another machine is making it.
    """
    count = Count()
    known = ResultsRelease.objects.filter(digest=count.digest).first()
    if known is None or known.state == ReleaseState.MAKING:
        return make(count, known)
    last = ResultsRelease.objects.published().first()
    if known.state == ReleaseState.PUBLISHED and last != known:  # as it was once before
        known.made_at = timezone.now()
        known.save(update_fields=["made_at", "updated_at"])
    return known


def make(count: Count, claimed: ResultsRelease | None) -> ResultsRelease | None:
    begun = time.monotonic()
    release = claim(count, claimed)
    if release is None:
        return None
    figures, verdicts = count.release()
    passes = all(verdict.passes for verdict in verdicts)
    release.state = ReleaseState.PUBLISHED if passes else ReleaseState.REFUSED
    release.figures = figures.as_json() if passes else {}
    release.audit = [asdict(verdict) for verdict in verdicts]
    release.made_at = timezone.now()
    release.seconds = round(time.monotonic() - begun)
    release.save()
    if not passes:
        logger.error("release %s of the results is refused by its audit", release.pk)
    forget_old_releases()
    return release


def claim(count: Count, claimed: ResultsRelease | None) -> ResultsRelease | None:
    """Say that this machine makes it; None when another one does."""
    now = timezone.now()
    if claimed is None:
        try:
            with transaction.atomic():
                return ResultsRelease.objects.create(
                    digest=count.digest, facts_digest=count.facts_digest, made_at=now
                )
        except IntegrityError:
            return None
    long_ago = now - TAKEN_UP_AFTER
    mine = ResultsRelease.objects.filter(pk=claimed.pk, made_at__lt=long_ago).update(made_at=now)
    return claimed if mine else None


def forget_old_releases():
    """All but the one that is shown are forgotten after three months."""
    shown = ResultsRelease.objects.published().values_list("pk", flat=True)[:1]
    old = ResultsRelease.objects.filter(made_at__lt=timezone.now() - KEPT_FOR)
    old.exclude(pk__in=list(shown)).delete()
