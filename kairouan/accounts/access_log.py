"""Access log: sign-ins, and reads of personal data by officers (loi organique 2004-63;
the handbook's 3.3, point 7).

It keeps numbers of records, never what they hold: when someone is erased, nothing of
them stays here. Kept twelve months.
"""

import datetime

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.db import models
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT = datetime.timedelta(days=365)
# who reads a page ten times in an hour has read it once; so with a page that is refused
ONCE_IN = datetime.timedelta(hours=1)


class AccessKind(models.TextChoices):
    ENTERED = "entered", _("entrée")
    REFUSED = "refused", _("mot de passe refusé")
    CODE_REFUSED = "code_refused", _("code refusé")
    CODE_SPENT = "code_spent", _("trois codes faux")
    LIMITED = "limited", _("trop d’essais")
    LEFT = "left", _("sortie")
    PASSWORD_CHANGED = "password_changed", _("mot de passe changé")
    FACTOR_REFUSED = "factor_refused", _("deuxième facteur refusé")
    RECOVERY_CODE = "recovery_code", _("code de secours utilisé")
    FACTOR_ADDED = "factor_added", _("deuxième facteur ajouté")
    FACTOR_REMOVED = "factor_removed", _("deuxième facteur retiré")
    FACTOR_RESET = "factor_reset", _("deuxième facteur effacé par l’équipe")
    READ = "read", _("fiche lue")
    LISTED = "listed", _("liste lue")
    DOCUMENT = "document", _("papier ouvert")
    EXPORTED = "exported", _("liste exportée")
    DENIED = "denied", _("page refusée, faute de droit")


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
    if kind in (AccessKind.READ, AccessKind.LISTED) and was_logged(
        kind, user=request.user, model=model, number=str(number)[:40]
    ):
        return
    log_access(kind, request.user, request=request, model=model, number=number)


def was_logged(kind: AccessKind, **same) -> bool:
    """Tell whether the same stands in the log since an hour ago."""
    since = timezone.now() - ONCE_IN
    return Access.objects.filter(kind=kind, at__gt=since, **same).exists()


def forget_old_accesses():
    Access.objects.filter(at__lt=timezone.now() - KEPT).delete()


# Signing in


@receiver(user_logged_in)
def log_entry(sender, request, user, **kwargs):
    """With what was shown to come in: "password, mfa"."""
    log_access(AccessKind.ENTERED, user, request=request, details=", ".join(shown(request, user)))
    forget_old_accesses()


def shown(request, user) -> list[str]:
    """Name what this session has shown, in allauth's words: password, code, invitation,
    mfa.
    """
    if not hasattr(request, "session"):
        return []
    return [record["method"] for record in get_authentication_records(request, user)]


@receiver(user_logged_out)
def log_exit(sender, request, user, **kwargs):
    if user is not None:
        log_access(AccessKind.LEFT, user, request=request)


@receiver(user_login_failed)
def log_refusal(sender, credentials, request=None, **kwargs):
    log_access(AccessKind.REFUSED, account_of(credentials), request=request)


def account_of(credentials: dict[str, str]):
    """The account by which someone would come in; None when nobody is known by what was
    typed, which is not kept.
    """
    typed = {name: credentials[name] for name in ("phone", "email") if credentials.get(name)}
    return get_user_model().objects.filter(**typed).first() if typed else None


def log_wrong_code(request, user, *, is_last: bool):
    """Log it with or without an account to send a code to: it costs the same."""
    log_access(AccessKind.CODE_SPENT if is_last else AccessKind.CODE_REFUSED, user, request=request)


def log_limit(request, credentials: dict[str, str]):
    """Write that tries came too often, once an hour for the same account and network
    address: who goes on trying fills no table.
    """
    user, address = account_of(credentials), get_adapter().get_client_ip(request)
    if not was_logged(AccessKind.LIMITED, user=user, address=address):
        log_access(AccessKind.LIMITED, user, request=request)


@receiver([account_signals.password_set, account_signals.password_changed])
def log_password(sender, request, user, **kwargs):
    log_access(AccessKind.PASSWORD_CHANGED, user, request=request)


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
    an admin of such records (`desk.pages.OwnsItsPages`). And what anyone was refused.
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
                number = number_in(match)
                kind = KINDS.get(page, AccessKind.READ if number else AccessKind.LISTED)
                log_reading(kind, request, model=model._meta.label_lower, number=number)
        return response

    def process_exception(self, request, exception):
        """Note who was refused a page for want of a right, once an hour: its name among
        the routes, never its address, which may hold a name.
        """
        if not isinstance(exception, PermissionDenied) or not request.user.is_authenticated:
            return
        match = request.resolver_match
        page, number = match.view_name[:200], number_in(match)[:40]
        same = {"user": request.user, "details": page, "number": number}
        if not was_logged(AccessKind.DENIED, **same):
            log_access(
                AccessKind.DENIED, request.user, request=request, number=number, details=page
            )


def number_in(match) -> str:
    """The number of the record in an address; "" without one."""
    values = map(str, (*match.args, *match.kwargs.values()))
    return next((value for value in values if value.isdigit()), "")


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
