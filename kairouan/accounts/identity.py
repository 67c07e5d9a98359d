"""Identifiers of a member: a telephone or an e-mail, as people type them."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kairouan.common.pasted import clean_line
from kairouan.common.phones import parse_phone

from .models import User


def identify(typed: str) -> tuple[str, str]:
    """("phone", "+21698123456") or ("email", "najet@example.tn").

    Raises ValidationError with what to write.
    """
    typed = clean_line(typed)
    if "@" in typed:
        try:
            validate_email(typed)
        except ValidationError:
            raise ValidationError(
                _("Cette adresse e-mail n’est pas complète. Écrivez-la comme nom@exemple.tn."),
                code="invalid",
            )
        return "email", typed.lower()
    return "phone", parse_phone(typed)


def member_known_by(kind: str, value: str) -> User | None:
    """Find the member who may sign in with a code sent to this telephone or e-mail.

    Officers are not: whoever holds their telephone would hold the desk.
    """
    return User.objects.filter(
        **{kind: value}, is_active=True, is_staff=False, is_superuser=False
    ).first()
