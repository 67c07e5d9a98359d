"""Migrations of what the database holds: what a column is called, explained or checked
by in a form is no part of it, so a better wording makes no migration.

`makemigrations` and `migrate` compare models and migrations through this class (the
`autodetector` of their commands, since Django 5.2).
"""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ProjectState

FIELD_WORDS = (
    "verbose_name",
    "help_text",
    "choices",
    "error_messages",
    "validators",
    "editable",
)
CONSTRAINT_WORDS = ("violation_error_message",)
MODEL_WORDS = ("verbose_name", "verbose_name_plural")


class WordlessAutodetector(MigrationAutodetector):
    def __init__(self, from_state, to_state, questioner=None):
        super().__init__(without_words(from_state), without_words(to_state), questioner)


def without_words(state: ProjectState) -> ProjectState:
    """Copy a state of the models; its fields, constraints and options lose their
    words.
    """
    state = state.clone()
    for model in state.models.values():
        model.fields = {name: stripped(field, FIELD_WORDS) for name, field in model.fields.items()}
        model.options = {
            name: value for name, value in model.options.items() if name not in MODEL_WORDS
        }
        if constraints := model.options.get("constraints"):
            model.options["constraints"] = [stripped(one, CONSTRAINT_WORDS) for one in constraints]
    return state


def stripped(part, words: tuple[str, ...]):
    """Make a field or a constraint again without those of its arguments."""
    *_path, arguments, named = part.deconstruct()
    return type(part)(*arguments, **{name: named[name] for name in named if name not in words})
