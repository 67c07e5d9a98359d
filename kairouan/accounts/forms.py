"""Signing in, and the password."""

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context, ratelimit
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.annotations import StrOrPromise
from kairouan.common.forms import PortalHelper, TakesPastedText
from kairouan.common.pasted import clean_code

from .access_log import log_limit
from .identity import identify, member_known_by
from .models import User


class OurWords(TakesPastedText):
    """Our labels in place of allauth's, no placeholder, our form pack."""

    submit: StrOrPromise = ""
    labels: dict = {}
    helps: dict = {}

    def left_out(self) -> list[str]:
        """Fields that are not asked for this time."""
        return []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.left_out():
            del self.fields[name]
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["dir"] = "ltr"
        self.helper = PortalHelper(self, submit=self.submit)
        self.helper.attrs = {"novalidate": ""}  # our own sentences, in the page's language


def identity_field() -> forms.CharField:
    attrs = {
        "dir": "ltr",
        "autocomplete": "username",
        "autocapitalize": "none",
        "spellcheck": "false",
        "inputmode": "email",
    }
    return forms.CharField(
        max_length=254,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": _("Écrivez votre numéro.")},
    )


IDENTITY = {"login": _("Votre téléphone, ou votre e-mail")}
HOW_TO_WRITE_IT = {"login": _("Comme 98 123 456.")}


class AskCodeForm(OurWords, forms.Form):
    """Request for a sign-in code by telephone or e-mail: the answer never tells whether
    an account exists.
    """

    submit = _("Recevoir mon code")
    labels, helps = IDENTITY, HOW_TO_WRITE_IT

    login = identity_field()

    def clean_login(self):
        kind, value = identify(self.cleaned_data["login"])
        self._user = member_known_by(kind, value)
        if not ratelimit.consume(context.request, action="request_login_code", key=value):
            log_limit(context.request, {kind: value})
            raise get_adapter().validation_error("too_many_login_attempts")
        self.cleaned_data[kind] = value
        return value


class CodeForm(OurWords, allauth_forms.ConfirmLoginCodeForm):
    submit = _("Entrer")
    labels = {"code": _("Le code, 6 chiffres")}
    helps = {"code": _("Il est valable 10 minutes.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "inputmode": "numeric",
            "maxlength": "12",
            "dir": "ltr",
            "class": "code-input",
            "autofocus": "",
        }
        self.fields["code"].error_messages["required"] = _("Écrivez le code que vous avez reçu.")

    def clean_code(self):
        self.cleaned_data["code"] = clean_code(self.cleaned_data["code"])
        return super().clean_code()


class PasswordLoginForm(OurWords, allauth_forms.LoginForm):
    submit = _("Entrer")
    labels = IDENTITY | {"password": _("Mot de passe")}
    helps = HOW_TO_WRITE_IT

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        identity = identity_field()
        identity.label, identity.help_text = self.labels["login"], self.helps["login"]
        self.fields["login"] = identity

    def clean_login(self):
        self.known_by, value = identify(self.cleaned_data["login"])
        return value

    def user_credentials(self):
        return {
            self.known_by: self.cleaned_data["login"],
            "password": self.cleaned_data.get("password"),
        }


def entered_by_code(request) -> bool:
    """This session began with a code or an invitation: who holds the telephone may
    choose a new password without the old one.
    """
    records = get_authentication_records(request, request.user)
    return bool(records) and records[-1]["method"] in ("code", "invitation")


NEW_PASSWORD = {"password1": _("Nouveau mot de passe"), "password2": _("Le même, encore une fois")}
HOW_TO_CHOOSE_IT = {
    "password1": _("Dix caractères ou plus : quelques mots que vous seul connaissez.")
}


class NewPasswordForm(OurWords):
    submit = _("Enregistrer")
    labels = NEW_PASSWORD | {"oldpassword": _("Mot de passe actuel")}
    helps = HOW_TO_CHOOSE_IT

    def clean(self):
        cleaned = super().clean()
        if "password2" in self.errors and cleaned.get("password1"):
            self.errors["password2"] = self.error_class(
                [gettext("Les deux ne sont pas pareils. Écrivez-les à nouveau.")]
            )
        return cleaned


class SetPasswordForm(NewPasswordForm, allauth_forms.SetPasswordForm):
    pass


class ChangePasswordForm(NewPasswordForm, allauth_forms.ChangePasswordForm):
    def left_out(self):
        return ["oldpassword"] if entered_by_code(context.request) else []


class ReauthenticateForm(OurWords, allauth_forms.ReauthenticateForm):
    submit = _("Continuer")
    labels = {"password": _("Mot de passe")}


class LanguageForm(OurWords, forms.ModelForm):
    """In which language one is written to."""

    submit = _("Enregistrer")
    labels = {"language": _("Langue des messages")}

    class Meta:
        model = User
        fields = ["language"]
