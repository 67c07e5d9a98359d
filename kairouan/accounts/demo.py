"""Accounts to try the portal with. Their password is public: they exist only in a demonstration."""

from kairouan.accounts.models import User

PASSWORD = "cuivre-de-kairouan"
ACCOUNTS = [
    {
        "key": "officer",
        "email": "ona@demo.example",
        "name": "Agent de démonstration",
        "is_staff": True,
        "is_superuser": True,
        "language": "fr",
    },
    {
        "key": "officer-ar",
        "email": "ona-ar@demo.example",
        "name": "عون العرض",
        "is_staff": True,
        "is_superuser": True,
        "language": "ar",
    },
    # Members: `artisans/demo/heritage.toml` says who each of them is. Invented numbers, valid in form.
    {"key": "member-owner", "phone": "+21698000001", "name": "يوسف بن جماعة", "language": "ar"},
    {"key": "member-helper", "phone": "+21698000002", "name": "الحبيب بن جماعة", "language": "ar"},
    {"key": "member-email", "email": "anis@demo.example", "name": "Anis El Gharbi", "language": "fr"},
]


def entrance_of(account: dict) -> str:
    """Where this account signs in."""
    return f"/{account['language']}/{'admin' if account.get('is_staff') else 'espace'}/"


def identity_of(account: dict) -> str:
    """What it is known by."""
    return account.get("phone") or account["email"]


def load():
    for account in ACCOUNTS:
        fields = {name: value for name, value in account.items() if name != "key"}
        user = User.objects.filter(demonstration_key=account["key"]).first() or User(demonstration_key=account["key"])
        for name, value in fields.items():
            setattr(user, name, value)
        if not user.check_password(PASSWORD):
            user.set_password(PASSWORD)
        user.full_clean()
        user.save()
