"""Sign in by telephone or e-mail with a password."""

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db.models import Q

from kairouan.common.pasted import clean_line
from kairouan.common.phones import parse_phone

from .models import User


class PhoneOrEmailBackend(ModelBackend):
    def authenticate(self, request, username=None, password=None, phone=None, email=None, **kwargs):
        username = username or phone or email
        if not username or password is None:
            return None
        try:
            known_by = Q(phone=parse_phone(username))
        except ValidationError:
            known_by = Q(email=clean_line(username).lower())
        user = User.objects.filter(known_by).first()
        if user is None:
            # as long as a real check, so that time does not tell who has an account
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
