from django.urls import path

from . import photos, prices, views

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
    path("pieces/<int:number>/photos/", photos.product_photos, name="product_photos"),
    path(
        "pieces/<int:number>/photos/ranger/",
        photos.product_photos_arrange,
        name="product_photos_arrange",
    ),
    path("pieces/<int:number>/photos/<slug:key>/", photos.product_photo, name="product_photo"),
    path(
        "pieces/<int:number>/disponibilite/",
        views.product_availability,
        name="product_availability",
    ),
    path("pieces/<int:number>/apercu/", views.product_preview, name="product_preview"),
    path("pieces/<int:number>/envoyer/", views.product_send, name="product_send"),
    path("pieces/<int:number>/abandonner/", views.product_forget, name="product_forget"),
    path("pieces/<int:number>/retirer/", views.product_withdraw, name="product_withdraw"),
    path("pieces/<int:number>/remettre/", views.product_bring_back, name="product_bring_back"),
]
