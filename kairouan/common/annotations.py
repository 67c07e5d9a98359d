"""Names for annotations that Django has no public name for.

`StrOrPromise` is a text, or one translated when it is read (`gettext_lazy`); `Fieldset`
is a group of a form of the desk.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the type checker's own package: the portal runs without
    from django.contrib.admin.options import _FieldOpts
    from django_stubs_ext import StrOrPromise

    Fieldset = tuple[StrOrPromise | None, _FieldOpts]
else:
    StrOrPromise, Fieldset = str, tuple

__all__ = ["Fieldset", "StrOrPromise"]
