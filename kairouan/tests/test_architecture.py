"""The rule between floors: imports and relations point down."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model

FLOORS = [
    "kairouan.common",
    "kairouan.publication",
    "kairouan.photos",
    "kairouan.search",
    "kairouan.review",
    "kairouan.demonstration",
    "kairouan.desk",
    "kairouan.accounts",
    "artisans",
    "artisans.identification",
    "kairouan.space",
    "workshops",
    "products",
    "enquiries",
    "programme",
    "programme.openings",
    "programme.results",
    "kairouan.portal",
]
NO_APP = {"kairouan.demonstration"}  # neither a model, nor a page, nor a command
ROOT = Path(__file__).resolve().parents[2]


def floor_of(module: str) -> int | None:
    """The rank of the floor that a module stands on: the innermost app it lies in. None
    for what is no floor: the wiring, a library.
    """
    return (
        FLOORS.index(max(found, key=len))
        if (found := [name for name in FLOORS if f"{module}.".startswith(f"{name}.")])
        else None
    )


def modules_of(floor: str):
    """Sources of a floor, each with its module; without those of the apps inside it."""
    for path in (ROOT / floor.replace(".", "/")).rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if not {"tests", "migrations"} & set(path.parts) and FLOORS[floor_of(module)] == floor:
            yield path, module


def imports_of(floor: str):
    for path, module in modules_of(floor):
        package = module.split(".")[:-1]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = (
                    ".".join([*package[: len(package) - node.level + 1], node.module or ""])
                    if node.level
                    else node.module
                )
                yield from (
                    (path, f"{base}.{alias.name}".replace("..", ".")) for alias in node.names
                )


def is_above(module: str, floor: str) -> bool:
    rank = floor_of(module)
    return rank is not None and rank > FLOORS.index(floor)


@pytest.mark.parametrize("floor", FLOORS)
def test_floor_imports_only_what_lies_below(floor):
    assert [
        (path.name, module) for path, module in imports_of(floor) if is_above(module, floor)
    ] == []


@pytest.mark.parametrize("floor", FLOORS)
def test_relations_point_only_to_what_lies_below(floor):
    wrong = []
    for model in apps.get_models():
        if floor_of(model.__module__) != FLOORS.index(floor):
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if target is get_user_model():  # the one exception: it is named by its setting
                continue
            if target and is_above(target.__module__, floor):
                wrong.append((model.__name__, field.name))
    assert wrong == []


def test_imports_stand_at_the_top_of_their_module():
    """An import inside a function hides a crack between floors."""
    hidden = []
    for floor in FLOORS:
        for path in (ROOT / floor.replace(".", "/")).rglob("*.py"):
            for function in ast.walk(ast.parse(path.read_text())):
                # Django's own place for it
                if isinstance(function, ast.FunctionDef) and function.name != "ready":
                    hidden += [
                        (path.name, function.name)
                        for node in ast.walk(function)
                        if isinstance(node, ast.Import | ast.ImportFrom)
                    ]
    assert hidden == []


def test_only_the_wiring_names_every_app():
    assert set(FLOORS) - set(settings.INSTALLED_APPS) == NO_APP


def test_no_template_has_an_inline_style_or_handler():
    forbidden = (" style=", " onclick=", " onchange=", " onload=", "<style", "javascript:")
    found = [
        (path.name, word)
        for path in (ROOT / "templates").rglob("*.html")
        for word in forbidden
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_style_sheets_know_no_left_or_right():
    import_free = (ROOT / "static/css").rglob("*.css")
    physical = (
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "text-align: left",
        "text-align: right",
        "float: left",
        "!important",
    )
    assert [
        (path.name, word) for path in import_free for word in physical if word in path.read_text()
    ] == []


def test_which_side_is_which_is_said_once():
    """What differs from right to left is a token: `--direction`, `--side-of-ltr`."""
    sheets = (ROOT / "static/css").rglob("*.css")
    assert [path.name for path in sheets if '[dir="rtl"]' in path.read_text()] == ["tokens.css"]
