"""Access log: sign-ins, and reads of personal data by officers (loi organique 2004-63;
the handbook's 3.3, point 7).

It keeps numbers of records, never what they hold: when someone is erased, nothing of
them stays here. Kept twelve months.
"""

import datetime

from allauth.account.adapter import get_adapter
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import models
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT = datetime.timedelta(days=365)
READ_ONCE_IN = datetime.timedelta(hours=1)  # who reads a page ten times in an hour has read it once


class AccessKind(models.TextChoices):
    ENTERED = "entered", _("entrée")
    REFUSED = "refused", _("mot de passe refusé")
    LEFT = "left", _("sortie")
    FACTOR_REFUSED = "factor_refused", _("deuxième facteur refusé")
    RECOVERY_CODE = "recovery_code", _("code de secours utilisé")
    FACTOR_ADDED = "factor_added", _("deuxième facteur ajouté")
    FACTOR_REMOVED = "factor_removed", _("deuxième facteur retiré")
    FACTOR_RESET = "factor_reset", _("deuxième facteur effacé par l’équipe")
    READ = "read", _("fiche lue")
    LISTED = "listed", _("liste lue")
    DOCUMENT = "document", _("papier ouvert")
    EXPORTED = "exported", _("liste exportée")


class Access(models.Model):
    at = models.DateTimeField(_("quand"), default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("compte"),
        db_index=True,
    )
    kind = models.CharField(_("quoi"), max_length=20, choices=AccessKind.choices)
    model = models.CharField(_("sorte de fiche"), max_length=60, blank=True)
    number = models.CharField(_("numéro"), max_length=40, blank=True)
    details = models.CharField(_("précision"), max_length=200, blank=True)
    address = models.GenericIPAddressField(_("adresse réseau"), null=True)
    user_agent = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("ligne du journal des accès")
        verbose_name_plural = _("lignes du journal des accès")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.get_kind_display()} · {self.user or '—'}"

    @property
    def record_kind(self):
        """The name of the kind of record that was read, "" when the line is about
        signing in.
        """
        try:
            return apps.get_model(self.model)._meta.verbose_name if self.model else ""
        except LookupError:  # a kind of record that is no more
            return self.model


def log_access(
    kind: AccessKind, user, *, request=None, model: str = "", number="", details: str = ""
):
    """Write a line. `model` is a label such as "artisans.artisan"."""
    from_browser = request is not None and "REMOTE_ADDR" in request.META  # a command has no browser
    Access.objects.create(
        kind=kind,
        user=user if user is not None and user.pk else None,
        model=model,
        number=str(number)[:40],
        details=details[:200],
        address=get_adapter().get_client_ip(request) if from_browser else None,
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:300] if from_browser else "",
    )


def log_reading(kind: AccessKind, request, *, model: str, number=""):
    """Write that an officer read, once an hour for the same thing.

    What leaves the portal, a paper or a list, is written each time.
    """
    if kind in (AccessKind.READ, AccessKind.LISTED):
        since = timezone.now() - READ_ONCE_IN
        if Access.objects.filter(
            user=request.user, kind=kind, model=model, number=str(number)[:40], at__gt=since
        ).exists():
            return
    log_access(kind, request.user, request=request, model=model, number=number)


def forget_old_accesses():
    Access.objects.filter(at__lt=timezone.now() - KEPT).delete()


# Signing in


@receiver(user_logged_in)
def log_entry(sender, request, user, **kwargs):
    log_access(AccessKind.ENTERED, user, request=request)
    forget_old_accesses()


@receiver(user_logged_out)
def log_exit(sender, request, user, **kwargs):
    if user is not None:
        log_access(AccessKind.LEFT, user, request=request)


@receiver(user_login_failed)
def log_refusal(sender, credentials, request=None, **kwargs):
    """Without the account when nobody is known by what was typed: that is not kept."""
    known_by = Q(phone=credentials.get("phone") or None) | Q(email=credentials.get("email") or None)
    user = get_user_model().objects.filter(known_by).first()
    log_access(AccessKind.REFUSED, user, request=request)


@receiver(factors.authentication_failed)
def log_factor_refusal(sender, request, user, **kwargs):
    log_access(AccessKind.FACTOR_REFUSED, user, request=request)


@receiver(factors.authenticator_used)
def log_factor_use(sender, request, user, authenticator, **kwargs):
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        log_access(AccessKind.RECOVERY_CODE, user, request=request)


# Reading, on the desk

KINDS = {
    "changelist": AccessKind.LISTED,
    "document": AccessKind.DOCUMENT,
    "export": AccessKind.EXPORTED,
}
NOTHING_SHOWN = {"add", "import", "template"}
SHOWN_BY_POST = {"preview"}


class ReadingMiddleware:
    """Notes what an officer was shown of records that hold personal data: every page of
    an admin of such records (`desk.pages.OwnsItsPages`).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.app_names == ["admin"] and response.status_code == 200:
            model, page = read_on(match)
            shown = request.method == "GET" or page in SHOWN_BY_POST
            if model is not None and shown and request.user.is_authenticated:
                number = next(
                    (
                        str(value)
                        for value in (*match.args, *match.kwargs.values())
                        if str(value).isdigit()
                    ),
                    "",
                )
                kind = KINDS.get(page, AccessKind.READ if number else AccessKind.LISTED)
                log_reading(kind, request, model=model._meta.label_lower, number=number)
        return response


def read_on(match) -> tuple[type[models.Model] | None, str]:
    """(model, page) of a page of the desk, as its admin says; (None, "") for a page
    about no record that holds personal data.
    """
    model_admin = getattr(match.func, "model_admin", None)
    if model_admin is None:
        return None, ""
    model = match.kwargs.get("model", model_admin.model)  # of a paper: the row that holds it
    page = (match.url_name or "").rpartition("_")[2]
    return (
        (model, page)
        if getattr(model, "holds_personal_data", False) and page not in NOTHING_SHOWN
        else (None, "")
    )
