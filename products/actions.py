"""Actions of a member on a product that no form does: set its availability, take it off
the catalogue, bring it back.

The caller is inside `history.revision` and gives a record as it is in the database,
with no waiting change laid over it.
"""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kairouan.publication.stamp import public_write
from kairouan.review.moderation import Status, archive, change_status
from kairouan.review.proposals import locked_proposal
from kairouan.review.writing import write_values

from .models import Product


def set_availability(product: Product, availability: str) -> bool:
    """Say whether a product is ready, made to order or sold.

    It is public at once, whatever else waits. Whether that changed anything.
    """
    if availability not in Product.Availability.values:
        raise ValidationError(_("Choisissez : prête, sur commande ou vendue."))
    if product.availability == availability:
        return False
    product.availability = availability
    product.save(update_fields={"availability", "updated_at"})
    return True


def may_be_deleted(product: Product) -> bool:
    """A product that was never public leaves no address behind."""
    return product.published_at is None and not product.is_published


def withdraw_product(product: Product):
    """Take a product off the catalogue at once.

    What waited is written into it, for nobody sees it any more and nothing typed is
    lost; what can no longer be written goes on waiting.
    """
    with public_write():
        archive(product)
        if proposal := locked_proposal(product):
            with suppress(ValidationError), transaction.atomic():
                write_values(product, proposal.asked_of(product))
                proposal.delete()


def bring_product_back(product: Product):
    """Ask ONA to put a withdrawn product back: nothing comes back unread."""
    change_status(
        product, Status.SUBMITTED, allowed={Status.ARCHIVED}, submitted_at=timezone.now(), reason=""
    )
