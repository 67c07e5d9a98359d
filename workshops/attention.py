"""Workshops that an officer should see to, and the filter of their list on the desk."""

import datetime

from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artisans.models import Consent
from kairouan.common.calendar import today_in_tunis
from kairouan.review.moderation import Status

from .models import LabelAward, Membership, Visit
from .models.workshops import WorkshopQuerySet

INACTIVE_AFTER = datetime.timedelta(days=182)


def without_consent(workshops: WorkshopQuerySet) -> WorkshopQuerySet:
    """Filter the published workshops without a named person responsible: nobody, or one
    whose name may not be shown.
    """
    given = Consent.objects.in_force().filter(
        artisan=OuterRef("responsible"), item=Consent.Item.NAME
    )
    return workshops.filter(Q(responsible=None) | ~Exists(given), status=Status.PUBLISHED)


def with_expired_label(workshops: WorkshopQuerySet) -> WorkshopQuerySet:
    """Filter the published workshops with a label that has expired and was not
    renewed.
    """
    again = LabelAward.objects.in_force().filter(
        workshop=OuterRef("workshop"), label=OuterRef("label")
    )
    ended = LabelAward.objects.filter(
        ~Exists(again), workshop=OuterRef("pk"), expires_on__lt=today_in_tunis()
    )
    return workshops.filter(Exists(ended), status=Status.PUBLISHED)


def inactive(workshops: WorkshopQuerySet) -> WorkshopQuerySet:
    """Filter the published workshops that none of their members has visited in six
    months.
    """
    since = timezone.now() - INACTIVE_AFTER
    member_accounts = Membership.objects.filter(
        workshop=OuterRef("pk"), until=None, role__in=Membership.MANAGING_ROLES
    )
    users = get_user_model().objects.filter(last_login__gte=since)
    here = UserSession.objects.filter(last_seen_at__gte=since)
    awake = member_accounts.filter(
        Q(artisan__account__in=users.values("pk")) | Q(artisan__account__in=here.values("user"))
    )
    return workshops.filter(~Exists(awake), status=Status.PUBLISHED)


def without_visit(workshops: WorkshopQuerySet) -> WorkshopQuerySet:
    """Filter the published workshops without a valid visit of verification."""
    held = Visit.objects.filter(workshop=OuterRef("pk"), valid_until__gte=today_in_tunis())
    return workshops.filter(~Exists(held), status=Status.PUBLISHED)


ATTENTION_FILTERS = {
    "accord": (_("sans accord du responsable pour son nom"), without_consent),
    "label": (_("label expiré"), with_expired_label),
    "visite": (_("sans visite valable"), without_visit),
    "sommeil": (_("six mois sans connexion"), inactive),
}


class AttentionFilter(admin.SimpleListFilter):
    title = _("à suivre")
    parameter_name = "a-suivre"

    def lookups(self, request, model_admin):
        return [(way, label) for way, (label, _narrow) in ATTENTION_FILTERS.items()]

    def queryset(self, request, queryset):
        way = ATTENTION_FILTERS.get(self.value() or "")
        return way[1](queryset) if way else queryset
