"""Partners, and who takes part, as lists."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from import_export.instance_loaders import BaseInstanceLoader

from kairouan.common.languages import columns
from kairouan.desk.sheets.resources import Sheet

from .models import Partner, Registration
from .registering import register


class PartnerSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Partner
        fields = [
            "reference",
            *columns("name"),
            "short_name",
            "role",
            "sector",
            *columns("text"),
            "website",
            "order",
            *columns("town"),
            "opened_in",
            "services",
        ]


class ByActionAndPerson(BaseInstanceLoader):
    def __init__(self, resource, dataset):
        super().__init__(resource, dataset)
        self.found = {
            (entry.action_id, entry.artisan_id): entry for entry in resource.get_queryset()
        }

    def get_instance(self, row):
        try:
            return self.found.get(
                tuple(self.resource.fields[name].clean(row) for name in self.resource.keys)
            )
        except ValueError:
            return None  # said when the row is read

    def number_of(self, row) -> int | None:
        found = self.get_instance(row)
        return found.pk if found else None


class RegistrationSheet(Sheet):
    """Writes people down.

    Whoever is written down already stays as they are: what becomes of it is decided on
    the desk.
    """

    keys = ("action", "artisan")
    only_written = ("state", "asked_at")

    class Meta(Sheet.Meta):
        model = Registration
        fields = ["action", "artisan", "state", "asked_at"]
        instance_loader_class = ByActionAndPerson

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if instance._state.adding and instance.action.is_cancelled:
            raise ValidationError({"action": gettext("Cette action est annulée.")})

    def do_instance_save(self, instance, is_create):
        made = register(instance.action, instance.artisan)
        instance.pk, instance.state = made.pk, made.state
