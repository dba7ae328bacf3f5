"""The roster through the door scripts use: `import_roster`."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from office.models import AuditEvent, Bureau, Headcount
from registry.models import FamilyMember, HospitalStay, Person

ROSTER = Path(__file__).parents[1] / "data" / "county-roster-2011.xlsx"
NOTHING = {"people": 0, "family": 0, "stays": 0}
pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    def call(*arguments, code=0):
        if code:
            with pytest.raises(SystemExit) as stopped:
                call_command("import_roster", *map(str, arguments), "--format", "json")
            assert stopped.value.code == code
        else:
            call_command("import_roster", *map(str, arguments), "--format", "json")
        return json.loads(capsys.readouterr().out)

    return call


def test_real_roster_creates_bureau_people_family_and_stays(run):
    result = run(ROSTER, "--serving-staff", 100)

    assert result == {
        "created": {"people": 49, "family": 79, "stays": 29},
        "updated": NOTHING,
        "unchanged": NOTHING,
        "rejected": [],
        "warnings": [],
    }
    bureau = Bureau.objects.get()
    assert (bureau.name, bureau.section_name) == ("新山县国家税务局", "人事教育科")
    assert Person.objects.retirees().count() == 46
    assert Person.objects.filter(kind="survivor").count() == 3
    assert (FamilyMember.objects.count(), HospitalStay.objects.count()) == (79, 29)
    assert [(row.on, row.number) for row in Headcount.objects.all()] == [(date(2011, 12, 31), 100)]
    assert AuditEvent.objects.filter(action="registry.roster.imported", actor="operator").count() == 1
