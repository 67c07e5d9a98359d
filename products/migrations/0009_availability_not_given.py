from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0008_food_proof")]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="availability",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ready", "prête à partir"),
                    ("to_order", "sur commande"),
                    ("sold", "vendue"),
                ],
                max_length=8,
                verbose_name="disponibilité",
            ),
        ),
    ]
