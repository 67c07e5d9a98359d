"""Accounts on the officers' desk."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _
from reversion.admin import VersionAdmin

from .models import User


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
