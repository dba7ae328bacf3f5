"""The documents say what is there: a rule's code and test exist, what is generated is fresh, links lead somewhere."""

import ast
import re
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from supportdesk.management.commands.state_diagrams import MACHINES, document

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "docs" / "rules.md"
CODE = ["office", "registry", "casework", "funds", "supportdesk"]
NUMBER = re.compile(r"\bR-(\d{2,3})\b")
RANGE = re.compile(r"\bR-(\d{2,3}) to R-(\d{2,3})\b")
PLACE = re.compile(r"`([\w/]+\.py)::([\w.]+)`")
ELSEWHERE = re.compile(r"\b(?:UI|STYLE|SECURITY|PERFORMANCE|LIBRARIES|PEERS)\.md|\b(?:DESIGN|DOMAIN)\b")


def rules() -> list[tuple[str, list[str]]]:
    """Return the rows of the tables: number, then rule, origin, code and proof."""
    rows = [line.strip("| ").split(" | ") for line in RULES.read_text("utf-8").splitlines() if line.startswith("| R-")]
    return [(number.removeprefix("R-"), cells) for number, *cells in rows]


@cache
def segments(path: str) -> dict[str, str]:
    """Return the source of every class and function of a module, by its dotted name in the module."""
    source = (ROOT / path).read_text("utf-8")
    found: dict[str, str] = {}

    def walk(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                found[prefix + child.name] = ast.get_source_segment(source, child) or ""
                walk(child, f"{prefix}{child.name}.")

    walk(ast.parse(source), "")
    return found


def numbers_in(text: str) -> set[str]:
    """Return the rules a text cites; "R-20 to R-30" cites all between."""
    cited = set(NUMBER.findall(text))
    for first, last in RANGE.findall(text):
        cited |= {f"{number:02}" for number in range(int(first), int(last) + 1)}
    return cited


def sources() -> list[Path]:
    return [path for layer in CODE for path in (ROOT / layer).rglob("*.py") if "migrations" not in path.parts]


def test_each_rule_has_its_number_once_and_every_cell():
    found = rules()
    numbers = [number for number, _ in found]
    assert len(numbers) > 100 and len(numbers) == len(set(numbers))
    for section in RULES.read_text("utf-8").split("\n## "):
        of_section = [int(number) for number in re.findall(r"^\| R-(\d+) ", section, re.MULTILINE)]
        assert of_section == sorted(of_section)
    assert all(len(cells) == 4 and all(cells) for _, cells in found)


@pytest.mark.parametrize(("number", "cells"), rules(), ids=[number for number, _ in rules()])
def test_the_code_and_the_proof_of_a_rule_exist_and_the_code_cites_it(number, cells):
    *_, code, proof = cells
    places, tests = PLACE.findall(code), PLACE.findall(proof)
    assert places and tests
    for path, name in [*places, *tests]:
        assert (ROOT / path).is_file() and name in segments(path), f"{path}::{name}"
    assert all(path.startswith("tests/") and name.startswith("test_") for path, name in tests)
    for path, name in places:
        assert number in numbers_in(segments(path)[name]), f"{path}::{name} does not cite R-{number}"


def test_every_rule_the_code_cites_is_written_down():
    known = {number for number, _ in rules()}
    for path in [*sources(), *(ROOT / "tests").rglob("*.py")]:
        if path != Path(__file__):
            assert not numbers_in(path.read_text("utf-8")) - known, path


def test_the_state_diagrams_are_fresh():
    out = StringIO()
    call_command("state_diagrams", stdout=out)
    assert (ROOT / "docs" / "workflow.md").read_text("utf-8") == out.getvalue() == document()


def test_a_diagram_begins_where_a_new_row_begins():
    from casework import models as care
    from funds.models import AidApplication, AidItem, Payment

    words = "Recognition RecognitionNotice NoticeRow ReviewRow Pairing Need Referral HelperReport"
    models = [*(getattr(care, word) for word in words.split()), AidApplication, AidItem, Payment]
    for machine, model in zip(MACHINES, models, strict=True):
        status = model._meta.get_field("status")
        assert status.default == next(iter(machine.statuses)) and list(status.choices) == machine.statuses.choices


def test_no_text_sends_the_reader_to_what_is_not_here():
    """A citation that looks like a document is one of this repository."""
    written = [path for path in ROOT.glob("*.md")] + list((ROOT / "docs").rglob("*.md"))
    for path in [*sources(), *written, *(ROOT / "templates").rglob("*.html")]:
        assert not ELSEWHERE.findall(path.read_text("utf-8")), path


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_links_and_paths_in_the_documents_exist(path):
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (path.parent / target).exists(), target
    for target in re.findall(r"`((?:docs|tools|tests|static|templates)/[\w./-]+\.\w+)`", text):
        assert (ROOT / target).exists(), target
    for command in re.findall(r"manage\.py (\w+)", text):
        assert command in get_commands(), command


def test_readme_lists_every_document():
    readme = (ROOT / "README.md").read_text("utf-8")
    for path in (ROOT / "docs").iterdir():
        name = f"docs/{path.name}/" if path.is_dir() else f"docs/{path.name}"
        assert name in readme or path.name == "images", name
