"""The code of an application, a passkey: allauth's forms with our words."""

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kairouan.common.pasted import clean_code

from ..forms import OurWords

CODE_INPUT = {"inputmode": "numeric", "maxlength": "12", "dir": "ltr", "class": "code-input"}


class CodeWords(OurWords):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= CODE_INPUT
        self.fields["code"].error_messages["required"] = _("Écrivez le code.")

    def clean_code(self):
        self.cleaned_data["code"] = clean_code(self.cleaned_data["code"])
        return super().clean_code()  # type: ignore[misc] # of the form of allauth


class ShowCodeForm(CodeWords, AuthenticateForm):
    submit = _("Entrer")
    labels = {"code": _("Le code, 6 chiffres")}
    helps = {"code": _("Celui que votre application montre en ce moment, ou un code de secours.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = ""


class SetApplicationForm(CodeWords, ActivateTOTPForm):
    submit = _("Enregistrer l’application")
    labels = {"code": _("Le code qu’elle montre, 6 chiffres")}


class PasskeyWords(OurWords):
    """Sent by `passkey.js` once the device has answered: the button stands in the page,
    not in the form.

    allauth reads what a browser would send; on anything else its reader fails in many
    ways.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.inputs = []
        self.helper.attrs |= {"data-passkey-form": ""}


def read_or_refused(read):
    try:
        return read()
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValidationError(
            _("La clé n’a pas répondu comme il faut. Essayez encore."), code="unreadable"
        ) from None


class ShowPasskeyForm(PasskeyWords, AuthenticateWebAuthnForm):
    def clean_credential(self):
        return read_or_refused(super().clean_credential)


class AddPasskeyForm(PasskeyWords, AddWebAuthnForm):
    labels = {"name": _("Nom de cette clé")}
    helps = {"name": _("Pour la reconnaître : « mon téléphone », « la clé du bureau ».")}

    def clean(self):
        return read_or_refused(super().clean)
