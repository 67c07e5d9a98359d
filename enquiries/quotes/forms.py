"""The forms of a buyer: each line of the list, the request, a word to a workshop."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from enquiries.email_slips import meant_email
from enquiries.forms import OpenForm
from enquiries.models import message_purge_day
from kairouan.common.calendar import today_in_tunis
from kairouan.common.formatting import day
from kairouan.common.forms import FileInput, PortalHelper, TakesPastedText
from kairouan.common.numbers import DayField, WholeNumberField
from kairouan.common.records import field_of
from kairouan.desk.documents import PDF_BEGINS, clean_document
from kairouan.photos.cleaning import clean_photo

from .cart import LONGEST_LABEL, MOST_OF_ONE, Wish
from .models import BuyerKind, QuoteLine, QuoteRequest, Reply


def line_text(name: str, label, **more) -> forms.CharField:
    """A field for a text column of a line."""
    column = field_of(QuoteLine, name)
    return forms.CharField(label=label, required=False, max_length=column.max_length, **more)


class LineForm(TakesPastedText, forms.Form):
    """What is wished of one line. Its prefix is the key of the line."""

    label = forms.CharField(
        label=_("Ce que vous demandez à l’atelier"), required=False, max_length=LONGEST_LABEL
    )
    quantity = WholeNumberField(label=_("Quantité"), min_value=1, max_value=MOST_OF_ONE, initial=1)
    size = line_text("size", _("Taille souhaitée"))
    finish = line_text("finish", _("Finition souhaitée"))
    note = line_text("note", _("Précision"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data, wish: Wish):
        names = ("label", "quantity", "size", "finish", "note")
        super().__init__(
            data, prefix=wish.key, initial={name: getattr(wish, name) for name in names}
        )
        if not wish.is_of_workshop:
            del self.fields["label"]
        for name in set(self.fields) - {"quantity"}:
            self.fields[name].widget.attrs["dir"] = "auto"
        for field in self.fields.values():
            field.of_a_line = True  # none is marked optional: the line says enough

    def said(self) -> dict:
        """What was understood of what was typed; a field that was not is left out."""
        self.is_valid()
        return self.cleaned_data


class TypedEmail(forms.EmailInput):
    """The button "did you mean" sends `<name>-means`; it stands for what was typed."""

    def value_from_datadict(self, data, files, name):
        return data.get(f"{name}-means") or super().value_from_datadict(data, files, name)


class RequestForm(OpenForm):
    """Who asks, and how to answer them."""

    email_asked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=254)
    also_team = forms.BooleanField(
        label=_("Demander aussi à l’équipe du cluster quels autres ateliers peuvent répondre"),
        required=False,
        help_text=_(
            "Elle propose les ateliers qui font de telles pièces et ont de la place, chacun à "
            "son tour."
        ),
    )
    consent = forms.BooleanField(
        error_messages={
            "required": _("Sans votre accord, la demande ne peut pas partir vers les ateliers.")
        }
    )

    class Meta:
        model = QuoteRequest
        fields = [
            "name",
            "reply_by",
            "phone",
            "email",
            "buyer",
            "place",
            "wanted_on",
            "text",
            "photo",
        ]
        field_classes = {"wanted_on": DayField}
        widgets = {
            "email": TypedEmail,
            "reply_by": forms.RadioSelect,
            "photo": FileInput(attrs={"accept": "image/*,application/pdf"}),
        }
        labels = {
            "name": _("Votre nom"),
            "reply_by": _("Vous répondre"),
            "buyer": _("C’est pour qui ?"),
            "wanted_on": _("Pour quel jour ?"),
            "text": _("Votre demande en quelques mots"),
            "photo": _("Une image ou un plan"),
        }
        help_texts = {
            "phone": _("Un téléphone ou un e-mail suffit : 98 123 456."),
            "text": _("Dimensions, usage, emballage. Écrivez en français, en arabe ou en anglais."),
            "photo": _("Une photo (20 Mo au plus) ou un PDF (5 Mo au plus)."),
        }

    def __init__(self, *args, notes: list[str] | None = None, **kwargs):
        """`notes`: what was written beside the lines, judged with the letter."""
        super().__init__(*args, **kwargs)
        self.notes = notes or []
        self.fields["text"].widget.attrs["rows"] = 4
        self.fields["place"].widget.attrs["dir"] = "auto"
        self.fields["wanted_on"].widget.attrs["min"] = today_in_tunis().isoformat()
        self.fields["photo"].max_length = None  # the name is not kept
        self.fields["photo"].allow_empty_file = True  # said in our own words
        self.fields["reply_by"].choices = Reply.choices
        self.fields["buyer"].choices = [("", _("Sans précision")), *BuyerKind.choices]
        self.fields["consent"].label = _(
            "J’accepte que mon nom, mes coordonnées et ma demande soient transmis aux ateliers "
            "à qui je demande et à l’équipe du cluster. Le portail les efface le %(day)s."
        ) % {"day": day(message_purge_day())}
        self.fields["consent"].in_full = _("Votre accord")  # among what is to be corrected
        self.helper = PortalHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset(_("Qui demande"), "name", "reply_by", "phone", "email", "buyer"),
            Fieldset(_("La demande"), "place", "wanted_on", "text", "photo", "also_team"),
            "consent",
            Div("leave_empty", css_class="trap"),
            "token",
            "email_asked",
        )

    def words(self) -> str:
        return "\n".join([self.cleaned_data["text"], self.cleaned_data["place"], *self.notes])

    def clean_email(self):
        """Ask once about an obvious slip: sent again as it was, it is taken."""
        typed = self.cleaned_data["email"]
        meant = meant_email(typed)
        asked = self.add_prefix("email_asked")
        if meant and self.data.get(asked) != typed:
            self.data = self.data.copy()
            self.data[asked] = typed
            self.fields["email"].asked = [(meant, meant)]
            raise forms.ValidationError(
                _("Vouliez-vous dire %(meant)s ? Sinon, envoyez de nouveau tel quel."),
                code="slip",
                params={"meant": f"\u2066{meant}\u2069"},
            )
        return typed

    def clean_wanted_on(self):
        wanted = self.cleaned_data["wanted_on"]
        if wanted and wanted < today_in_tunis():
            raise forms.ValidationError(_("Ce jour est passé : choisissez un jour à venir."))
        return wanted

    def clean_photo(self):
        """A plan as a PDF is kept as it is; a photograph is written anew."""
        photo = self.cleaned_data["photo"]
        if photo is None:
            return photo
        is_pdf = photo.read(len(PDF_BEGINS)) == PDF_BEGINS
        photo.seek(0)
        return clean_document(photo) if is_pdf else clean_photo(photo)[0]

    def clean(self):
        typed = super().clean()
        by_phone = typed.get("reply_by") in (Reply.PHONE, Reply.WHATSAPP)
        if by_phone and typed.get("email") and not self.data.get(self.add_prefix("phone")):
            typed["reply_by"] = Reply.EMAIL  # an e-mail is enough: no telephone is asked for
        by_email = typed.get("reply_by") == Reply.EMAIL
        name = "email" if by_email else "phone"
        if typed.get("reply_by") and name not in self.errors and not typed.get(name):
            self.add_error(
                name,
                _("Vous voulez une réponse par ce moyen : laissez le numéro ou l’adresse."),
            )
        return typed


class WordsForm(TakesPastedText, forms.Form):
    """A few words of the buyer: to a workshop, or on how it went."""

    words = forms.CharField(
        label=_("Votre message"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args, label="", must_be_written=False, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["words"]
        field.label = label or field.label
        field.required = must_be_written
        field.of_a_line = True
        field.error_messages["required"] = _("Écrivez votre message.")
