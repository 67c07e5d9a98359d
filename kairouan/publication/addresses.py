"""Addresses that have changed: what was printed, shared or kept by a search engine
still leads to its record.

Pages follow; a filter in an address (`?technique=…`) does not: it names what a list can
be narrowed by today.
"""

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _


class Moved(Exception):
    """The record asked for has another address now.

    `public_page` answers with a permanent redirect.
    """

    def __init__(self, address: str):
        super().__init__(address)
        self.address = address


class FormerAddress(models.Model):
    """A slug that a record had once.

    It leads to that record for good, and is never given to another.
    """

    kind = models.CharField(max_length=60)  # of the record: its model's label
    slug = models.SlugField(max_length=80)
    number = models.BigIntegerField()  # of the record

    class Meta:
        verbose_name = _("ancienne adresse")
        verbose_name_plural = _("anciennes adresses")
        constraints = [models.UniqueConstraint(name="former_address_once", fields=["kind", "slug"])]

    def __str__(self):
        return f"{self.kind}: {self.slug}"


def former_addresses(model):
    """The former addresses of records of one kind."""
    return FormerAddress.objects.filter(kind=model._meta.label_lower)


def keep_former(entry, slug: str):
    """Remember that `slug` led to this record, and forget it of the address the record
    now has.
    """
    FormerAddress.objects.update_or_create(
        kind=entry._meta.label_lower, slug=slug, defaults={"number": entry.pk}
    )
    former_addresses(type(entry)).filter(slug=entry.slug).delete()


def get_or_redirect(queryset, slug: str):
    """The record at this address.

    Raises Moved when it has another one now, Http404 when there is none. One statement
    when it is there.
    """
    if entry := queryset.filter(slug=slug).first():
        return entry
    former = former_addresses(queryset.model).filter(slug=slug).first()
    if former and (entry := queryset.filter(pk=former.number).first()):
        raise Moved(entry.get_absolute_url())
    raise Http404
