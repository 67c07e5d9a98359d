"""The value chain of the cluster."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kairouan.publication.page_cache import public_page

from ..chain import drawing, links


@public_page
def chain(request):
    """From the sheet to the sale: who does what, who relies on whom, where it jams.

    Two statements.
    """
    chain = links()
    context = {
        "links": chain,
        "drawing": drawing(chain),
        "bottlenecks": [link for link in chain if link.bottleneck],
        "crumbs": [
            (_("Le programme"), reverse("programme:home")),
            (_("La chaîne de valeur"), ""),
        ],
    }
    return render(request, "programme/chain.html", context)
