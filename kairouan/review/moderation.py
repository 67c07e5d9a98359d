"""Is it public? The one home of that question: the statuses, the queryset that answers
it, and the steps from one to the next.

Public code starts from `Model.objects.published()`; nothing else decides what a visitor
sees.
"""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kairouan.common.bilingual import Translated, must_be_written
from kairouan.common.languages import base_column, columns
from kairouan.common.records import Record
from kairouan.common.withheld import NOBODY, PERSON
from kairouan.publication.addresses import former_addresses, keep_former
from kairouan.publication.edition import read_edition
from kairouan.publication.stamp import public_write
from kairouan.search.matching import SearchableQuerySet

if TYPE_CHECKING:
    from .proposals import Proposal

from .notice_kinds import PUBLISHED, SENT_BACK, NoticeKind
from .notices import notify


class Status(models.TextChoices):
    DRAFT = "draft", _("brouillon")
    SUBMITTED = "submitted", _("en attente")
    PUBLISHED = "published", _("publié")
    SENT_BACK = "sent_back", _("à revoir")
    ARCHIVED = "archived", _("archivé")


def must_be_written_to_publish(text: str, *, name: str, message) -> models.CheckConstraint:
    """Make the constraint that what is published has this text, in a language at
    least.
    """
    return must_be_written(text, name=name, message=message, unless=~Q(status=Status.PUBLISHED))


class ModeratedQuerySet(SearchableQuerySet):
    """Of records with a public page: the search page finds each of them."""

    def published(self) -> Self:
        """Filter the records that a visitor may see.

        Subclasses narrow it and bring what their pages show.
        """
        return self.filter(status=Status.PUBLISHED)

    def awaiting_review(self) -> Self:
        return self.filter(status=Status.SUBMITTED).order_by("submitted_at", "pk")


class Moderated(Record, Translated):
    """A record with a public page of its own, which ONA reads before it is first
    published.

    The slug is Latin, made once at first publication: addresses are printed and shared.
    Without a French name it is made from the number. Changed, it leaves a redirect
    behind (`publication/addresses.py`).
    """

    status = models.CharField(
        _("état"),
        max_length=10,
        choices=Status.choices,
        default=Status.DRAFT,
        editable=False,
        db_index=True,
    )
    slug = models.SlugField(
        _("adresse"),
        max_length=80,
        unique=True,
        null=True,
        blank=True,
        help_text=_(
            "Faite à la première publication. Si vous la changez, l’ancienne mènera à la nouvelle."
        ),
    )
    submitted_at = models.DateTimeField(_("envoyé le"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(
        _("publié le"), null=True, blank=True, editable=False, db_index=True
    )
    reason = models.TextField(_("motif du renvoi"), blank=True, editable=False)

    never_returned = frozenset({"slug"})  # an address is printed and shared
    member_names: list[str] = []  # the columns and relations that its members may change
    slug_from = base_column("name")  # the text an address is made of
    slug_as_read: str | None
    proposal: "Proposal | None"  # what waits, once read (`with_proposal`)
    slug_prefix = "page"  # what stands before the number when there is no such text
    objects: Any  # each kind has its own, of a subclass of `ModeratedQuerySet`

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args, **kwargs):
        entry = super().from_db(*args, **kwargs)
        entry.slug_as_read = entry.__dict__.get("slug")
        return entry

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self.slug_as_read = self.__dict__.get("slug")

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude)
        written = [name for name in columns(*self.bilingual_fields) if name not in (exclude or ())]
        self.check_marks({column: getattr(self, column) for column in written})

    def check_marks(self, texts: dict[str, str]):
        """Refuse a mark that names nobody.

        One statement when a text has a mark, none otherwise.
        """
        marked = {column: text for column, text in texts.items() if PERSON.search(text)}
        names = read_edition().names if marked else NOBODY
        unknown = {
            column: found for column, text in marked.items() if (found := names.unknown_in(text))
        }
        if unknown:
            said = _(
                "Aucune personne n’a le numéro %(number)s : vérifiez la marque [[#%(number)s]]."
            )
            raise ValidationError(
                {
                    column: [ValidationError(said, params={"number": each}) for each in found]
                    for column, found in unknown.items()
                }
            )

    def clean(self):
        super().clean()
        # an address is changed, never taken away
        self.slug = self.slug or getattr(self, "slug_as_read", None)
        if (
            self.slug
            and former_addresses(type(self))
            .filter(slug=self.slug)
            .exclude(number=self.pk or 0)
            .exists()
        ):
            raise ValidationError({"slug": _("Cette adresse a déjà servi à une autre fiche.")})

    def save(self, *args, **kwargs):
        before = getattr(self, "slug_as_read", None)
        fields = kwargs.get("update_fields")
        moved = before != self.slug and self.published_at and (fields is None or "slug" in fields)
        with transaction.atomic():
            super().save(*args, **kwargs)
            if moved and before:
                keep_former(self, before)
        if fields is None or "slug" in fields:
            self.slug_as_read = self.slug

    @property
    def goes_live_at_once(self) -> bool:
        """Return whether a member's change to the published record skips review."""
        return False

    @property
    def changes_wait(self) -> bool:
        """Return whether a member's change becomes a proposal until ONA has reviewed
        it.
        """
        return self.is_published and not self.goes_live_at_once

    @property
    def public_with(self) -> "Moderated | None":
        """The record without which this one has no page: the workshop of a product."""
        return None

    def member_accounts(self):
        """The users who are told what becomes of the record."""
        return get_user_model().objects.none()

    @property
    def notes_for_reader(self) -> list[str]:
        """Sentences for the officer who reads what waits, beside what is written: to
        whom it will show, which paper is missing.
        """
        return []

    def told_as(self, kind: NoticeKind) -> NoticeKind:
        """The kind of notice by which its members learn that it is online."""
        return kind

    def tell_others(self):
        """Tell people who do not keep it what its public page now says of them. Called
        again, it tells nobody twice.
        """

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    def make_slug(self) -> str:
        """A free Latin address for this saved record."""
        root = (
            slugify(getattr(self, self.slug_from))[:70].strip("-")
            or f"{self.slug_prefix}-{self.pk}"
        )
        others = type(self)._default_manager.filter(slug__startswith=root).exclude(pk=self.pk)
        former = former_addresses(type(self)).filter(slug__startswith=root).exclude(number=self.pk)
        taken = set(others.values_list("slug", flat=True)) | set(
            former.values_list("slug", flat=True)
        )
        if root not in taken:
            return root
        return next(
            name for number in range(2, len(taken) + 3) if (name := f"{root}-{number}") not in taken
        )


def moderated_models() -> list[type[Moderated]]:
    """List the kinds of records with a public page, from the apps: an abstract class
    between hides none of them.
    """
    return [model for model in apps.get_models() if issubclass(model, Moderated)]


def submit(entry: Moderated):
    """Ask ONA to read a draft or a record that was sent back."""
    change_status(
        entry,
        Status.SUBMITTED,
        allowed={Status.DRAFT, Status.SENT_BACK},
        submitted_at=timezone.now(),
        reason="",
    )


def publish(entry: Moderated):
    """Put a record before the public.

    Validates it whole; fixes its address the first time. Raises ValidationError.
    """
    with public_write():
        change_status(
            entry,
            Status.PUBLISHED,
            allowed=set(Status) - {Status.PUBLISHED},
            reason="",
            slug=entry.slug or entry.make_slug(),
            published_at=entry.published_at or timezone.now(),
        )
        notify(entry, entry.told_as(PUBLISHED))
        entry.tell_others()


def send_back(entry: Moderated, reason: str):
    """Return a submission to its author with a sentence that says what is missing."""
    with public_write():
        change_status(
            entry, Status.SENT_BACK, allowed={Status.SUBMITTED, Status.PUBLISHED}, reason=reason
        )
        notify(entry, SENT_BACK, reason)


def archive(entry: Moderated):
    """Take a record off the site for good; its address stays reserved."""
    change_status(entry, Status.ARCHIVED, allowed=set(Status) - {Status.ARCHIVED})


def change_status(entry, status, allowed, **stamps):
    if entry.status not in allowed:
        raise ValidationError(
            _("« %(entry)s » est à l’état « %(status)s » : cette étape n’est pas possible."),
            params={"entry": entry, "status": entry.get_status_display()},
        )
    before = {name: getattr(entry, name) for name in ("status", *stamps)}
    for name, value in (("status", status), *stamps.items()):
        setattr(entry, name, value)
    try:
        entry.full_clean()
    except ValidationError:
        for name, value in before.items():
            setattr(entry, name, value)
        raise
    entry.save(update_fields={"status", "updated_at", *stamps})
