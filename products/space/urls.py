from django.urls import path

from kairouan.space.record_screens import RecordScreens

from ..views import product_detail
from . import prices, views

PRODUCT = RecordScreens(
    "product", "pieces/<int:number>/", views.get_product_or_404, views.product_address
)

urlpatterns = [
    path("pieces/", views.product_list, name="product_list"),
    path("pieces/nouvelle/", views.product_new, name="product_new"),
    path("pieces/prix/", prices.prices, name="product_prices"),
    path("pieces/prix/apercu/", prices.prices_preview, name="product_prices_preview"),
    path("pieces/<int:number>/", views.product_page, name="product_page"),
    path(
        "pieces/<int:number>/essentiel/",
        views.product_step,
        {"name": "facts"},
        name="product_facts",
    ),
    path("pieces/<int:number>/nom/", views.product_step, {"name": "names"}, name="product_names"),
    path("pieces/<int:number>/texte/", views.product_step, {"name": "text"}, name="product_text"),
    path(
        "pieces/<int:number>/martelage/",
        views.product_step,
        {"name": "technique"},
        name="product_technique",
    ),
    path(
        "pieces/<int:number>/matiere/",
        views.product_step,
        {"name": "material"},
        name="product_material",
    ),
    path(
        "pieces/<int:number>/dimensions/",
        views.product_step,
        {"name": "dimensions"},
        name="product_dimensions",
    ),
    path("pieces/<int:number>/prix/", views.product_step, {"name": "price"}, name="product_price"),
    *PRODUCT.photographs(),
    path(
        "pieces/<int:number>/disponibilite/",
        views.product_availability,
        name="product_availability",
    ),
    *PRODUCT.publication(product_detail),
    path("pieces/<int:number>/retirer/", views.product_withdraw, name="product_withdraw"),
    path("pieces/<int:number>/remettre/", views.product_bring_back, name="product_bring_back"),
]
