"""Papers that a reader attaches to a letter: a PDF, or the photograph of one. Known by their content, kept under a name that says nothing."""

import uuid

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from .images import clean_photo

MOST_BYTES = 5 * 1024 * 1024
PDF_BEGINS, PDF_ENDS = b"%PDF-", b"%%EOF"
END = 2048  # bytes from the last one, among which a PDF says that it is whole
PHOTOGRAPHS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")  # JPEG, PNG


def clean_paper(upload) -> ContentFile:
    """The upload as we keep it: a PDF as it is, a photograph written anew without what its telephone noted. Raises ValidationError."""
    if not upload.size:
        raise ValidationError(_("Ce fichier est vide."), code="empty")
    if upload.size > MOST_BYTES:
        raise ValidationError(_("Ce fichier pèse plus de 5 Mo. Envoyez-le en plus petit."), code="too_heavy")
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    if content.startswith(PDF_BEGINS) and PDF_ENDS in content[-END:]:
        return ContentFile(content, name=f"{uuid.uuid4().hex}.pdf")
    if content.startswith(PHOTOGRAPHS):
        return clean_photo(upload)[0]
    raise ValidationError(_("Envoyez un PDF, ou une photo JPEG ou PNG."), code="unreadable")
