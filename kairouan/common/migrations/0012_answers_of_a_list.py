"""What an officer says of the new rows of a list that bear the name of a record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0011_messages_and_workers")]

    operations = [
        migrations.AddField(
            model_name="sheetimport", name="answers", field=models.JSONField(default=dict)
        ),
    ]
