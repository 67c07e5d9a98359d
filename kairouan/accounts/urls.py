"""The screens of signing in and of the account. allauth looks some of these names up
itself: they have no namespace.
"""

from django.urls import path

from . import views
from .second_factor import views as second_factor

urlpatterns = [
    path("entrer/", views.EnterView.as_view(), name="account_request_login_code"),
    path("entrer/", views.EnterView.as_view(), name="account_login"),
    path("entrer/code/", views.CodeView.as_view(), name="account_confirm_login_code"),
    path("entrer/mot-de-passe/", views.PasswordLoginView.as_view(), name="account_login_password"),
    path("entrer/deuxieme-facteur/", second_factor.ShowView.as_view(), name="mfa_authenticate"),
    path(
        "entrer/deuxieme-facteur/choisir/",
        second_factor.SetUpView.as_view(),
        name="second_factor_set_up",
    ),
    path(
        "entrer/deuxieme-facteur/codes/",
        second_factor.FirstCodesView.as_view(),
        name="second_factor_first_codes",
    ),
    path("entrer/ferme/", views.inactive, name="account_inactive"),
    path("entrer/inscription/", views.no_sign_up, name="account_signup"),
    path("sortir/", views.leave, name="account_logout"),
    path("invitation/<str:secret>/", views.invitation, name="account_invitation"),
    path("compte/", views.account, name="account"),
    path(
        "compte/mot-de-passe/", views.ChangePasswordView.as_view(), name="account_change_password"
    ),
    path(
        "compte/mot-de-passe/nouveau/", views.SetPasswordView.as_view(), name="account_set_password"
    ),
    path("compte/confirmer/", views.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("compte/deuxieme-facteur/", second_factor.second_factor, name="mfa_index"),
    path(
        "compte/deuxieme-facteur/ajouter/",
        second_factor.AddFromAccountView.as_view(),
        name="second_factor_add",
    ),
    path(
        "compte/deuxieme-facteur/codes/",
        second_factor.CodesView.as_view(),
        name="second_factor_codes",
    ),
    path(
        "compte/deuxieme-facteur/<int:number>/retirer/",
        second_factor.second_factor_remove,
        name="second_factor_remove",
    ),
    path(
        "compte/appareils/<int:number>/deconnecter/", views.end_session, name="account_end_session"
    ),
    path(
        "compte/appareils/deconnecter/", views.end_other_sessions, name="account_end_other_sessions"
    ),
]
