"""The filters of the openings, and the form by which someone asks for a place."""

from crispy_forms.layout import Div, Fieldset, Layout
from django.utils.translation import gettext_lazy as _

from enquiries.forms import OpenForm
from kairouan.common.forms import FileInput
from kairouan.desk.documents import clean_document
from kairouan.search.filters import FilterForm

from .facets import OPENING_FACETS
from .models import Application, JobOpening


class OpeningsForm(FilterForm):
    facets = OPENING_FACETS


class ApplicationForm(OpenForm):
    """Someone without an account asks for a place."""

    class Meta:
        model = Application
        fields = ["name", "phone", "email", "diploma", "text", "document"]
        widgets = {"document": FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})}
        labels = {
            "name": _("Votre nom"),
            "diploma": _("Votre diplôme ou votre formation"),
            "text": _("Pourquoi cet atelier ?"),
            "document": _("CV ou attestation"),
        }
        help_texts = {
            "phone": _("Un téléphone ou un e-mail suffit : 98 123 456."),
            "document": _("Un PDF ou une photo, 5 Mo au plus."),
        }

    def __init__(self, *args, opening: JobOpening, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.opening = opening
        self.fields["diploma"].widget.attrs |= {"dir": "auto"}
        self.fields["document"].max_length = None  # the name is not kept
        self.fields["document"].allow_empty_file = True  # said in our own words
        self.helper.layout = Layout(
            Fieldset(_("Qui demande"), "name", "phone", "email"),
            Fieldset(_("Votre demande"), "diploma", "text", "document"),
            Div("leave_empty", css_class="trap"),
            "token",
        )

    def clean_document(self):
        document = self.cleaned_data["document"]
        return clean_document(document) if document is not None else document
