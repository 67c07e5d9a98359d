"""Signing in and out, the invitation, and the member's own account. allauth does the
work; the order of the screens and the words are ours.
"""

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import perform_login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic.edit import FormView

from kairouan.common import senders
from kairouan.common.phones import spoken_phone

from .access import signed_in
from .access_log import log_wrong_code
from .devices import device_of
from .forms import (
    AskCodeForm,
    ChangePasswordForm,
    CodeForm,
    LanguageForm,
    PasswordLoginForm,
    ReauthenticateForm,
    SetPasswordForm,
)
from .invitations import accept, find_invitation

GONE = 410


# Signing in


class StaysOnTheForm:
    """allauth sends who waits for a code back to the code: whoever mistyped their
    number could not correct it.
    """

    def _redirect_to_pending_stage(self, request, stage):
        return None


class EnterView(StaysOnTheForm, allauth_views.RequestLoginCodeView):
    """The first screen: a telephone or an e-mail, to which a code is sent."""

    form_class = AskCodeForm
    template_name = "account/enter.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            password_address=self.passthrough_next_url(reverse("account_login_password")), **kwargs
        )


class CodeView(allauth_views.ConfirmLoginCodeView):
    form_class = CodeForm
    template_name = "account/code.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            stage = LoginStageController.enter(request, LoginByCodeStage.key)
            if stage is None or LoginCodeVerificationProcess.resume(stage) is None:
                return self.start_again(
                    request, _("Ce code n’est plus valable. Demandez-en un autre.")
                )
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form):
        has_tries_left = self._process.record_invalid_attempt()
        log_wrong_code(self.request, self._process.user, is_last=not has_tries_left)
        if has_tries_left:
            return FormView.form_invalid(self, form)
        return self.start_again(
            self.request, _("Trois codes faux. Par prudence, demandez-en un autre.")
        )

    def start_again(self, request, why: str):
        messages.error(request, why)
        return redirect(self.passthrough_next_url(reverse("account_login")))

    def get_context_data(self, **kwargs):
        state = self._process.state
        way = senders.SMS if state.get("phone") else senders.EMAIL
        return super().get_context_data(
            codes_are_late=senders.codes_are_late(way),
            login=state.get("phone") or state["email"],
            sent_to=spoken_phone(state["phone"]) if state.get("phone") else state["email"],
            enter_address=self.passthrough_next_url(reverse("account_login")),
            password_address=self.passthrough_next_url(reverse("account_login_password")),
            **kwargs,
        )


class PasswordLoginView(StaysOnTheForm, allauth_views.LoginView):
    form_class = PasswordLoginForm
    template_name = "account/password_login.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            enter_address=self.passthrough_next_url(reverse("account_login")), **kwargs
        )


@never_cache
@require_POST
def leave(request):
    return allauth_views.logout(request)


def no_sign_up(request):
    """Members are invited: who would like to be one asks the cluster."""
    return redirect(settings.JOINING_URL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, secret):
    """Welcome who holds the link.

    Reading the page uses nothing up: messengers look at a link before they show it.
    """
    if request.method == "POST":
        user = accept(secret)
        if user is not None:
            record_authentication(request, user, method="invitation")
            with translation.override(user.language):
                return perform_login(
                    request, user, redirect_url=reverse(settings.LOGIN_REDIRECT_URL)
                )
    found = find_invitation(secret) if request.method != "POST" else None
    if found is None:
        response = render(request, "account/invitation_gone.html", status=GONE)
    else:
        response = render(request, "account/invitation.html", {"invitation": found})
    # The address is the key: no other site is told it. Our own must be, or the browser
    # hides where the form comes from and it is refused.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


# The account


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account(request):
    """Account page: identity, language of the messages, password, devices."""
    form = LanguageForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("C’est enregistré."))
        return redirect("account")
    sessions = sorted(
        UserSession.objects.purge_and_list(request.user),
        key=lambda session: session.last_seen_at,
        reverse=True,
    )
    for session in sessions:
        session.device = device_of(session.user_agent)
    current = [
        session for session in sessions if session.session_key == request.session.session_key
    ]
    others = [session for session in sessions if session not in current]
    return render(
        request, "account/account.html", {"form": form, "current": current, "others": others}
    )


@require_POST
@signed_in
def end_session(request, number):
    """Sign one of my other devices out."""
    get_object_or_404(others_of(request), pk=number).end()
    messages.success(request, _("Cet appareil est déconnecté."))
    return redirect("account")


@require_POST
@signed_in
def end_other_sessions(request):
    for session in others_of(request):
        session.end()
    messages.success(request, _("Tous vos autres appareils sont déconnectés."))
    return redirect("account")


def others_of(request):
    return UserSession.objects.filter(user=request.user).exclude(
        session_key=request.session.session_key
    )


@method_decorator(signed_in, name="dispatch")
class SetPasswordView(allauth_views.PasswordSetView):
    form_class = SetPasswordForm
    template_name = "account/password.html"


@method_decorator(signed_in, name="dispatch")
class ChangePasswordView(allauth_views.PasswordChangeView):
    form_class = ChangePasswordForm
    template_name = "account/password.html"


@method_decorator(signed_in, name="dispatch")
class ReauthenticateView(allauth_views.ReauthenticateView):
    form_class = ReauthenticateForm
    template_name = "account/reauthenticate.html"


@never_cache
def inactive(request):
    return render(request, "account/account_inactive.html", status=403)
