"""How forms look and what they check, once for the whole portal."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError


class ChecksConstraints(forms.ModelForm):
    """Check every rule of the database, also those that name a column outside the form.

    Django leaves such a constraint out of a form's validation, and the reader would meet an error page where a sentence is due.
    """

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            for field, errors in (error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}).items():
                self.add_error(field if field in self.fields else None, errors)


class PortalHelper(FormHelper):
    """Our template pack, one submit button, errors tied to their fields."""

    def __init__(self, form=None, submit=None):
        super().__init__(form)
        self.html5_required = True
        if submit:
            self.add_input(Submit("submit", submit))
