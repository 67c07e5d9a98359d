"""A family's words about itself."""

from crispy_forms.layout import Fieldset, Layout
from django.utils.translation import gettext_lazy as _

from artisans.models import Family
from kairouan.common.languages import typed_columns
from kairouan.space.forms import MemberForm, help_in_each


class FamilyWordsForm(MemberForm):
    """Where the family comes from, since when it works copper, its story."""

    class Meta:
        model = Family
        fields = [*typed_columns("origin"), "since_year", *typed_columns("story")]
        help_texts = {
            **help_in_each("origin", _("D’où vient la famille : un quartier, un village.")),
            "since_year": _("Une année, même approximative."),
            **help_in_each(
                "story",
                _(
                    "Comme vous la racontez à vos enfants. Elle se lit sur la page tant que ceux "
                    "qui parlent pour la famille en sont d’accord."
                ),
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            Fieldset(_("D’où nous venons"), *typed_columns("origin"), "since_year"),
            Fieldset(_("Notre histoire"), *typed_columns("story")),
        )
