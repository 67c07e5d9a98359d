"""The reader's language: the address says it; at an address without one, the browser's
preference, else the default language. Nothing is stored.
"""

from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from .languages import CODES, DEFAULT_LANGUAGE


def preferred_language(request) -> str:
    """Give the code of a language, after Accept-Language."""
    for tag, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if (code := tag.split("-")[0]) in CODES:
            return code
    return DEFAULT_LANGUAGE.code


class LanguageMiddleware(LocaleMiddleware):
    """Django's own, but for where the language comes from: no cookie is read, and the
    last resort is not the language of the source code.
    """

    def process_request(self, request):
        language = translation.get_language_from_path(request.path_info) or preferred_language(
            request
        )
        translation.activate(language)
        request.LANGUAGE_CODE = language
