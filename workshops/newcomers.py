"""From the paper form to a member who can come in: person, workshop, consents and
invitation, on one page of the officers' desk.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from artisans.invitations import InvitationForm
from artisans.models import Artisan, Consent
from kairouan.accounts import invitations
from kairouan.common import languages
from kairouan.common.bilingual import filled_columns
from kairouan.common.calendar import today_in_tunis
from kairouan.common.forms import ChecksConstraints, TakesPastedText, in_its_language
from kairouan.common.languages import DEFAULT_LANGUAGE, base_column, columns
from kairouan.common.records import form_field_of
from kairouan.common.submissions import TAKEN_ONCE, led_to, once, secret_of
from kairouan.desk.documents import DocumentFormField
from kairouan.publication.stamp import public_write
from kairouan.review.history import revision
from kairouan.search.folding import fold

from .models import Membership, MembershipRole, Workshop

NEEDED = [
    "artisans.add_artisan",
    "artisans.add_consent",
    "workshops.add_workshop",
    "workshops.add_membership",
]


def desk_field(column: models.Field, **kwargs) -> forms.Field:
    """A column as the desk's forms show it, each text in its direction."""
    return in_its_language(form_field_of(column, **kwargs), column)


class NewcomerForm(ChecksConstraints):
    """Identity of the new member. A name that the register knows already is asked
    about.
    """

    is_another = forms.BooleanField(
        label=_("C’est une autre personne, du même nom"), required=False
    )

    class Meta:
        model = Artisan
        fields = [
            *columns("name"),
            "sex",
            "standing",
            "delegation",
            "family",
            "technique",
            "birth_year",
            "craft_since_year",
        ]
        formfield_callback = desk_field

    def clean(self):
        typed = super().clean()
        known = self.of_the_same_name(typed)
        if known and not typed.get("is_another"):
            said = gettext(
                "Le registre connaît déjà « %(person)s » (n° %(number)s). Si c’est elle, ouvrez sa "
                "fiche ; sinon, cochez plus bas."
            )
            raise ValidationError(said % {"person": known, "number": known.pk})
        return typed

    def of_the_same_name(self, typed) -> Artisan | None:
        for name in (typed[column] for column in filled_columns(typed, "name")):
            folded = fold(name)
            for person in Artisan.objects.matching(name) if folded else ():
                spellings = [getattr(person, column) for column in columns("name")]
                if folded in map(fold, [*spellings, *person.aliases.splitlines()]):
                    return person
        return None


class NewcomerWorkshopForm(ChecksConstraints):
    """Their workshop: one that the register has, or a new one that waits as a draft
    until its page is whole.
    """

    existing = forms.ModelChoiceField(
        label=_("Atelier déjà au registre"),
        queryset=Workshop.objects.all(),
        required=False,
        empty_label=_("non, un nouvel atelier"),
    )
    role = forms.ChoiceField(
        label=_("Son rôle"), choices=MembershipRole.choices, initial=MembershipRole.OWNER
    )

    class Meta:
        model = Workshop
        fields = [
            "existing",
            "role",
            *columns("name"),
            "delegation",
            "quarter",
            "main_technique",
            "ona_registration",
        ]
        formfield_callback = desk_field

    def clean(self):
        typed = super().clean()
        if not typed.get("existing") and not filled_columns(typed, "name"):
            self.add_error(
                base_column("name"),
                _("Écrivez le nom de l’atelier, dans une langue au moins, ou choisissez-en un."),
            )
        return typed


class SignedDocumentForm(TakesPastedText, forms.Form):
    """Consents that the person signed, and the scan of the document: it stays
    private.
    """

    items = forms.MultipleChoiceField(
        label=_("La personne accepte que soient publics"),
        choices=Consent.Item.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ce qui n’est pas coché ne paraît pas."),
    )
    language = forms.ChoiceField(
        label=_("Langue du texte signé"),
        choices=languages.choices(languages.DEFAULT_FIRST),
        initial=DEFAULT_LANGUAGE.code,
    )
    given_on = forms.DateField(
        label=_("Signé le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    document = DocumentFormField(
        label=_("Papier signé, numérisé"),
        required=False,
        help_text=_("Un PDF ou une photo, 5 Mo au plus. Jamais public."),
    )

    def clean_given_on(self):
        day = self.cleaned_data["given_on"]
        if day and day > today_in_tunis():
            raise ValidationError(_("Cette date est à venir."))
        return day

    def clean(self):
        typed = super().clean()
        if typed.get("items"):
            for name, missing in (
                ("given_on", _("Quand la personne a-t-elle signé ?")),
                ("document", _("Joignez le papier signé : sans lui, rien ne paraît.")),
            ):
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return typed


class NewcomerForms:
    """The four parts of the page, valid together or not at all."""

    def __init__(self, data=None, files=None):
        self.artisan = Artisan()
        self.person = NewcomerForm(data, instance=self.artisan, prefix="person")
        self.place = NewcomerWorkshopForm(data, prefix="place")
        self.paper = SignedDocumentForm(
            data, files, prefix="paper", initial={"given_on": today_in_tunis()}
        )
        self.invitation = InvitationForm(data, artisan=self.artisan, prefix="invitation")
        self.parts = [
            (_("La personne"), self.person),
            (_("L’atelier"), self.place),
            (_("Le papier signé"), self.paper),
            (_("L’invitation"), self.invitation),
        ]

    def are_valid(self) -> bool:
        # every part says what it has to say
        said = [form.is_valid() for _title, form in self.parts]
        return all(said)

    def save(self, by, secret: str):
        """Everything in one transaction, and the invitation whose link has this secret.

        Raises ValidationError.
        """
        with revision(by, gettext("Nouveau membre, d’après le formulaire papier")), public_write():
            person = self.person.save()
            workshop = self.place.cleaned_data["existing"] or self.new_workshop()
            membership = Membership(
                workshop=workshop,
                artisan=person,
                role=self.place.cleaned_data["role"],
                since=today_in_tunis(),
            )
            membership.full_clean()
            membership.save()
            self.write_consents(person, by)
            account = self.invitation.save()
            invitations.invite(account, by, self.invitation.cleaned_data["days"], secret)

    def new_workshop(self) -> Workshop:
        workshop = self.place.save(commit=False)
        workshop.responsible, workshop.family = self.artisan, self.artisan.family
        workshop.full_clean()
        workshop.save()
        return workshop

    def write_consents(self, person: Artisan, by):
        typed, kept = self.paper.cleaned_data, ""
        for item in typed["items"]:
            consent = Consent(
                artisan=person,
                item=item,
                given_on=typed["given_on"],
                language=typed["language"],
                recorded_by=by,
            )
            consent.document = kept or typed["document"]  # one paper, kept once
            consent.full_clean()
            consent.save()
            kept = consent.document.name


class TakesNewcomersMixin(admin.ModelAdmin):
    """For the admin of workshops: the page "Nouveau membre"."""

    change_list_template = "admin/workshops/workshop/change_list.html"

    def get_urls(self):
        return [
            path(
                "nouveau-membre/", self.admin_site.admin_view(self.newcomer_view), name="newcomer"
            ),
            *super().get_urls(),
        ]

    def newcomer_view(self, request):
        """The paper form typed; then, once only, the link of the invitation.

        Sent twice, it shows that link again.
        """
        if not request.user.has_perms(NEEDED):
            raise PermissionDenied
        page = (
            NewcomerForms(request.POST, request.FILES)
            if request.method == "POST"
            else NewcomerForms()
        )
        secret, address = secret_of(request), led_to(request)
        if request.method == "POST" and not address and page.are_valid():

            def add() -> str:
                page.save(request.user, secret)
                self.log_addition(
                    request, page.artisan, gettext("Nouveau membre, d’après le formulaire papier")
                )
                return reverse("admin:artisans_artisan_invite", args=[page.artisan.pk])

            try:
                address = once(request, add)
            except ValidationError as error:
                page.person.add_error(None, error.messages)
        # refused, perhaps, because of what a first sending has written meanwhile
        if address := address or led_to(request):
            return self.link_made(request, address, secret)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Nouveau membre"),
            "opts": self.opts,
            "page": page,
            "media": self.media,
        }
        return render(request, "admin/workshops/workshop/newcomer.html", context)

    def link_made(self, request, address: str, secret: str):
        """The page of the link; that of the person's invitations when the link has
        served since.
        """
        invitation = invitations.find_invitation(secret)
        if invitation is None:
            messages.success(request, TAKEN_ONCE)
            return redirect(address)
        artisan = Artisan.objects.get(account=invitation.user)
        form = InvitationForm(artisan=artisan)
        people: Any = admin.site.get_model_admin(Artisan)
        return people.invitation_page(request, artisan, form, invitation, secret)
