"""Papers: a PDF, or the photograph of one.

Known by their content, kept under a name that says nothing, opened on the officers'
desk alone.
"""

import uuid
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.http import FileResponse, Http404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kairouan.common.forms import DeskFileInput
from kairouan.common.storage import private_storage
from kairouan.photos.cleaning import clean_photo

MOST_BYTES = 5 * 1024 * 1024
PDF_BEGINS, PDF_ENDS = b"%PDF-", b"%%EOF"
END = 2048  # bytes from the last one, among which a PDF says that it is whole
PHOTOS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")  # JPEG, PNG


def clean_document(upload) -> ContentFile:
    """The upload as we keep it: a PDF as it is, a photograph written anew without what
    its telephone noted. Raises ValidationError.
    """
    if not upload.size:
        raise ValidationError(_("Ce fichier est vide."), code="empty")
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("Ce fichier pèse plus de 5 Mo. Envoyez-le en plus petit."), code="too_heavy"
        )
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    if content.startswith(PDF_BEGINS) and PDF_ENDS in content[-END:]:
        return ContentFile(content, name=f"{uuid.uuid4().hex}.pdf")
    if content.startswith(PHOTOS):
        return clean_photo(upload)[0]
    raise ValidationError(_("Envoyez un PDF, ou une photo JPEG ou PNG."), code="unreadable")


def delete_document(document):
    """Delete the file of a record that is gone, once that is certain.

    An empty one is passed over.
    """
    if document:
        transaction.on_commit(partial(document.storage.delete, document.name))


def document_address(entry) -> str:
    """The page of the desk where a record's document is opened: `OpensDocumentsMixin`
    makes it.
    """
    return reverse(
        f"admin:{entry._meta.app_label}_{entry._meta.model_name}_document", args=[entry.pk]
    )


def document_link(entry) -> str:
    return format_html('<a href="{}">{}</a>', document_address(entry), gettext("Ouvrir le fichier"))


class OpenedOnTheDesk:
    """A kept document as the widget below writes it: it has no address of its own."""

    def __init__(self, document):
        self.url = document_address(document.instance)

    def __str__(self):
        return gettext("Ouvrir le fichier")


class DocumentFileInput(DeskFileInput):
    """The document of a record on the desk."""

    def format_value(self, value):
        return OpenedOnTheDesk(value) if self.is_initial(value) else None


class DocumentFormField(forms.FileField):
    """An upload as we keep papers."""

    widget = DocumentFileInput

    def __init__(self, **kwargs):
        super().__init__(
            **kwargs | {"max_length": None, "allow_empty_file": True}
        )  # the name is not kept; emptiness is said in our words

    def clean(self, data, initial=None):
        document = super().clean(data, initial)
        return clean_document(document) if data else document


class DocumentField(models.FileField):
    """A private document, written on the desk."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"storage": private_storage} | kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs

    def formfield(self, **kwargs: Any):
        return super().formfield(
            **{**kwargs, "form_class": DocumentFormField, "widget": DocumentFileInput}
        )


class OpensDocumentsMixin(admin.ModelAdmin):
    """For the desk of records with a private document: the pages that open them.

    `documents` says where each model keeps its own.
    """

    documents: dict[type[models.Model], str] = {}

    def get_urls(self):
        guarded = self.admin_site.admin_view(self.open_document)
        opened = [
            path(
                f"{model._meta.model_name}/<path:number>/fichier/",
                guarded,
                {"model": model},
                name=f"{model._meta.app_label}_{model._meta.model_name}_document",
            )
            for model in self.documents
        ]
        return [*opened, *super().get_urls()]

    def open_document(self, request, model, number):
        """The document, to be saved and not shown in our pages.

        The log says who opened it.
        """
        if not may_read(request.user, model):
            raise PermissionDenied
        entry = get_record_or_none(model, number)
        document = getattr(entry, self.documents[model], None)
        if not document or not document.storage.exists(document.name):
            raise Http404
        LogEntry.objects.log_actions(
            user_id=request.user.pk,
            queryset=[entry],
            action_flag=CHANGE,
            change_message=gettext("Fichier ouvert"),
            single_object=True,
        )
        suffix = document.name.rpartition(".")[2]
        # No cache keeps it (`admin_view`), and no browser guesses another kind for it
        # (the security middleware).
        return FileResponse(
            document.open("rb"),
            as_attachment=True,
            filename=f"{model._meta.model_name}-{entry.pk}.{suffix}",
        )


def may_read(user, model) -> bool:
    return any(
        user.has_perm(f"{model._meta.app_label}.{right}_{model._meta.model_name}")
        for right in ("view", "change")
    )


def get_record_or_none(model, number: str):
    """The record of this number, None for anything else that was typed."""
    try:
        return model._default_manager.filter(pk=number).first()
    except (ValueError, ValidationError):
        return None
