"""Permissions of the desk's roles: five groups, made by `migrate` and kept as they are
written here.

Permissions are made by Django after the migrations of each app (`post_migrate`), so a
migration could not give them on an empty database: the groups are made at that moment,
app by app. A new kind of record enters the roles with the next `migrate`; a change of
these groups by hand does not last.
"""

from collections.abc import Iterable

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from artisans.identification.models import Trial, TrialPhoto, TrialReader
from artisans.models import Artisan
from enquiries.bookings.models import Booking, Campaign
from enquiries.models import Message
from enquiries.quotes.models import Part, QuoteRequest
from kairouan.common.bilingual import Translated
from kairouan.common.models import OutgoingMessage, Work
from kairouan.desk.models import Term
from kairouan.desk.site import group_of
from kairouan.review.models import Phrase, Proposal
from kairouan.review.moderation import Moderated

REVIEWER, TRANSLATOR, PROGRAMME, ADMINISTRATOR, AUDITOR = (
    "Relecture · المراجعة",
    "Traduction · الترجمة",
    "Programme · البرنامج",
    "Administration · الإدارة",
    "Audit · التدقيق",
)
ROLES = (REVIEWER, TRANSLATOR, PROGRAMME, ADMINISTRATOR, AUDITOR)

# groups of the desk
REGISTER = {"common", "artisans", "workshops", "products"}
OURS = REGISTER | {"enquiries", "programme", "accounts"}
TRIED_AGAIN = (OutgoingMessage, Work)  # what did not leave, what was not done
ACT_FOR_MEMBERS = {REVIEWER, ADMINISTRATOR}
READ, CHANGE, ALL = {"view"}, {"view", "change"}, {"view", "add", "change", "delete"}


def rights_over(role: str, model: type[models.Model]) -> set[str]:
    """Return the actions that this role may take on a model: some of "view", "add",
    "change", "delete".
    """
    app = group_of(model._meta.app_label).label
    if app == "auth":
        return READ if role in (ADMINISTRATOR, AUDITOR) and model is Group else set()
    if app not in OURS:
        return set()
    if role == ADMINISTRATOR:
        return ALL
    if role == AUDITOR:
        return READ
    if role == REVIEWER:
        return rights_of_reviewer(model)
    if role == TRANSLATOR:
        return (
            ALL
            if model is Term
            else CHANGE
            if issubclass(model, Translated) and model.is_for_translators
            else set()
        )
    if model in TRIED_AGAIN:
        return CHANGE
    return ALL if app == "programme" else READ if app in REGISTER else set()


def rights_of_reviewer(model: type[models.Model]) -> set[str]:
    """Reads the register and the programme; decides what waits, with its rows; answers
    letters; opens campaigns of re-tinning; tries again what did not leave; keeps the
    ready sentences; tries the key.
    """
    if model in (Proposal, Message, QuoteRequest, Part, Booking, *TRIED_AGAIN):
        return CHANGE
    if model in (Phrase, Trial, TrialPhoto, TrialReader, Campaign) or is_row_of_moderated(model):
        return ALL
    if issubclass(model, Moderated):
        return CHANGE
    return READ if group_of(model._meta.app_label).label != "accounts" else set()


def is_row_of_moderated(model: type[models.Model]) -> bool:
    """Return whether the model is edited inline on a record with a public page: its
    steps, its hours, its photographs.
    """
    owners = (
        field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    )
    return not issubclass(model, Moderated) and any(
        issubclass(owner, Moderated) for owner in owners
    )


def permissions_of(role: str, kinds: Iterable[type[models.Model]]) -> set[str]:
    """Codes such as "products.view_product"."""
    besides = {"artisans.act_for_member"} if role in ACT_FOR_MEMBERS and Artisan in kinds else set()
    return besides | {
        f"{model._meta.app_label}.{right}_{model._meta.model_name}"
        for model in kinds
        for right in rights_over(role, model)
        if right in model._meta.default_permissions
    }


@receiver(post_migrate, dispatch_uid="roles of the desk")
def give_roles(sender, using, **kwargs):
    """After the migrations of an app: its permissions, as the roles have them."""
    create_permissions(sender, using=using, verbosity=0)
    held = (
        Permission.objects.using(using)
        .filter(content_type__app_label=sender.label)
        .select_related("content_type")
    )
    by_code = {f"{one.content_type.app_label}.{one.codename}": one for one in held}
    if not by_code:
        return
    for role in ROLES:
        group, _is_new = Group.objects.using(using).get_or_create(name=role)
        wanted = {
            by_code[code]
            for code in permissions_of(role, list(sender.get_models())) & by_code.keys()
        }
        given = set(group.permissions.filter(content_type__app_label=sender.label))
        group.permissions.remove(*(given - wanted))
        group.permissions.add(*(wanted - given))
