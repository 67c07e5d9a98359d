"""Checks of a deployment (`manage.py check --deploy`): what would go wrong in silence,
in a sentence that says what to set.

Django's own checks say the rest. What the public address answers is asked by
`manage.py check_front`.
"""

import ipaddress
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.mail.backends.console import EmailBackend as Console
from django.http.request import validate_host
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .archives import recipient_of
from .refusals import OperationRefused, operator_language

SHORTEST_SECRET, FEWEST_LETTERS = 50, 5


def register_checks():
    """Have Django run them where it is asked about a deployment."""
    for check in (check_identity, check_messages, check_data, check_backups):
        checks.register(in_operators_language(check), "kairouan", deploy=True)


def in_operators_language(check):
    """Make the list of what a check finds, in the language of the terminal."""

    def said(app_configs, **kwargs):
        with translation.override(operator_language()):
            return list(check())

    return said


def is_loopback(host: str) -> bool:
    name = host.strip("[].")
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def check_identity() -> Iterator[checks.CheckMessage]:
    """The secret, the names by which the portal is asked, what it is."""
    secret = settings.SECRET_KEY
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_LETTERS:
        yield checks.Warning(
            _(
                "KAIROUAN_SECRET_KEY est trop facile à deviner. Mettez-y au moins cinquante caractères tirés au "
                "hasard : openssl rand -hex 32."
            ),
            id="kairouan.W001",
        )
    hosts = settings.ALLOWED_HOSTS
    if not hosts or all(map(is_loopback, hosts)):
        yield checks.Warning(
            _(
                "KAIROUAN_HOSTS ne donne aucun nom public : toutes les pages seraient refusées. Mettez-y le nom du "
                "portail, par exemple cuivre.example.tn."
            ),
            id="kairouan.W002",
        )
    if "*" in hosts:
        yield checks.Warning(
            _(
                "KAIROUAN_HOSTS accepte n’importe quel nom (*) : les liens des messages pourraient mener ailleurs. "
                "Nommez le portail."
            ),
            id="kairouan.W003",
        )
    address = urlsplit(settings.PORTAL_ADDRESS)
    if hosts and not validate_host(address.hostname or "", hosts):
        yield checks.Warning(
            _("KAIROUAN_ADDRESS (%(address)s) n’est pas l’un des noms de KAIROUAN_HOSTS.")
            % {"address": settings.PORTAL_ADDRESS},
            id="kairouan.W004",
        )
    if settings.DEMONSTRATION:
        yield checks.Warning(
            _(
                "KAIROUAN_DEMONSTRATION est allumé : les comptes ont un mot de passe connu, et rien n’oblige au "
                "chiffrement. Éteignez-le hors de votre propre machine."
            ),
            id="kairouan.W005",
        )


def check_messages() -> Iterator[checks.CheckMessage]:
    """The ways by which codes and notices leave."""
    if settings.SMS_SENDER == "console":
        yield checks.Warning(
            _(
                "Aucune passerelle de SMS : les codes d’entrée seraient écrits dans le journal du serveur. Réglez "
                "KAIROUAN_SMS, KAIROUAN_SMS_URL et KAIROUAN_SMS_TOKEN."
            ),
            id="kairouan.W011",
        )
    gateway = urlsplit(settings.SMS_URL)
    if gateway.scheme == "http" and not is_loopback(gateway.hostname or ""):
        yield checks.Warning(
            _("KAIROUAN_SMS_URL n’est pas en https : les codes passeraient en clair."),
            id="kairouan.W012",
        )
    if issubclass(import_string(settings.EMAIL_BACKEND), Console):
        yield checks.Warning(
            _(
                "Aucun serveur de courrier : les messages seraient écrits dans le journal du serveur. Réglez "
                "KAIROUAN_EMAIL_URL."
            ),
            id="kairouan.W013",
        )
    elif "@localhost" in settings.DEFAULT_FROM_EMAIL:
        yield checks.Warning(
            _(
                "KAIROUAN_EMAIL_FROM n’est pas réglé : les messages auraient pour expéditeur %(sender)s, et seraient refusés."
            )
            % {"sender": settings.DEFAULT_FROM_EMAIL},
            id="kairouan.W014",
        )
    contact = urlsplit(settings.SECURITY_CONTACT)
    if settings.SECURITY_CONTACT and contact.scheme not in ("mailto", "https", "tel"):
        yield checks.Warning(
            _("KAIROUAN_SECURITY_CONTACT commence par mailto: ou https://."), id="kairouan.W015"
        )


def check_data() -> Iterator[checks.CheckMessage]:
    """The folders where the portal writes, and who else reads them."""
    folders = {Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT)}
    for folder in sorted(folders):
        if not is_writable(folder):
            yield checks.Error(
                _(
                    "Le portail ne peut pas écrire dans %(folder)s. Vérifiez KAIROUAN_DATA et à qui appartient le "
                    "dossier."
                )
                % {"folder": folder},
                id="kairouan.E021",
            )
    data = Path(settings.DATA_DIR)
    if data.exists() and data.stat().st_mode & 0o007:
        yield checks.Warning(
            _(
                "Tous les utilisateurs de la machine peuvent ouvrir %(folder)s, qui contient des données "
                "personnelles : chmod o-rwx."
            )
            % {"folder": data},
            id="kairouan.W022",
        )


def is_writable(folder: Path) -> bool:
    """Make a file in the folder, or in the first of its parents that is there."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False


def check_backups() -> Iterator[checks.CheckMessage]:
    """The keys that backups are encrypted to, and the disk that they are on."""
    if not settings.BACKUP_KEYS:
        yield checks.Warning(
            _(
                "Les sauvegardes ne sont pas chiffrées. Mettez dans KAIROUAN_BACKUP_KEYS une clé publique d’age, et "
                "gardez la clé privée ailleurs."
            ),
            id="kairouan.W031",
        )
    for key in settings.BACKUP_KEYS:
        try:
            recipient_of(key)
        except OperationRefused as refusal:
            yield checks.Error(f"KAIROUAN_BACKUP_KEYS : {refusal}", id="kairouan.E032")
