from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0012_answers_of_a_list")]

    operations = [
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("key", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={"default_permissions": ()},
        ),
    ]
