"""User accounts. A member is a user who keeps a workshop; staff work in the admin."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kairouan.common.languages import DEFAULT_FIRST, DEFAULT_LANGUAGE, choices
from kairouan.common.phones import PhoneField
from kairouan.common.records import CleansTexts

from .access_log import Access, AccessKind
from .invitations import Invitation

__all__ = ["Access", "AccessKind", "Invitation", "User"]


def opaque_username() -> str:
    return uuid.uuid4().hex


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email=None, phone=None, password=None, **fields):
        """A user known by an e-mail, a telephone, or both.

        Without a password, one signs in by code only.
        """
        user = self.model(
            email=self.normalize_email(email).lower() or None if email else None,
            phone=phone or None,
            **fields,
        )
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email, password=None, **fields):
        return self.create_user(
            email=email, password=password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, identifier):
        return self.get(username=identifier)


class User(CleansTexts, AbstractBaseUser, PermissionsMixin):
    """`username` is opaque and never shown: telephones and e-mails change hands, and
    neither may be the key of a person's records.
    """

    username = models.CharField(max_length=32, unique=True, default=opaque_username, editable=False)
    name = models.CharField(_("nom affiché"), max_length=120, blank=True)
    phone = PhoneField(_("téléphone"), unique=True, null=True, blank=True)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=choices(DEFAULT_FIRST), default=DEFAULT_LANGUAGE.code
    )
    is_staff = models.BooleanField(
        _("membre de l’équipe"), default=False, help_text=_("Peut ouvrir l’administration.")
    )
    is_active = models.BooleanField(
        _("actif"), default=True, help_text=_("Décochez plutôt que de supprimer le compte.")
    )
    demonstration_key = models.CharField(max_length=120, blank=True, default="", editable=False)
    date_joined = models.DateTimeField(_("inscrit le"), default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    holds_personal_data = True
    may_be_returned = False

    objects = UserManager()

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        constraints = [
            models.CheckConstraint(
                name="user_can_be_reached",
                condition=Q(phone__isnull=False) | Q(email__isnull=False),
                violation_error_message=_("Un compte a un téléphone ou un e-mail."),
            )
        ]

    def __str__(self):
        return self.name or self.email or str(self.phone or "") or self.username

    def clean(self):
        super().clean()
        self.email = self.email.lower() if self.email else None
        self.phone = self.phone or None

    def get_short_name(self):
        return str(self)

    def get_full_name(self):
        return str(self)
