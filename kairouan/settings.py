"""The settings, read from the environment.

With nothing set this is a production that is safe, and that refuses to start without
its secret.

KAIROUAN_SECRET_KEY      required outside development: a long random text
KAIROUAN_FORMER_KEYS     secrets of before, separated by commas: what was signed or
                         locked with one still opens (docs/OPERATOR.md, "Rotate keys")
KAIROUAN_HOSTS           host names, separated by commas
KAIROUAN_ADDRESS         how the links of messages that no page sends begin, such as
                         https://cuivre.example.tn (default: the first of the hosts)
KAIROUAN_DATA            folder of the database and of uploaded files (default: var/
                         beside the code)
KAIROUAN_BACKUPS         folder where `manage.py backup` writes (default: backups/ in
                         KAIROUAN_DATA). Better on another disk
KAIROUAN_BACKUP_KEYS     public keys of age (age1…), separated by commas: backups are
                         encrypted to them
DATABASE_URL             PostgreSQL, when set; else SQLite in KAIROUAN_DATA
KAIROUAN_REDIS_URL       redis://host:6379/0: where several machines keep pages and
                         count limits together (default: pages in each process, limits
                         in the database)
KAIROUAN_S3_BUCKET       the bucket of photographs and recordings, for several machines
                         (default: KAIROUAN_DATA); read by the portal alone. Its keys
                         are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
KAIROUAN_S3_PRIVATE_BUCKET  another bucket, for papers
KAIROUAN_S3_URL          the server of the buckets, where it is not Amazon's
KAIROUAN_WORKERS         0 for a web server that starts no workers: another machine, or
                         another service, runs `manage.py work`
KAIROUAN_DEBUG           1 for development only
KAIROUAN_DEMONSTRATION   1 for invented data on loopback: lifts only what plain HTTP
                         forbids
KAIROUAN_PROXY           1 behind a proxy that sets X-Forwarded-Proto and
                         X-Forwarded-For (and strips them from its clients)
KAIROUAN_SMS             how short messages leave: "console" (printed, the default) or
                         "http" (a gateway)
KAIROUAN_SMS_URL         the gateway: each message is posted to it as JSON, {"to":
                         "+216…", "text": "…"}, with an Idempotency-Key: it must drop a
                         second post of the same key. It is asked HEAD, too
KAIROUAN_SMS_TOKEN       its secret, sent as "Authorization: Bearer …"
KAIROUAN_EMAIL_URL       smtp://user:password@host:587 (STARTTLS) or smtps://…:465; user
                         and password as in any address (%40 for @). Without it, e-mails
                         are printed
KAIROUAN_EMAIL_FROM      who writes: "Cuivre de Kairouan <portail@example.tn>"
KAIROUAN_OWN_REVIEW      1 where an officer may publish what they wrote themselves (a
                         team of one)
KAIROUAN_ERRORS_TO       e-mails that are told of errors of the portal, separated by
                         commas: the place in the code, nothing of anybody's data
KAIROUAN_SECURITY_CONTACT
                         where a fault of security is told: mailto:… or https://…, for
                         /.well-known/security.txt
KAIROUAN_LOG             from which level on lines are printed: "INFO" (the default:
                         each task, too), "WARNING" (problems alone)…

And of the web server (kairouan/gunicorn.py):

HOST, PORT               where it listens (default: 127.0.0.1, 8000)
WEB_CONCURRENCY          how many processes it has (default: 2)

A test compares this list with the code; `manage.py check --deploy` reads what was set.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kairouan.common import languages
from kairouan.common.headers import say_file_policy

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str) -> str:
    return os.environ.get(name, "").strip()


def env_flag(name: str) -> bool:
    value = env(name).lower()
    if value not in ("", "0", "1", "true", "false"):
        raise ImproperlyConfigured(f"{name} is 1 or 0, not {value!r}.")
    return value in ("1", "true")


def env_list(name: str) -> list[str]:
    return [part.strip() for part in env(name).split(",") if part.strip()]


def env_required(name: str, development: str) -> str:
    """The variable's value; in development only, a stand-in.

    Raises ImproperlyConfigured naming the variable.
    """
    if value := env(name):
        return value
    if DEBUG:
        return development
    raise ImproperlyConfigured(
        f"Set {name} in the environment: a long random text that nobody else knows."
    )


# What kind of installation this is
DEBUG = env_flag("KAIROUAN_DEBUG")
DEMONSTRATION = env_flag("KAIROUAN_DEMONSTRATION")
SECRET_KEY = env_required("KAIROUAN_SECRET_KEY", development="development-only")
SECRET_KEY_FALLBACKS = env_list("KAIROUAN_FORMER_KEYS")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env_list("KAIROUAN_HOSTS") + (LOOPBACK if DEBUG or DEMONSTRATION else [])
DATA_DIR = Path(env("KAIROUAN_DATA") or BASE_DIR / "var")

# Applications, from the roof down; templates and commands of an upper one win
INSTALLED_APPS = [
    "kairouan.operations",
    "kairouan.portal",
    "programme.results",
    "programme.openings",
    "programme",
    "enquiries.bookings",
    "enquiries.quotes",
    "enquiries",
    "products",
    "workshops",
    "artisans.space",
    "kairouan.space",
    "artisans.identification",
    "artisans",
    "kairouan.accounts",
    "kairouan.desk",
    "kairouan.review",
    "kairouan.search",
    "kairouan.sounds",
    "kairouan.photos",
    "kairouan.publication",
    "kairouan.common",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "reversion",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "kairouan.desk.apps.DeskAdminConfig",  # django.contrib.admin with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["kairouan.accounts.backends.PhoneOrEmailBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "kairouan.urls"
HOME = "portal:home"  # where every trail of crumbs begins
WSGI_APPLICATION = "kairouan.wsgi.application"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # above what only pages need
    "kairouan.common.headers.PoliciesMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # leaves what is compressed already
    "kairouan.publication.page_cache.PageCacheMiddleware",
    "kairouan.common.states.StatesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kairouan.common.requested_language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kairouan.accounts.second_factor.rule.SecondFactorMiddleware",
    "kairouan.accounts.access_log.ReadingMiddleware",
    "kairouan.common.lazy_messages.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "kairouan.common.typography.Templates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kairouan.publication.context.installation",
            ],
        },
    }
]
FORM_RENDERER = "kairouan.common.forms.Widgets"
CRISPY_TEMPLATE_PACK = "kairouan_forms"
CRISPY_ALLOWED_TEMPLATE_PACKS = "kairouan_forms"
CRISPY_FAIL_SILENTLY = not DEBUG

# Database
if env("DATABASE_URL"):
    DATABASES = {
        "default": dj_database_url.parse(
            env("DATABASE_URL"),
            conn_max_age=60,
            conn_health_checks=True,
            # PgBouncer gives each transaction another connection: a cursor on the
            # server would be left behind
            disable_server_side_cursors=True,
        )
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "kairouan.sqlite3"),
            "CONN_MAX_AGE": 60,  # seconds; opened for each request, it costs more than a kept page
            "OPTIONS": {
                # Writers wait for one another instead of failing: a write lock from the
                # start of the transaction, twenty seconds of patience.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
                ),
            },
        }
    }

CACHES = {
    # Rate limits: counted once for every process and every machine, hence in the
    # database (table made by `manage.py prepare`). Where it is full, the oldest of what
    # still counts would be forgotten: it must not be filled by whoever asks from many
    # places.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What is kept of the public pages between two changes
    # (kairouan/publication/edition.py), in the memory of each process.
    "pages": {
        "BACKEND": f"django.core.cache.backends.{'dummy.DummyCache' if DEBUG else 'locmem.LocMemCache'}",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    # What was searched without being found, until the worker of this machine writes it
    # down (kairouan/search/unfound.py): a page may write to no database, and the worker
    # cannot read the memory of another process.
    "unfound": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "unfound",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
if env("KAIROUAN_REDIS_URL"):
    CACHES |= {
        name: {
            "BACKEND": "kairouan.common.caches.RedisOrMemoryCache",
            "LOCATION": env("KAIROUAN_REDIS_URL"),
            "KEY_PREFIX": name,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # seconds
        }
        for name in CACHES
    }

# Language and time. Strings in the code are French; Arabic is their translation.
LANGUAGE_CODE = languages.BASE_LANGUAGE.code
LANGUAGES = [(language.code, language.name) for language in languages.LANGUAGES]
# our own texts, then our words for those of the libraries
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
FORMAT_MODULE_PATH = ["kairouan.formats"]
TIME_ZONE = "Africa/Tunis"
USE_TZ = True
# With it, Django reads "120.500" typed on an Arabic page as 120500.
USE_THOUSAND_SEPARATOR = False

# Files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Scans and documents: outside MEDIA_ROOT, without any address.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "kairouan.common.staticfiles.JoinedStaticFilesStorage"
    },
}
if env("KAIROUAN_S3_BUCKET"):
    if not env("KAIROUAN_S3_PRIVATE_BUCKET"):
        raise ImproperlyConfigured(
            "KAIROUAN_S3_BUCKET needs KAIROUAN_S3_PRIVATE_BUCKET, another bucket for papers."
        )
    STORAGES |= {
        name: {
            "BACKEND": "kairouan.common.buckets.BucketStorage",
            "OPTIONS": {"bucket_name": bucket, "endpoint_url": env("KAIROUAN_S3_URL") or None},
        }
        for name, bucket in (
            ("default", env("KAIROUAN_S3_BUCKET")),
            ("private", env("KAIROUAN_S3_PRIVATE_BUCKET")),
        )
    }
# Archives of `manage.py backup`, and the public keys of age that they are encrypted to
BACKUPS_DIR = Path(env("KAIROUAN_BACKUPS") or DATA_DIR / "backups")
BACKUP_KEYS = env_list("KAIROUAN_BACKUP_KEYS")
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ADD_HEADERS_FUNCTION = say_file_policy
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # a workshop's admin form holds a year of opening hours
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Whether an officer may publish what they wrote themselves: a team of one has no other
# choice.
OWN_REVIEW = env_flag("KAIROUAN_OWN_REVIEW")

# Background work
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Messages that leave the portal (kairouan/common/senders.py)
SMS_SENDER = env("KAIROUAN_SMS") or "console"
SMS_URL = env("KAIROUAN_SMS_URL")
SMS_TOKEN = env("KAIROUAN_SMS_TOKEN")
SMS_TIMEOUT = 10  # seconds
if SMS_SENDER not in ("console", "http"):
    raise ImproperlyConfigured(f"KAIROUAN_SMS is console or http, not {SMS_SENDER!r}.")
if SMS_SENDER == "http" and not (SMS_URL.startswith(("https://", "http://")) and SMS_TOKEN):
    raise ImproperlyConfigured(
        "KAIROUAN_SMS=http needs KAIROUAN_SMS_URL (https://…) and KAIROUAN_SMS_TOKEN."
    )
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = (
    env("KAIROUAN_EMAIL_FROM") or "Cuivre de Kairouan <portail@localhost>"
)
if env("KAIROUAN_EMAIL_URL"):
    post_office = urlsplit(env("KAIROUAN_EMAIL_URL"))
    if post_office.scheme not in ("smtp", "smtps") or not post_office.hostname:
        raise ImproperlyConfigured(
            "KAIROUAN_EMAIL_URL reads smtp://user:password@host:587, or smtps:// on port 465."
        )
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = post_office.hostname
    EMAIL_USE_SSL = post_office.scheme == "smtps"
    EMAIL_PORT = post_office.port or (465 if EMAIL_USE_SSL else 587)
    EMAIL_USE_TLS = not EMAIL_USE_SSL and EMAIL_PORT != 25  # port 25: the machine's own relay
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        unquote(post_office.username or ""),
        unquote(post_office.password or ""),
    )

# Signing in (kairouan/accounts): by a code sent to the telephone or the e-mail that
# staff wrote down, or by a password. Nobody signs up.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "space:home"
LOGOUT_REDIRECT_URL = "portal:home"
JOINING_URL = "enquiries:joining"  # where whoever would sign up is sent
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_ADAPTER = "kairouan.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
# Nobody fills this form, but allauth reads it: a telephone that is required there would
# send away who has none.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    # The key is the telephone or the e-mail: three codes in five minutes, twenty a day,
    # three tries of each, out of a million.
    "request_login_code": "20/m/ip,3/5m/key,20/d/key",
    "login_failed": "10/m/ip,5/5m/key",
    "keep_post": "6/m/ip",
}

# The second factor of officers (kairouan/accounts/second_factor)
MFA_ADAPTER = "kairouan.accounts.second_factor.rule.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a code serves thirty seconds longer than it is shown: time to type it
# staff wrote the addresses down: allauth's own table of them is empty
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Security
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PLAIN_HTTP = DEBUG or DEMONSTRATION  # loopback has no certificate: only what it forbids is lifted
PORTAL_ADDRESS = env("KAIROUAN_ADDRESS").rstrip("/") or (
    f"http{'' if PLAIN_HTTP else 's'}://{next(iter(ALLOWED_HOSTS), 'localhost').removeprefix('.')}"
)
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked by the machine itself
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_HSTS_PRELOAD = not PLAIN_HTTP
# With it a browser takes a cookie from this very host alone, over HTTPS.
COOKIE_PREFIX = "" if PLAIN_HTTP else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "kairouan.common.lazy_messages.Stores"
SESSION_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kairouan.portal.errors.token_out_of_date"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env_flag("KAIROUAN_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # limits count readers, not the proxy
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the admin's own sheets hold small drawings as data
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

SECURITY_CONTACT = env("KAIROUAN_SECURITY_CONTACT")
# kairouan/operations/checks.py says the same of the secret and the hosts
SILENCED_SYSTEM_CHECKS = ["security.W009", "security.W020"]

# Logs: one line to the standard output, without a secret or anything about the reader
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "kairouan.common.logs.HidesSecrets"}},
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}
    },
    "root": {"handlers": ["console"], "level": env("KAIROUAN_LOG") or "INFO"},
}
if errors_to := env_list("KAIROUAN_ERRORS_TO"):
    LOGGING["handlers"]["mail"] = {"()": "kairouan.common.logs.MailsErrors", "to": errors_to}
    LOGGING["root"]["handlers"].append("mail")
