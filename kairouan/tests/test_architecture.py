"""The rule between floors: imports and relations point down."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import URLResolver, get_resolver

from kairouan.common.languages import CODES

FLOORS = [
    "kairouan.common",
    "kairouan.publication",
    "kairouan.photos",
    "kairouan.sounds",
    "kairouan.search",
    "kairouan.review",
    "kairouan.demonstration",
    "kairouan.desk",
    "kairouan.accounts",
    "artisans",
    "artisans.identification",
    "kairouan.space",
    "artisans.space",
    "workshops",
    "products",
    "enquiries",
    "enquiries.quotes",
    "enquiries.bookings",
    "programme",
    "programme.openings",
    "programme.results",
    "kairouan.portal",
    "kairouan.operations",
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
        for node in ast.walk(tree_of(path)):
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


# What no import shows

LATER = {  # a crack that is known, and what will close it
    (
        "programme/models/actions.py",
        "programme.Registration",
    ): "the same app: places are counted where registrations are",
}
# Attributes of Python, of libraries and of what is handed over that some record above
# also has as a column.
OF_OTHERS = {"action", "file_name", "format", "height", "is_staff", "reader", "width", "year"}
WRITING = {"add", "append", "clear", "extend", "insert", "pop", "setdefault", "update"}


def names_of_urls() -> dict[str, str]:
    """{name with its namespace: module of its view} of every URL of ours but the
    desk's.
    """
    found, left = {}, [(get_resolver(), ())]
    while left:
        resolver, spaces = left.pop()
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                if each.namespace != "admin":
                    left.append((each, (*spaces, each.namespace) if each.namespace else spaces))
            elif each.name:
                found[":".join([*spaces, each.name])] = each.callback.__module__
    return found


@cache
def names_that_belong_above() -> dict[str, int]:
    """{a text that names something of a floor: the floor}: URLs, pages of the desk,
    permissions, records by their label, relations of a user.
    """
    names = {name: floor_of(module) for name, module in names_of_urls().items() if ":" in name}
    for model in apps.get_models():
        app, name, floor = model._meta.app_label, model._meta.model_name, floor_of(model.__module__)
        names |= {
            f"admin:{app}_{name}_{page}": floor
            for page in ("changelist", "add", "change", "delete", "review", "preview")
        }
        names |= {f"{app}.{right}_{name}": floor for right in ("view", "add", "change", "delete")}
        names |= {f"{app}.{name}": floor, model._meta.label: floor}
    return {
        name: floor for name, floor in names.items() if floor is not None
    } | relations_of_a_user()


def relations_of_a_user() -> dict[str, int]:
    relations = [
        field
        for field in get_user_model()._meta.get_fields()
        if field.auto_created and not field.concrete
    ]
    named = {
        field.get_accessor_name(): floor_of(field.related_model.__module__)
        for field in relations
        if not field.hidden
    }
    return {name: floor for name, floor in named.items() if floor is not None}


def columns_above(floor: str) -> set[str]:
    """The columns that only records of floors above have, and that no name of this
    floor or of those below is.
    """
    rank, above, known = FLOORS.index(floor), set(), set(OF_OTHERS)
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if (of := floor_of(model.__module__)) is not None and of > rank:
            above |= names
        else:
            known |= names
    for below in FLOORS[: rank + 1]:
        for path, _module in modules_of(below):
            known |= names_made_in(path)
    return above - known


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def names_made_in(path: Path) -> set[str]:
    made = set()
    for node in ast.walk(tree_of(path)):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                made.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                made.add(name)
    return made


def cracks_in(floor: str):
    """(path, what) of whatever reaches upwards without an import."""
    names, columns = names_that_belong_above(), columns_above(floor)
    users = relations_of_a_user()
    for path, _module in modules_of(floor):
        tree = tree_of(path)
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(text)) if names.get(text, -1) > FLOORS.index(floor):
                    yield path, text
                case ast.Attribute(attr="__subclasses__" | "__wrapped__" as hidden):
                    yield path, hidden
                case ast.Attribute(attr=column) if column in columns:
                    yield path, column
                case ast.Attribute(
                    value=ast.Name(id="user") | ast.Attribute(attr="user" | "account"),
                    attr=relation,
                ):
                    if users.get(relation, -1) > FLOORS.index(floor):
                        yield path, relation
                case ast.Call(
                    func=ast.Name(id="import_module") | ast.Attribute(attr="import_module")
                ):
                    yield path, "import_module"
                case ast.Call(func=ast.Attribute(attr="get_model"), args=[ast.Constant(), *_rest]):
                    yield path, ".".join(each.value for each in node.args)
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=how)) if (
                    name in imported and name.isupper()
                ):
                    if how in WRITING:
                        yield path, f"{name}.{how}"
                case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()) if name in imported:
                    yield path, f"{name}[…] ="


@pytest.mark.parametrize("floor", FLOORS)
def test_floor_names_nothing_of_those_above(floor):
    """An address, a column, a permission, a relation of a user; nor does it write into
    what another floor holds, or look for its classes.
    """
    found = {(str(path.relative_to(ROOT)), what) for path, what in cracks_in(floor)}
    assert found - LATER.keys() == set()


def test_known_cracks_are_there():
    found = {
        (str(path.relative_to(ROOT)), what) for floor in FLOORS for path, what in cracks_in(floor)
    }
    assert LATER.keys() <= found


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
    """Tokens alone tell right from left: `--direction`, `--side-of-ltr`."""
    sheets = (ROOT / "static/css").rglob("*.css")
    assert [path.name for path in sheets if '[dir="rtl"]' in path.read_text()] == ["tokens.css"]


# Folders and files that may name a language: what is written down once for all, what is
# written by hand in each, and the module that all others ask.
WRITTEN_IN_EACH = {"bench", "demo", "demonstration", "locale", "migrations", "tests"}
MAY_NAME_A_LANGUAGE = {"conftest.py", "demo.py", "generate.py", "languages.py"}
NAMES_A_LANGUAGE = {
    "kairouan/search/names.py": "what people type in: derja, English and Italian, too",
    "workshops/models/workshops.py": "what is spoken in a workshop: English and Italian, too",
}
LANGUAGE_OR_COLUMN = re.compile(rf"(?:[a-z]\w*_)?(?:{'|'.join(CODES)})")
LANGUAGE_IN_A_TEMPLATE = re.compile(
    rf"\w_(?:{'|'.join(CODES)})\b|[\"'/](?:{'|'.join(CODES)})[\"'/]"
)


def languages_named_in(tree: ast.Module) -> set[str]:
    """The codes of languages, and the columns that end with one, that a module writes
    by hand: in a string, an attribute or a keyword.
    """
    words: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)):
                words.update(re.split(r"\W+|__", text))
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                words.update(name.split("__"))
    return {word for word in words if LANGUAGE_OR_COLUMN.fullmatch(word)}


def test_languages_are_named_by_their_declaration_alone():
    """`kairouan/common/languages.py` says how to name a column: `columns("name")`."""
    named = set()
    for path in ROOT.rglob("*.py"):
        inside = path.relative_to(ROOT)
        is_ours = inside.parts[0] == "kairouan" or inside.parts[0] in FLOORS
        if not is_ours or WRITTEN_IN_EACH & {*inside.parts} or path.name in MAY_NAME_A_LANGUAGE:
            continue
        if languages_named_in(tree_of(path)):
            named.add(str(inside))
    for path in (ROOT / "templates").rglob("*.*"):
        if LANGUAGE_IN_A_TEMPLATE.search(path.read_text(encoding="utf-8")):
            named.add(str(path.relative_to(ROOT)))
    assert named == {*NAMES_A_LANGUAGE}


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ('fields = ["name_fr", "name"]', {"name_fr"}),
        ('Q(workshop__name_ar="")', {"name_ar"}),
        ("person.name_fr", {"name_fr"}),
        ('language == "ar"', {"ar"}),
        ('"/fr/admin/"', {"fr"}),
        ('columns("name")', set()),
        ('_("une arête, à part")', set()),
    ],
)
def test_language_named_by_hand_is_found(source, named):
    assert languages_named_in(ast.parse(source)) == named
