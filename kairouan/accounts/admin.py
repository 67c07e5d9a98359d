"""Accounts on the officers' desk."""

from urllib.parse import urlencode

from allauth.account import admin as allauth_admin
from allauth.mfa import admin as factors_admin
from allauth.usersessions import admin as sessions_admin
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from kairouan.common.forms import TakesPastedText
from kairouan.desk.adding import AddsOnce
from kairouan.desk.base import OnlyRead
from kairouan.desk.deletions import SaysWhatGoes
from kairouan.desk.pages import OwnsItsPages
from kairouan.desk.searching import SearchesDesk
from kairouan.desk.versions import ComparedAdmin
from kairouan.review.edit_conflicts import MergesEdits, RowForm

from .devices import device_of
from .models import Access, AccessKind, User
from .permissions import ChoosesPermissions
from .second_factor import rule

# The officers have no use for allauth's own tables: an e-mail is that of the account, a
# session is ended by its owner, a factor by its owner or below.
for model in (allauth_admin.EmailAddress, factors_admin.Authenticator, sessions_admin.UserSession):
    admin.site.unregister(model)


@never_cache
def redirect_to_sign_in(request, extra_context=None):
    """The desk has no door of its own: officers enter where members do, by their
    password, then show their second factor.
    """
    if request.user.is_authenticated:
        raise PermissionDenied  # a member: the desk is not theirs
    wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
    return redirect(
        f"{reverse('account_login_password')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"
    )


admin.site.login = redirect_to_sign_in  # type: ignore[method-assign] # in place of a view


class NewUserForm(TakesPastedText, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["name", "email", "phone"]
        field_classes: dict = {}


class ChangedUserForm(RowForm, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes: dict = {}


class PasswordForm(TakesPastedText, AdminPasswordChangeForm):
    """Django joins this help text as it starts, in the language of the settings, and
    half of it is in English.
    """

    usable_password_help_text = format_lazy(  # type: ignore[assignment] # said late
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        _("Sans mot de passe, la personne entre par un code ; un agent n’entre plus."),
        _("Désactivé, le mot de passe actuel est perdu."),
    )


@admin.register(User)
class UserAdmin(
    AddsOnce,
    MergesEdits,
    ChoosesPermissions,
    OwnsItsPages,
    SaysWhatGoes,
    SearchesDesk,
    ComparedAdmin,
    DjangoUserAdmin,
):
    form = ChangedUserForm
    add_form = NewUserForm
    change_password_form = PasswordForm
    ordering = ["name", "pk"]
    list_display = ["__str__", "email", "phone", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["name", "email", "phone"]
    readonly_fields = ["last_login", "date_joined", "second_factor"]
    fieldsets = [
        (None, {"fields": ["name", ("email", "phone"), "language", "password", "second_factor"]}),
        (
            _("Droits"),
            {"fields": [("is_active", "is_staff", "is_superuser"), "groups", "user_permissions"]},
        ),
        (_("Dates"), {"fields": [("last_login", "date_joined")]}),
    ]
    add_fieldsets = [(None, {"fields": ["name", ("email", "phone"), "password1", "password2"]})]

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes another, or gives rights one by one; nobody else
        raises themselves.
        """
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        own = ["is_staff", "groups"] if obj == request.user else []
        return [*fields, "is_superuser", "rights", *own]

    def get_fieldsets(self, request, obj=None):
        """Show rights as text to an officer who may not give them one by one."""
        found = super().get_fieldsets(request, obj)
        if request.user.is_superuser or obj is None:
            return found
        return [
            (
                title,
                options
                | {
                    "fields": [
                        "rights" if each == "user_permissions" else each
                        for each in options["fields"]
                    ]
                },
            )
            for title, options in found
        ]

    @admin.display(description=_("droits donnés un par un"))
    def rights(self, account):
        return self.listed(account.user_permissions)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.may_touch(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.may_touch(request, obj)

    def may_touch(self, request, account) -> bool:
        """The account of a superuser is another superuser's affair: whoever changes its
        password holds everything.
        """
        return account is None or not account.is_superuser or request.user.is_superuser

    # The second factor of an officer who has lost theirs

    @admin.display(description=_("deuxième facteur"))
    def second_factor(self, account):
        if account is None or not rule.must_show(account):
            return gettext("demandé aux agents seulement")
        factors = ", ".join(
            rule.factor_text(factor) for factor in rule.factors_of(account)
        ) or gettext("à choisir à la prochaine entrée")
        return format_html(
            '{} · <a href="{}">{}</a>',
            factors,
            reverse("admin:accounts_user_second_factor", args=[account.pk]),
            gettext("Effacer…"),
        )

    def get_urls(self):
        guarded = self.admin_site.admin_view(self.reset_second_factor)
        return [
            path("<int:number>/deuxieme-facteur/", guarded, name="accounts_user_second_factor"),
            *super().get_urls(),
        ]

    def reset_second_factor(self, request, number):
        """Once the officer has been recognised by voice or in person: a question, then
        the factors are gone and the account is signed out.
        """
        account = self.get_object(request, str(number))
        if account is None or not rule.must_show(account):
            raise Http404
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if account == request.user:
            messages.error(
                request,
                gettext(
                    "C’est votre compte : changez votre deuxième facteur depuis « Mon compte »."
                ),
            )
            return redirect("mfa_index")
        if request.method == "POST":
            rule.reset(account, request.user, request)
            said = gettext("Deuxième facteur effacé")
            self.log_change(request, account, said)
            messages.success(
                request, gettext("Deuxième facteur effacé : %(account)s.") % {"account": account}
            )
            return redirect("admin:accounts_user_change", account.pk)
        title = gettext("Effacer le deuxième facteur : %(account)s") % {"account": account}
        context = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "account": account,
            "factors": [rule.factor_text(factor) for factor in rule.factors_of(account)],
        }
        return render(request, "admin/second_factor_reset.html", context)


admin.site.unregister(Group)


class GroupForm(RowForm):
    pass


@admin.register(Group)
class GroupAdmin(
    AddsOnce, MergesEdits, ChoosesPermissions, SaysWhatGoes, SearchesDesk, DjangoGroupAdmin
):
    """The roles: who may not change them reads what they may do."""

    form = GroupForm

    def get_fields(self, request, group=None):
        return (
            ["name", "permissions"]
            if self.has_change_permission(request, group)
            else ["name", "rights"]
        )

    def get_readonly_fields(self, request, group=None):
        return [] if self.has_change_permission(request, group) else ["name", "rights"]

    @admin.display(description=_("droits"))
    def rights(self, group):
        return self.listed(group.permissions)


WAYS_IN = {
    "password": _("mot de passe"),
    "code": _("code"),
    "invitation": _("invitation"),
    "mfa": _("deuxième facteur"),
}


@admin.register(Access)
class AccessAdmin(OnlyRead, SearchesDesk):
    """Read, never written: the log of who came in and who read what."""

    list_display = ["at", "user", "kind", "what", "more", "device", "address"]
    list_filter = ["kind", "at", ("user", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user"]
    list_display_links = None
    list_per_page = 100
    date_hierarchy = "at"
    search_fields = ["user__name", "user__email", "model", "number"]
    contact_fields = ["user__phone"]

    @admin.display(description=_("fiche"))
    def what(self, access):
        return f"{access.record_kind} {access.number}".strip()

    @admin.display(description=_("précision"))
    def more(self, access):
        """The details; of a sign-in, what was shown, in words."""
        if access.kind != AccessKind.ENTERED:
            return access.details
        ways = filter(None, access.details.split(", "))
        return " + ".join(str(WAYS_IN.get(way, way)) for way in ways)

    @admin.display(description=_("appareil"))
    def device(self, access):
        return device_of(access.user_agent)
