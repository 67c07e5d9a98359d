from django.db import migrations
from django.db.models import OuterRef, Subquery


def say_by_family_of_pupil(apps, schema_editor):
    """Say of each link that the family of the pupil tells it."""
    links = apps.get_model("artisans", "LearnedFrom").objects.all()
    pupils = apps.get_model("artisans", "Artisan").objects.filter(pk=OuterRef("pupil"))
    links.update(family=Subquery(pupils.values("family")[:1]))


class Migration(migrations.Migration):
    dependencies = [("artisans", "0006_links_of_family")]

    operations = [migrations.RunPython(say_by_family_of_pupil, migrations.RunPython.noop)]
