from django.db import migrations, models

import kairouan.common.storage


class Migration(migrations.Migration):
    dependencies = [("products", "0007_on_request_has_no_price")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="food_proof",
            field=models.CharField(
                blank=True,
                choices=[
                    ("test", "analyse de migration"),
                    ("purity", "certificat de pureté de l’étain"),
                    ("supplier", "attestation du fournisseur"),
                ],
                max_length=8,
                verbose_name="preuve de l’usage alimentaire",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="food_proof_file",
            field=models.FileField(
                blank=True,
                help_text="Un PDF ou une photo, 5 Mo au plus. Jamais public.",
                storage=kairouan.common.storage.private_storage,
                upload_to="food/",
                verbose_name="papier de la preuve",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="food_proof_on",
            field=models.DateField(blank=True, null=True, verbose_name="preuve datée du"),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("food_proof", ""), ("food_proof_file", ""), ("food_proof_on", None)),
                    models.Q(
                        models.Q(("food_proof", ""), _negated=True),
                        ("food_proof_on__isnull", False),
                        models.Q(("food_proof_file", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="product_food_proof_is_whole",
                violation_error_message="Une preuve de l’usage alimentaire va avec sa nature, sa date et son papier.",
            ),
        ),
    ]
