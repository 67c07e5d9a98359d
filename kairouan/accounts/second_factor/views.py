"""The screens of the second factor: shown at each sign-in, chosen at the first one,
looked after from one's account.
"""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from ..access import signed_in
from . import rule
from .forms import AddPasskeyForm, SetApplicationForm, ShowCodeForm, ShowPasskeyForm


class ShowView(AuthenticateView):
    """At sign-in, after the password."""

    form_class, webauthn_form_class = ShowCodeForm, ShowPasskeyForm
    template_name = "account/second_factor/show.html"

    def get_context_data(self, **kwargs):
        kinds = set(rule.factors_of(self.stage.login.user).values_list("type", flat=True))
        return super().get_context_data(**kwargs) | {
            "has_application": Authenticator.Type.TOTP in kinds,
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
        }


class AddView(TemplateView):
    """An application by its drawing and a code, or a passkey.

    A concrete class says whose (`get_owner`), and where one goes afterwards (`done`).
    """

    template_name = "account/second_factor/add.html"

    def get_owner(self):
        raise NotImplementedError

    def done(self):
        raise NotImplementedError

    def get_forms(self, sent=None):
        by_passkey = sent is not None and "credential" in sent
        owner = self.get_owner()
        application = SetApplicationForm(user=owner, data=None if by_passkey else sent)
        return application, AddPasskeyForm(user=owner, data=sent if by_passkey else None)

    def get(self, request, *args, **kwargs):
        return self.page(*self.get_forms())

    def post(self, request, *args, **kwargs):
        application, passkey = self.get_forms(request.POST)
        owner = self.get_owner()
        if application.is_valid():
            rule.set_application(request, owner, application.secret)
            clear_totp_secret(request)
        elif passkey.is_valid():
            rule.add_passkey(
                request, owner, passkey.cleaned_data["name"], passkey.cleaned_data["credential"]
            )
        else:
            return self.page(application, passkey)
        return self.done()

    def page(self, application, passkey):
        adapter = rule.SecondFactorAdapter()
        drawing = adapter.build_totp_svg(
            adapter.build_totp_url(self.get_owner(), application.secret)
        )
        context = {
            "application": application,
            "passkey": passkey,
            "qr": mark_safe(drawing),
            "secret": application.secret,
            "options": begin_registration(self.get_owner(), False),
        }
        return self.render_to_response(self.get_context_data(**context))


at_the_first_sign_in = method_decorator(
    login_stage_required(stage=rule.SetUpStage.key, redirect_urlname="account_login"),
    name="dispatch",
)


@at_the_first_sign_in
class SetUpView(AddView):
    def get_owner(self):
        return self.request._login_stage.login.user  # type: ignore[attr-defined] # allauth's

    def dispatch(self, request, *args, **kwargs):
        return (
            self.done()
            if rule.was_shown(request, self.get_owner())
            else super().dispatch(request, *args, **kwargs)
        )

    def done(self):
        return redirect("second_factor_first_codes")

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_first=True, **kwargs)


@at_the_first_sign_in
class FirstCodesView(TemplateView):
    """The recovery codes, before one comes in: who loses their telephone needs them."""

    template_name = "account/second_factor/first_codes.html"

    def dispatch(self, request, *args, **kwargs):
        self.stage = request._login_stage
        if not rule.was_shown(request, self.stage.login.user):
            return redirect("second_factor_set_up")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            codes=rule.recovery_codes_of(self.stage.login.user), **kwargs
        )

    def post(self, request, *args, **kwargs):
        return self.stage.exit()


# From one's account


def for_factor_holders(view):
    """Members enter by a code: they have no second factor to look after."""

    def guarded(request, *args, **kwargs):
        if not rule.must_show(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(guarded)


confirmed = reauthentication_required(app="allauth.mfa")


@for_factor_holders
def second_factor(request):
    factors = list(rule.factors_of(request.user))
    context = {
        "application": next((one for one in factors if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "may_remove": len(factors) > 1,
        "codes_left": len(rule.recovery_codes_of(request.user)),
    }
    return render(request, "account/second_factor/index.html", context)


@method_decorator([for_factor_holders, confirmed], name="dispatch")
class AddFromAccountView(AddView):
    def get_owner(self):
        return self.request.user

    def done(self):
        messages.success(self.request, _("C’est enregistré."))
        return redirect("mfa_index")

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_first=False, **kwargs)


@require_POST
@for_factor_holders
@confirmed
def second_factor_remove(request, number):
    factors = list(rule.factors_of(request.user))
    removed = next((one for one in factors if one.pk == number), None)
    if removed is None:
        raise Http404
    if len(factors) == 1:
        messages.error(
            request,
            _("C’est votre seul deuxième facteur : ajoutez-en un autre avant de le retirer."),
        )
    else:
        rule.remove_factor(request, removed)
        messages.success(request, _("Il est retiré."))
    return redirect("mfa_index")


@method_decorator([for_factor_holders, confirmed], name="dispatch")
class CodesView(TemplateView):
    """The recovery codes that are left; by a button, ten new ones in place of them."""

    template_name = "account/second_factor/codes.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(codes=rule.recovery_codes_of(self.request.user), **kwargs)

    def post(self, request, *args, **kwargs):
        rule.renew_recovery_codes(request.user)
        messages.success(request, _("Voici vos nouveaux codes. Les anciens ne servent plus."))
        return redirect("second_factor_codes")
