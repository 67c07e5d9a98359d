"""Checks of every record of the portal before it is written."""

import pytest
from django.apps import apps
from django.db import models

from kairouan.common.records import Record, columns_no_rule_names

RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]
ASKED = [
    (model, rule)
    for model in RECORDS
    for rule in model._meta.constraints
    if getattr(rule, "condition", None)
]


@pytest.mark.parametrize(("model", "rule"), ASKED, ids=[rule.name for _model, rule in ASKED])
def test_rule_is_given_every_column_that_it_names(model, rule):
    named = {reference[0] for reference in model._get_expr_references(rule.condition)}
    given = model()._get_field_expression_map(model._meta)
    assert named and named <= given.keys()


def test_rules_are_not_given_what_none_of_them_names():
    """Columns have defaults: as many are left out as Django would give beside those."""
    for model, _rule in ASKED:
        given = model()._get_field_expression_map(model._meta)
        assert not given.keys() & columns_no_rule_names(model)
        assert len(given) < len(models.Model._get_field_expression_map(model(), model._meta))
