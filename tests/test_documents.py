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
COVERAGE = ROOT / "docs" / "coverage.md"
# The demands that must be answered, by where they come from; more may stand there.
DEMANDS = {
    "A": "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28".split(),
    "B": "01 02 04 05 06 07 08 09 10 11 15 16 17 18 19 20 21 22 23 24 25 26 27 28 37".split(),
    "C": "02 03 04 08 09 11 12 14 15 16 17 24 25 26 29".split(),
    "11.": "2 3 6 7 10 12 13 14 18 19 22 23".split(),
    "§2.1 ": "layout check good_vectors bad_vectors region fifteen_digits conflicts precision keeping".split(),
    "§2.2 ": "separator length characters lost_characters spaces_and_forms order strokes".split(),
    "§2.3 ": "mobile landline several bank_card".split(),
    "§5.1 ": "inclusive completed_years 29_February nominal_age".split(),
    "§5.2 ": "honoured periods months_of_pay cadre_and_worker treatment who_is_a_survivor soldier Party_standing "
    "relatives".split(),
    "§5.3 ": "ranks old_ages rising_ages vectors forecast_only".split(),
    "§5.": "4_living 4_lost_an_only_child 5_care_levels 6_grave_illnesses 6_the_28_diseases 9_rhythm "
    "9_occasions".split(),
    "§5.7 ": "allowance kinds tracks rural_standard".split(),
    "§5.8 ": "Party_dues special_needs budget_and_purpose union,_grants,_donations payment_check".split(),
    "§6 ": "festivals vectors days_off missing_plan lunar_birthdays".split(),
    "§8.": "1 2_dates 2_numeric_1948.1 2_serial_days 2_words_beside_a_date 2_ID_as_number 2_ID_as_typed 2_widths "
    "2_headers_in_rows 2_merged_rows 2_synonyms 2_value_maps 2_amounts 2_phones 2_CSV 2_other_files 2_formulas "
    "2_leading_signs 2_duplicates 2_words_behind_a_name 2_the_way".split(),
}
LEFT_OUT = "Left out: "
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


def demands() -> list[list[str]]:
    """Return the rows of the demands: id, what it asks for, where, and the proof or why it is left out."""
    lines = COVERAGE.read_text("utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "Id"]


def test_each_demand_of_the_trade_is_answered_once():
    found = [row[0] for row in demands()]
    wanted = {prefix + rest.replace("_", " ") for prefix, all_of in DEMANDS.items() for rest in all_of}
    assert wanted - set(found) == set()
    assert len(found) == len(set(found))


@pytest.mark.parametrize("row", demands(), ids=[row[0] for row in demands()])
def test_the_place_and_the_proof_of_a_demand_exist_or_it_says_why_not(row):
    _, asks, where, proof = row
    places, tests = PLACE.findall(where), PLACE.findall(proof)
    assert len(asks) > 5
    assert (places and tests) if not proof.startswith(LEFT_OUT) else len(proof) > len(LEFT_OUT) + 20
    for path, name in [*places, *tests]:
        assert (ROOT / path).is_file() and name in segments(path), f"{path}::{name}"
    assert all(path.startswith("tests/") and name.rpartition(".")[2].startswith("test_") for path, name in tests)
    assert numbers_in(" ".join(row)) <= {number for number, _ in rules()}


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
    from funds.models import AidApplication, AidItem, CashAdvance, Payment

    words = "Recognition RecognitionNotice NoticeRow ReviewRow Pairing Need Referral Emergency Shift HelperReport"
    words += " VolunteerService"
    models = [*(getattr(care, word) for word in words.split()), AidApplication, AidItem, Payment, CashAdvance]
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
