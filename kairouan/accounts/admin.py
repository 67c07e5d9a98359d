"""Accounts on the officers' desk."""

from allauth.account import admin as allauth_admin
from allauth.usersessions import admin as sessions_admin
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _
from reversion.admin import VersionAdmin

from .models import User

# The officers have no use for allauth's own tables: an e-mail is that of the account, a session is ended by its owner.
for model in (allauth_admin.EmailAddress, sessions_admin.UserSession):
    admin.site.unregister(model)


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["name", "email", "phone"]
        field_classes = {}


class ChangedUserForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {}


@admin.register(User)
class UserAdmin(VersionAdmin, DjangoUserAdmin):
    form = ChangedUserForm
    add_form = NewUserForm
    ordering = ["name", "pk"]
    list_display = ["__str__", "email", "phone", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["name", "email", "phone"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["name", ("email", "phone"), "language", "password"]}),
        (_("Droits"), {"fields": [("is_active", "is_staff", "is_superuser"), "groups", "user_permissions"]}),
        (_("Dates"), {"fields": [("last_login", "date_joined")]}),
    ]
    add_fieldsets = [(None, {"fields": ["name", ("email", "phone"), "password1", "password2"]})]

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes another, or gives rights one by one; nobody else raises themselves."""
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        own = ["is_staff", "groups"] if obj == request.user else []
        return [*fields, "is_superuser", "user_permissions", *own]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.may_touch(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.may_touch(request, obj)

    def may_touch(self, request, account) -> bool:
        """The account of a superuser is another superuser's affair: whoever changes its password holds everything."""
        return account is None or not account.is_superuser or request.user.is_superuser
