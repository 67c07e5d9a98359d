from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0006_front_rank")]

    operations = [
        migrations.RemoveConstraint(
            model_name="product",
            name="product_price_or_on_request",
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_kind", "on_request"),
                    models.Q(("price__gt", 0), ("price__isnull", False)),
                    _connector="OR",
                ),
                name="product_price_unless_on_request",
                violation_error_message="Donnez un montant, ou choisissez « sur demande ».",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price_kind", "on_request"), _negated=True),
                    ("price", None),
                    _connector="OR",
                ),
                name="product_on_request_has_no_price",
                violation_error_message="« Sur demande » est choisi et un montant est écrit : effacez le montant, ou choisissez comment le prix se donne.",
            ),
        ),
    ]
