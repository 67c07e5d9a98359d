from django.db import migrations, models


def make_stamp(apps, schema_editor):
    """Make the one row, so that no two writers make it at once."""
    apps.get_model("publication", "PublicationStamp").objects.create(pk=1, value="first")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PublicationStamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=16)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("written_in", models.CharField(blank=True, max_length=2)),
                ("translations", models.JSONField(default=dict)),
                (
                    "translation_state",
                    models.CharField(db_index=True, default="current", max_length=10),
                ),
                (
                    "demonstration_key",
                    models.CharField(blank=True, db_index=True, default="", max_length=120),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("link", models.URLField(blank=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("text_fr", models.CharField(blank=True, max_length=160)),
                ("text_ar", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["-starts_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="announcement_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text_ar", ""), ("text_fr", ""), _negated=True),
                        name="announcement_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("slug", models.SlugField(max_length=80)),
                ("number", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "slug"), name="former_address_once")
                ]
            },
        ),
        migrations.RunPython(make_stamp, migrations.RunPython.noop, elidable=False),
    ]
