import django.db.models.deletion
from django.db import migrations, models


def give_lines_to_workshops(apps, schema_editor):
    """A line of a product is its workshop's, in the requests where each workshop that
    was asked makes one of the pieces; elsewhere all were asked for all of it.
    """
    request_model = apps.get_model("quotes", "QuoteRequest")
    line_model = apps.get_model("quotes", "QuoteLine")
    for request in request_model.objects.prefetch_related("lines__product", "parts").iterator(500):
        lines = [line for line in request.lines.all() if line.product]
        makers = {line.product.workshop_id for line in lines}
        asked = {part.workshop_id for part in request.parts.all()} - {None}
        if asked <= makers:
            for line in lines:
                line.workshop_id = line.product.workshop_id
            line_model.objects.bulk_update(lines, ["workshop"])


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0001_initial"),
        ("workshops", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="quoteline",
            name="workshop",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="quote_lines",
                to="workshops.workshop",
            ),
        ),
        migrations.RunPython(give_lines_to_workshops, migrations.RunPython.noop, elidable=True),
    ]
