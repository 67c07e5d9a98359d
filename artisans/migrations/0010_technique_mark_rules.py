"""The rules of a technique's mark, once every technique says which it keeps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("artisans", "0009_technique_marks"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="technique",
            constraint=models.UniqueConstraint(
                condition=models.Q(("drawing__in", ["", "sent"]), _negated=True),
                fields=("drawing",),
                name="technique_keeps_its_house_drawing",
            ),
        ),
        migrations.AddConstraint(
            model_name="technique",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("drawing", "sent"), _negated=True),
                    models.Q(("sent_drawing", ""), _negated=True),
                    _connector="OR",
                ),
                name="technique_sent_drawing_is_there",
            ),
        ),
    ]
