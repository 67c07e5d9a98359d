from django.urls import path

from . import photos, prices, views

app_name = "pieces"
urlpatterns = [
    path("pieces/", views.pieces, name="list"),
    path("pieces/nouvelle/", views.new, name="new"),
    path("pieces/prix/", prices.prices, name="prices"),
    path("pieces/prix/apercu/", prices.prices_preview, name="prices_preview"),
    path("pieces/<int:number>/", views.piece, name="piece"),
    path("pieces/<int:number>/essentiel/", views.step, {"name": "facts"}, name="facts"),
    path("pieces/<int:number>/nom/", views.step, {"name": "names"}, name="names"),
    path("pieces/<int:number>/texte/", views.step, {"name": "text"}, name="text"),
    path("pieces/<int:number>/martelage/", views.step, {"name": "technique"}, name="technique"),
    path("pieces/<int:number>/matiere/", views.step, {"name": "material"}, name="material"),
    path("pieces/<int:number>/dimensions/", views.step, {"name": "dimensions"}, name="dimensions"),
    path("pieces/<int:number>/prix/", views.step, {"name": "price"}, name="price"),
    path("pieces/<int:number>/photos/", photos.piece_photos, name="photos"),
    path("pieces/<int:number>/photos/ranger/", photos.piece_photos_arrange, name="photos_arrange"),
    path("pieces/<int:number>/photos/<slug:key>/", photos.piece_photo, name="photo"),
    path("pieces/<int:number>/disponibilite/", views.availability, name="availability"),
    path("pieces/<int:number>/apercu/", views.piece_preview, name="preview"),
    path("pieces/<int:number>/envoyer/", views.piece_send, name="send"),
    path("pieces/<int:number>/abandonner/", views.piece_forget, name="forget"),
    path("pieces/<int:number>/retirer/", views.piece_withdraw, name="withdraw"),
    path("pieces/<int:number>/remettre/", views.piece_bring_back, name="bring_back"),
]
