from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Page",
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
                ("search_name", models.TextField(default="")),
                ("search_text", models.TextField(default="")),
                ("sort_fr", models.CharField(db_index=True, default="", max_length=120)),
                ("sort_ar", models.CharField(db_index=True, default="", max_length=120)),
                ("status", models.CharField(db_index=True, default="draft", max_length=10)),
                ("slug", models.SlugField(blank=True, max_length=80, null=True, unique=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("key", models.CharField(max_length=20, unique=True)),
                ("title_fr", models.CharField(blank=True, max_length=160)),
                ("title_ar", models.CharField(blank=True, max_length=160)),
                ("summary_fr", models.TextField(blank=True)),
                ("summary_ar", models.TextField(blank=True)),
                ("body_fr", models.TextField(blank=True)),
                ("body_ar", models.TextField(blank=True)),
            ],
            options={"ordering": ["pk"]},
        )
    ]
