"""Words of a model make no migration; what the database holds does."""

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from kairouan.common.management.autodetector import WordlessAutodetector


def state_of(**column) -> ProjectState:
    state = ProjectState()
    state.add_model(
        ModelState(
            "artisans",
            "Thing",
            [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(**column))],
            {"verbose_name": column.get("verbose_name", "")},
        )
    )
    return state


class NoGraph:
    """A graph of one migration, for the numbers of the next."""

    def leaf_nodes(self, app=None):
        return [("artisans", "0001_initial")]

    root_nodes = leaf_nodes
    nodes = ()


def test_better_wording_makes_no_migration():
    before = {"max_length": 20, "verbose_name": "nom", "choices": [("a", "Un")]}
    after = {"max_length": 20, "verbose_name": "nom complet", "help_text": "Comme on le dit."}
    assert WordlessAutodetector(state_of(**before), state_of(**after)).changes(NoGraph()) == {}


def test_longer_column_makes_a_migration():
    detected = WordlessAutodetector(state_of(max_length=20), state_of(max_length=40))
    (migration,) = detected.changes(NoGraph())["artisans"]
    (operation,) = migration.operations
    assert operation.field.max_length == 40
