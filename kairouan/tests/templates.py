"""The templates of the tests: as readers are sent them, French spaces not bound."""

from kairouan.common import typography


class Templates(typography.Templates):
    finish = staticmethod(typography.without_indentation)
