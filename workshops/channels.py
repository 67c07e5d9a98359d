"""Validation of a contact channel, by kind."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from kairouan.common.pasted import clean_line
from kairouan.common.phones import parse_phone

PAGE_NAME = re.compile(r"[\w.\-]{2,80}")


def clean_channel(kind: str, value: str) -> str:
    """The value as it is kept: a telephone in E.164, an e-mail, the bare name of a
    page. Raises ValidationError for the field `value`.
    """
    value = clean_line(value)
    try:
        match kind:
            case "phone" | "whatsapp":
                return parse_phone(value)
            case "email":
                validate_email(value)
                return value
            case _other:
                # People paste the whole address of their page: keep its name.
                name = (
                    re.sub(r"^(https?://)?(www\.|m\.)?(facebook|instagram)\.com/", "", value)
                    .split("?")[0]
                    .strip("/@ ")
                )
                if not PAGE_NAME.fullmatch(name):
                    raise ValidationError(
                        _(
                            "Écrivez le nom de la page, comme on le lit après facebook.com/ ou "
                            "instagram.com/."
                        )
                    )
                return name
    except ValidationError as error:
        raise ValidationError({"value": error}) from error
