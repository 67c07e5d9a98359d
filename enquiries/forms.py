"""The two letters a reader can write: to the cluster, and to join it."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kairouan.common.forms import (
    ChecksConstraints,
    Hint,
    PhotoInput,
    PortalHelper,
    TakesPastedText,
)
from kairouan.common.pasted import western_digits
from kairouan.photos.cleaning import clean_photo
from kairouan.search.filters import QueryField
from workshops.models import Workshop

from .models import Message, MessageKind
from .spam import FASTEST, Token, is_full_aside, looks_unwanted, many_write

# asked of 1Password, LastPass, Bitwarden
UNFILLED = {"data-1p-ignore": "true", "data-lpignore": "true", "data-bwignore": "true"}


class OpenForm(ChecksConstraints):
    """Base of the forms that anonymous visitors may send: name, contact, and the
    protection against spam.

    Its record has `name`, `email`, `text`, `sender`, `language` and a `State` with
    HELD.
    """

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    # The trap: no reader sees it. Its name is of nothing that a browser or a password
    # manager knows how to fill.
    leave_empty = forms.CharField(
        label=_("Ne remplissez pas ce champ"), required=False, max_length=400
    )

    def __init__(self, *args, sender: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.sender = sender
        self.fields["name"].widget.attrs |= {"autocomplete": "name", "dir": "auto"}
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "dir": "ltr"}
        self.fields["text"].widget.attrs |= {"dir": "auto", "rows": 7}
        self.fields["leave_empty"].widget.attrs |= {
            "tabindex": "-1",
            "autocomplete": "off",
        } | UNFILLED
        self.fields["token"].initial = Token.new
        self.helper = PortalHelper(self, submit=_("Envoyer"))
        # nobody is signed in here: there is nothing to forge, and no cookie to set
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": ""}  # our own sentences, in the page's language

    def must_choose(self, name: str):
        field = self.fields[name]
        field.required = True
        field.choices = [("", _("Choisissez")), *field.choices[1:]]

    def clean_token(self):
        self.age = Token.age(self.cleaned_data["token"])
        if self.age is None:
            raise forms.ValidationError(
                _(
                    "Cette page est restée ouverte longtemps. Rien n’est perdu : envoyez une fois "
                    "encore."
                )
            )
        return self.cleaned_data["token"]

    def _post_clean(self):
        super()._post_clean()
        # the next sending carries a token of today, with all that was typed
        if "token" in self.errors:
            self.data = self.data.copy()
            # nothing is left to type
            self.data[self.add_prefix("token")] = Token.new(seconds_ago=FASTEST)
            self.add_error(None, self.errors.pop("token").as_data())
        elif not self.errors:
            self.clean_wanted()
        for name in set(self.files) & set(self.fields) if self.errors else ():
            if name not in self.errors:
                self.add_error(
                    name, _("Choisissez ce fichier de nouveau : le navigateur ne le garde pas.")
                )

    def words(self) -> str:
        """Give the texts by which a letter is judged."""
        return self.cleaned_data["text"]

    def clean_wanted(self):
        """Put a letter that looks unwanted aside, as long as there is room."""
        message, typed = self.instance, self.cleaned_data
        unwanted = looks_unwanted(typed["leave_empty"], self.age or 0, self.words())
        if not unwanted and not many_write(self.sender, type(message)):
            return
        message.state = message.HELD
        if is_full_aside(self.sender, type(message)):
            said = _(
                "Trop de messages arrivent en ce moment : celui-ci n’est pas parti. Ce que vous "
                "avez écrit est encore là ; envoyez-le de nouveau demain."
            )
            self.add_error(None, forms.ValidationError(said, code="full"))

    def save(self, commit=True):
        self.instance.sender = self.sender
        self.instance.language = get_language()
        return super().save(commit)


class SearchedFor(TakesPastedText, forms.Form):
    """What a reader searched for without finding, as the search page says it in the
    address of the form.
    """

    recherche = QueryField()


ONE_OF_THEM = _("Un téléphone ou un e-mail : l’un des deux suffit.")


class MessageForm(OpenForm):
    """A letter to the cluster, of one kind."""

    kind: str

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.kind = self.kind
        for name in ("phone", "email"):
            self.fields[name].of_a_line = True  # none is marked optional: the hint says enough


class DataRequestForm(ChecksConstraints):
    """A member asks that what is held about them be corrected or erased."""

    class Meta:
        model = Message
        fields = ["subject", "text"]
        labels = {
            "subject": _("Ce que vous demandez"),
            "text": _("Dites-nous quoi, en quelques mots"),
        }

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        account = member.artisan.account or member.user
        self.instance.kind, self.instance.person, self.instance.name = (
            MessageKind.DATA,
            member.artisan,
            str(member.artisan),
        )
        self.instance.phone, self.instance.email = account.phone or "", account.email or ""
        self.fields["subject"] = forms.ChoiceField(
            label=self.fields["subject"].label,
            widget=forms.RadioSelect,
            choices=[
                (Message.Subject.CORRECTION, _("Corriger une erreur")),
                (Message.Subject.ERASURE, _("Effacer mes données du portail")),
            ],
            error_messages={"required": _("Choisissez ce que vous demandez.")},
        )
        self.fields["text"].widget.attrs |= {"dir": "auto", "rows": 4}
        self.fields["text"].error_messages["required"] = _(
            "Écrivez ce qu’il faut corriger ou effacer."
        )
        self.helper = PortalHelper(self, submit=_("Envoyer la demande"))
        self.helper.attrs = {"novalidate": ""}


class ContactMessageForm(MessageForm):
    kind = MessageKind.CONTACT

    class Meta:
        model = Message
        fields = ["name", "phone", "email", "subject", "workshop", "text", "photo"]
        widgets = {"photo": PhotoInput}
        labels = {
            "name": _("Votre nom"),
            "text": _("Votre message"),
            "photo": _("Une photo de la pièce"),
            "subject": _("À propos de"),
            "workshop": _("Atelier concerné"),
        }
        help_texts = {
            "phone": _("Comme 98 123 456."),
            "photo": _("De près, à la lumière du jour. 20 Mo au plus."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photo"].max_length = None  # the name is not kept
        self.fields["photo"].allow_empty_file = True  # said in our own words
        self.fields["workshop"].queryset = Workshop.objects.published().sorted_by_name()
        self.fields["workshop"].empty_label = _("Aucun en particulier")
        self.must_choose("subject")
        self.helper.layout = Layout(
            Fieldset(_("Qui écrit"), "name", Hint(ONE_OF_THEM), "phone", "email"),
            Fieldset(_("Le message"), "subject", "workshop", "text", "photo"),
            Div("leave_empty", css_class="trap"),
            "token",
        )

    def clean_photo(self):
        """Written anew, without what its telephone noted of the place."""
        photo = self.cleaned_data["photo"]
        return clean_photo(photo)[0] if photo is not None else photo


class JoiningForm(MessageForm):
    kind = MessageKind.JOINING
    craft_since_year = forms.CharField(
        label=_("Au métier depuis"), required=False, max_length=10, help_text=_("Une année : 1998.")
    )

    class Meta:
        model = Message
        fields = ["name", "phone", "email", "standing", "delegation", "craft_since_year", "text"]
        labels = {
            "name": _("Votre nom"),
            "standing": _("Vous êtes"),
            "delegation": _("Où travaillez-vous ?"),
            "text": _("Ce que vous faites, en quelques mots"),
        }
        help_texts = {"phone": _("Comme 98 123 456.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.must_choose("standing")
        self.fields["craft_since_year"].widget.attrs |= {"inputmode": "numeric", "dir": "ltr"}
        self.helper.layout = Layout(
            Fieldset(_("Qui demande"), Hint(ONE_OF_THEM), "phone", "email", "name"),
            Fieldset(_("Le métier"), "standing", "delegation", "craft_since_year", "text"),
            Div("leave_empty", css_class="trap"),
            "token",
        )

    def clean_craft_since_year(self):
        """A year, whichever digits it was typed in."""
        typed = western_digits(self.cleaned_data["craft_since_year"])
        if not typed:
            return None
        if not typed.isdecimal() or not 1930 <= int(typed) <= timezone.localdate().year:
            raise forms.ValidationError(_("Écrivez une année, comme 1998."))
        return int(typed)
