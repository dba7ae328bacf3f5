"""Rosters of several dates in any order, the same one twice, and the export that comes back."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from office import clock, store
from office.models import User
from registry import facts
from registry.exports import export_full, export_people
from registry.models import FamilyFact, FamilyMember, HospitalStay, ImportRow, Person, PersonFact
from tests.registry import rosters as r
from tests.registry.test_import_command import ROSTER

pytestmark = pytest.mark.django_db
SAME = {"people": 0, "family": 0, "stays": 0}


@pytest.fixture
def load(bureau, tmp_path, capsys):
    def call(data: bytes, *arguments):
        file = tmp_path / "花名册.xlsx"
        file.write_bytes(data)
        call_command("import_roster", str(file), "--format", "json", *arguments)
        return json.loads(capsys.readouterr().out)

    return call


def everything() -> list:
    """Return all that an import writes, to be compared before and after."""
    tables = (Person, PersonFact, FamilyMember, FamilyFact, HospitalStay, Person.history, FamilyMember.history)
    return [list(getattr(table, "objects", table).order_by("pk").values_list()) for table in tables]


def as_of(on: date) -> dict:
    """Return what a report of the day sees: person → (counted then, their facts)."""
    people = Person.objects.exclude(unlisted_from__lte=on)
    held = facts.newest(on, people.values("pk"), facts.PERSON_FIELDS)
    return {p.name: {name: fact.value for name, fact in held.get(p.pk, {}).items() if fact.value} for p in people}


def test_the_same_file_twice_changes_nothing(load):
    load(ROSTER.read_bytes())
    before = everything()

    result = load(ROSTER.read_bytes())

    assert (result["created"], result["updated"]) == (SAME, SAME)
    assert result["unchanged"] == {"people": 49, "family": 79, "stays": 29}
    assert everything() == before


def test_every_new_row_has_its_history(load):
    load(ROSTER.read_bytes())

    for model, count in ((Person, 49), (FamilyMember, 79), (HospitalStay, 29)):
        assert model.history.filter(history_type="+", history_change_reason="花名册导入").count() == count


def test_a_later_roster_adds_facts_and_keeps_the_earlier_ones(load):
    row = r.person(1)
    load(r.roster([row]))
    result = load(r.roster([row | {"居住情况": "养老机构", "住房情况": ""}], as_of="2012-12-31"))

    person = Person.objects.get()
    assert result["updated"]["people"] == 1
    assert (person.living_arrangement, person.housing_tenure) == ("institution", "owned")
    assert as_of(date(2011, 12, 31))[person.name]["living_arrangement"] == "alone"
    assert person.history.count() == 2


def test_an_older_roster_changes_nothing_from_the_later_date_on(load):
    stayed, blank, gone = r.person(1), r.person(2), r.person(3)
    later = [stayed | {"居住情况": "空巢", "姓名": "赵新名"}, blank | {"居住情况": "", "联系电话": ""}]
    load(r.roster(later, [r.child(stayed, "赵一", 退休人员姓名="")], as_of="2012-12-31"))
    then, columns = as_of(date(2012, 12, 31)), list(Person.objects.order_by("pk").values())

    family = [r.child(stayed, "赵一", 就业状况="下岗"), r.child(stayed, "赵二", 就业状况="下岗")]
    load(r.roster([stayed, blank, gone], family, as_of="2011-12-31"))

    assert as_of(date(2012, 12, 31)) == then
    assert as_of(date(2011, 12, 31))["赵新名"]["living_arrangement"] == "alone"
    assert as_of(date(2011, 12, 31))[blank["姓名"]]["phone"] == blank["联系电话"]
    assert Person.objects.get(name=gone["姓名"]).unlisted_from == date(2012, 12, 31)
    moving = ("listed_from", "version")
    now = list(Person.objects.exclude(name=gone["姓名"]).order_by("pk").values())
    assert [{k: v for k, v in row.items() if k not in moving} for row in now] == [
        {k: v for k, v in row.items() if k not in moving} for row in columns
    ]
    assert dict(FamilyMember.objects.values_list("name", "employment")) == {"赵一": "employed", "赵二": ""}
    assert facts.newest_of_family(date(2011, 12, 31), FamilyMember.objects.values("pk"), ["employment"])


def test_a_value_told_again_by_the_later_roster_survives_one_in_between(load):
    row = r.person(1)
    load(r.roster([row], as_of="2010-12-31"))
    load(r.roster([row], as_of="2012-12-31"))
    load(r.roster([row | {"居住情况": "空巢"}], as_of="2011-12-31"))

    seen = [as_of(date(year, 12, 31))[row["姓名"]]["living_arrangement"] for year in (2010, 2011, 2012)]
    assert seen == ["alone", "empty_nest", "alone"]
    assert Person.objects.get().living_arrangement == "alone"


def test_a_person_left_out_is_known_again_when_a_later_roster_lists_them(load):
    load(r.roster([r.person(1)], as_of="2012-12-31"))
    load(r.roster([r.person(1), r.person(2)], as_of="2011-12-31"))
    load(r.roster([r.person(1), r.person(2)], as_of="2013-12-31"))

    assert Person.objects.get(name=r.person(2)["姓名"]).unlisted_from is None


def test_absence_from_a_later_file_changes_nothing(load):
    load(r.roster([r.person(1), r.person(2)]))
    before = list(Person.objects.filter(name=r.person(2)["姓名"]).values())
    load(r.roster([r.person(1)], as_of="2012-12-31"))

    assert list(Person.objects.filter(name=r.person(2)["姓名"]).values()) == before


def test_full_export_comes_back_without_a_change(load, bureau):
    load(ROSTER.read_bytes())
    first = Person.objects.first()
    first.phone, first.birth_precision, first.remarks = "19900000001、0746-4712345", "month", "=1+1\n第二行"
    first.birth_date = first.birth_date.replace(day=1)
    paper = {"ethnicity": "瑶族", "native_place": "湖南新山", "last_unit": "征收股", "last_post": "股长"}
    paper |= {"party_full_on": date(1999, 7, 1), "party_full_on_precision": "month"}
    for name, value in paper.items():
        setattr(first, name, value)
    fields = ["phone", "birth_date", "birth_precision", "remarks", *paper]
    store.claim(first, by=User.operator(), fields=fields)
    facts.write([facts.FactWrite(first, "phone", first.phone, date(2012, 1, 1))], by=User.operator())
    data = export_full(bureau=bureau, by=User.operator(), reason="测试")
    before = everything()

    result = load(data, "--dry-run")

    assert result == {
        "created": SAME,
        "updated": SAME,
        "unchanged": {"people": 49, "family": 79, "stays": 29},
        "rejected": [],
        "warnings": result["warnings"],
    }
    assert {warning["column"] for warning in result["warnings"]} <= {"出生日期"}
    load(data)
    assert everything() == before
    listed = ImportRow.objects.order_by("-pk").first()
    assert listed.batch.as_of == clock.today()


def test_ordinary_export_masks_and_leaves_out_what_the_reader_may_not_see(load, bureau, cast):
    from office.spreadsheets import read_workbook

    load(ROSTER.read_bytes())
    people = Person.objects.order_by("pk")
    cells = (
        read_workbook("名单.xlsx", export_people(people, user=cast.section_head, purpose="节日慰问名单")).sheets[0].rows
    )
    text = json.dumps(cells, ensure_ascii=False, default=str)

    assert len(cells) == 3 + 49 and cells[2][1] == "姓名"
    assert all(person.id_number not in text and person.phone not in text for person in people)
    assert "43*************99X" in text and "199****6200" in text


def test_families_and_stays_are_the_same_by_name_and_birth_and_by_day_and_hospital(load):
    row = r.person(1)
    first = r.roster([row], [r.child(row, "赵一")], [r.stay(row, "2011-03-01")])
    family = [r.child(row, "赵一", 就业状况="失业"), r.child(row, "赵二")]
    stays = [r.stay(row, "2011-03-01", 出院日期="2011-03-09"), r.stay(row, "2011-03-01", 医院="县中医院")]
    second = r.roster([row], family, stays, as_of="2012-01-31")
    load(first)

    result = load(second)

    assert (result["created"], result["updated"]) == (
        {"people": 0, "family": 1, "stays": 1},
        {"people": 0, "family": 1, "stays": 1},
    )
    assert FamilyMember.objects.get(name="赵一").employment == "unemployed"
    assert HospitalStay.objects.get(hospital="县人民医院").discharged_on == date(2011, 3, 9)


def test_what_stands_in_a_paper_file_is_read_from_a_roster(load):
    paper = {"民族": "瑶族", "籍贯": "湖南新山", "原工作单位": "征收股", "原职务": "股长", "转正时间": "1971.7"}
    row = r.person(1, **paper, 入党时间="1970.7")
    load(r.write_workbook([r.sheet("花名册", [row], [*r.PEOPLE, "入党时间", *paper])]))
    person = Person.objects.get(name=row["姓名"])
    assert (person.ethnicity, person.native_place) == ("瑶族", "湖南新山")
    assert (person.last_unit, person.last_post, person.was_leader) == ("征收股", "股长", "")
    assert (person.party_full_on, person.party_full_on_precision) == (date(1971, 7, 1), "month")
