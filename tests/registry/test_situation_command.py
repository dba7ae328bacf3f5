"""The situation report from the terminal: the office's real roster gives the figures it is known to give."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from office.models import AuditEvent, Headcount
from office.roles import Role
from registry.figures import OF_ILLNESS
from registry.models import Person
from tests import pdf_tools

DATA = Path(__file__).parents[1] / "data"
ROSTER = DATA / "county-roster-2011.xlsx"
FIGURES = json.loads((DATA / "county-roster-2011.figures.json").read_text())
pytestmark = pytest.mark.django_db


@pytest.fixture
def roster():
    call_command("import_roster", str(ROSTER), "--as-of", "2011-12-31", "--serving-staff", "100", verbosity=0)


def report(*arguments):
    out = io.StringIO()
    call_command("situation_report", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_real_roster_gives_its_known_figures(roster):
    assert report("--as-of", "2011-12-31") == FIGURES


def test_output_is_recorded_and_written_in_each_format(roster, tmp_path):
    files = {kind: tmp_path / f"report.{kind}" for kind in ("json", "xlsx", "pdf")}
    for kind, path in files.items():
        call_command("situation_report", "--as-of", "2011-12-31", "--format", kind, "--output", str(path))

    assert json.loads(files["json"].read_text()) == FIGURES
    sheet = openpyxl.load_workbook(files["xlsx"]).active
    lines = {row[1]: row for row in sheet.iter_rows(values_only=True)}
    assert lines["离退休人员"][2] == FIGURES["retirees"]
    assert lines["离退休人员平均年龄"][2] == FIGURES["mean_age"]
    assert lines["独居或空巢"][2:6] == (10, "人", 46, 21.7)
    assert lines["离退休人员占全部人员"][2:6] == (46, "人", 146, 31.5)
    assert lines["配偶无工作"][6] == sum(1 for person in Person.objects.retirees() if not person.spouse_employment) > 0
    text = pdf_tools.text(files["pdf"].read_bytes())
    assert "离退休人员占全部人员146人的31.5%" in text.replace("\n", "").replace(" ", "")
    events = AuditEvent.objects.filter(action="registry.situation.exported")
    assert sorted(event.data["format"] for event in events) == ["json", "pdf", "xlsx"]


def test_unknown_serving_staff_and_an_empty_base_are_null(roster):
    before = report("--as-of", "2011-12-30")  # the roster says nothing of the day before
    assert before["serving_staff"] is None
    assert before["share_of_all_staff"] == {"count": before["retirees"], "of": None, "percent": None}
    Headcount.objects.all().delete()
    Person.objects.update(kind="survivor")
    empty = report("--as-of", "2011-12-31")
    assert (empty["retirees"], empty["mean_age"], empty["mean_age_lixiu"]) == (0, None, None)
    assert empty["living_alone_or_empty_nest"] == {"count": 0, "of": 0, "percent": None}
    assert empty["lixiu_in_hospital_in_year"] == {"count": 0, "of": 0, "percent": None}
    assert empty["share_of_all_staff"]["percent"] is None


def test_auditor_gets_no_figure_of_illness(roster, make_user):
    bureau = Person.objects.first().bureau
    auditor = make_user(Role.AUDITOR, bureau=bureau, username="the-auditor")
    seen = report("--as-of", "2011-12-31", "--by", auditor.username)
    assert seen.keys() == FIGURES.keys() - OF_ILLNESS
    assert all(seen[key] == FIGURES[key] for key in seen)


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["--as-of", "2011-13-31"], 2),
        (["--as-of", "2011-12-31", "--bureau", "nowhere"], 2),
        (["--as-of", "2011-12-31", "--by", "nobody"], 2),
        (["--as-of", "2011-12-31", "--format", "pdf"], 2),
        (["--as-of", "2011-12-31", "--output", "/nowhere/report.json"], 2),
        (["--as-of", "2999-12-31"], 1),
        (["--as-of", "2011-12-31", "--by", "a-helper"], 1),
    ],
)
def test_exit_codes(arguments, code, make_user):
    make_user(Role.HELPER, username="a-helper")
    with pytest.raises(CommandError) as refused:
        call_command("situation_report", *arguments)
    assert getattr(refused.value, "returncode", None) == code or (code == 2 and "--as-of" in str(refused.value))
    assert not AuditEvent.objects.filter(action="registry.situation.exported").exists()
