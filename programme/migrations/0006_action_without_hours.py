from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programme", "0005_hours_become_sessions")]

    operations = [
        migrations.RemoveField(
            model_name="action",
            name="ends_at",
        ),
        migrations.RemoveField(
            model_name="action",
            name="starts_at",
        ),
    ]
