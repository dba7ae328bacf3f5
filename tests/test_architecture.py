"""The house rules that a reader can rely on: layers, the one place of bulk writes, sizes, paired columns."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["office", "registry", "casework", "funds", "supportdesk"]
RECORDERS = ("record_event", "record_file")
BULK = {"bulk_create", "bulk_update"}
# Columns that follow from other rows and are kept out of the history: a bureau's path, a source's balance and reserved.
DERIVED_COLUMNS = {"office/store.py", "office/models/bureaus.py", "funds/ledger.py"}


def sources(layer: str) -> list[Path]:
    return [path for path in (ROOT / layer).rglob("*.py") if "migrations" not in path.parts]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("layer", LAYERS)
def test_no_import_from_a_higher_layer(layer):
    higher = set(LAYERS[LAYERS.index(layer) + 1 :])
    for path in sources(layer):
        for node in ast.walk(tree(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not higher & {name.split(".")[0] for name in names}, path


def tracked_models() -> set[str]:
    return {model.__name__ for model in apps.get_models() if hasattr(model, "history")}


@pytest.mark.parametrize("layer", LAYERS)
def test_bulk_writes_of_tracked_models_stand_only_in_the_store(layer):
    """simple-history sees no bulk write, so `Model.objects.bulk_create` of a tracked model would lose its history."""
    tracked = tracked_models()
    for path in sources(layer):
        if str(path.relative_to(ROOT)) in DERIVED_COLUMNS:
            continue
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            names = {n.id for n in ast.walk(node.func) if isinstance(n, ast.Name)}
            assert not (node.func.attr in BULK | {"update"} and names & tracked), f"{path}:{node.lineno}"


@pytest.mark.parametrize("layer", [*LAYERS, "tests", "tools", "bench"])
def test_no_module_outgrows_its_room(layer):
    limit = 600 if layer == "tests" else 400
    grown = {str(p.relative_to(ROOT)): n for p in sources(layer) if (n := len(p.read_text().splitlines())) > limit}
    assert not grown


def test_a_silenced_check_says_why():
    """`# noqa: E501  (why)` and `# type: ignore[arg-type]  # why`."""
    bare = re.compile(r"# noqa(?!: [A-Z]+[0-9]+(?:, [A-Z]+[0-9]+)*  \(.+\))|# type: ignore(?!\[[a-z, -]+\]  # \S)")
    silent = [
        f"{path.relative_to(ROOT)}:{number}"
        for layer in [*LAYERS, "tests", "tools", "bench"]
        for path in sources(layer)
        if path != Path(__file__).resolve()  # it writes the two down
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line)
    ]
    assert not silent


def test_views_write_nothing_themselves():
    writers = {"save", "delete", "create", "get_or_create", "update_or_create", *BULK}
    for layer in LAYERS:
        for path in sources(layer):
            if "views" not in path.parts and path.name != "views.py":
                continue
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    chain = ast.unparse(node.func)
                    assert not (node.func.attr in writers and ".objects." in chain), f"{path}:{node.lineno} {chain}"


def test_foreign_keys_of_business_rows_protect_what_they_point_at():
    """Only rows that live inside another (a plan's days, a batch's rows) go with it."""
    own = {"office", "registry", "casework", "funds"}
    inside = {"CalendarDay", "ImportRow"}
    for model in apps.get_models():
        if model._meta.app_label not in own or model.__name__.startswith("Historical") or model.__name__ in inside:
            continue
        for field in model._meta.concrete_fields:
            if field.remote_field is not None:
                assert field.remote_field.on_delete.__name__ == "PROTECT", f"{model.__name__}.{field.name}"


def test_every_recorded_act_has_a_word_of_its_own():
    """The audit page speaks Chinese: an action without a word would show its code."""
    from office.audit_words import WORDS

    actions = set()
    for layer in LAYERS:
        for path in sources(layer):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(RECORDERS) and node.args:
                    first = node.args[0]
                    found = [n for n in ast.walk(first) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
                    actions |= {n.value for n in found if not isinstance(first, ast.JoinedStr)}
    assert actions
    assert not {action for action in actions if action.count(".") >= 1 and action not in WORDS}
