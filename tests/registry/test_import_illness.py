"""What a roster says of somebody's health in words: the kind as far as it is certain, the words in the notes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from office.clock import today
from office.spreadsheets import Table, TableRow
from registry.exports import export_full
from registry.imports import columns as w
from registry.imports.illnesses import understand
from registry.imports.resources import RESOURCES
from registry.models import ImportBatch, Person, PersonDetails
from tests.registry import rosters as r

STATE, HISTORY = "健康状况", "主要病史"


@pytest.mark.parametrize(
    ("typed", "kind", "in_notes"),
    [
        ("高血压", "chronic", True),
        ("糖尿病、冠心病", "chronic", True),
        ("II型糖尿病 高血压III级(极高危)20余年", "chronic", True),
        ("患慢性支气管炎", "chronic", True),
        ("尿毒症", "chronic", True),
        ("良好", "none", False),
        ("慢性病", "chronic", False),
        ("癌症", "cancer", False),
        ("良好,患高血压", "chronic", True),
        ("偏瘫,生活不能自理", "paralysis", True),
        ("肺癌、高血压", "cancer", True),
        ("一般", None, True),
        ("肿瘤", None, True),
        ("疑似肺癌", None, True),
        ("肺癌 待查", None, True),
        ("无 高血压", None, True),
        ("妻子患 肺癌", None, True),
        ("良好,阑尾已切除", None, True),
        ("不详", None, False),
    ],
)
def test_a_grave_illness_is_never_guessed_and_no_word_is_lost(typed, kind, in_notes):
    said = understand(typed)

    assert (said.kind, bool(said.words)) == (kind, in_notes)


@given(st.one_of(st.text(), st.text("无患慢性高血压肺癌病史级(1年、", max_size=40), st.floats(), st.booleans()))
def test_no_cell_on_health_is_refused(typed):
    cells = {"name": "赵一", "kind": "退休", "illness_kind": typed, "illness_notes": typed}
    headers = {"illness_kind": STATE, "illness_notes": HISTORY}
    table = Table("花名册", 1, {}, headers, [], [])

    assert RESOURCES[w.PEOPLE].clean(table, TableRow(2, cells)).faults == []


@pytest.fixture
def clerk(cast, sign_in):
    return sign_in(cast.caseworker)


@pytest.fixture
def upload(clerk):
    """Upload a roster of one person whose cells on health are given; answer its page."""

    def send(known_as: str, **cells) -> str:
        row = r.person(1) | {"姓名": known_as} | cells
        return clerk.post("/people/import/", {"file": SimpleUploadedFile("册.xlsx", r.roster([row]))}).url

    return send


def notes() -> str:
    return PersonDetails.objects.get().illness_notes


@pytest.mark.django_db
def test_words_on_health_are_shown_kept_once_and_taken_back(upload, clerk, bureau, cast):
    cells = {STATE: "一般", HISTORY: "糖尿病、冠心病"}
    first = upload("赵建国", **cells)
    page = clerk.get(first).content.decode()
    assert "按“慢性病”理解,原文记入病情说明,请核对" in page and "病情原文:一般\n糖尿病、冠心病" in page
    clerk.post(first + "confirm/")
    person = Person.objects.get()
    assert (person.illness_kind, notes()) == ("chronic", "一般\n糖尿病、冠心病")

    again = upload("赵建国", **cells)
    assert ImportBatch.objects.latest("pk").result["unchanged"]["people"] == 1
    clerk.post(again + "discard/")
    back = export_full(bureau=bureau, by=cast.caseworker, reason="年度上报")
    clerk.post("/people/import/", {"file": SimpleUploadedFile("出.xlsx", back)})
    assert ImportBatch.objects.latest("pk").result["unchanged"]["people"] == 1

    more = upload("赵建国", **{STATE: "糖尿病、冠心病", HISTORY: "白内障"})
    assert "病情说明:10 个字 → 14 个字" in clerk.get(more).content.decode()
    clerk.post(more + "confirm/")
    assert notes() == "一般\n糖尿病、冠心病\n白内障"

    clerk.post(more + "undo/", {"reason": "传错了"})
    assert notes() == "一般\n糖尿病、冠心病"


@pytest.mark.django_db
def test_notes_of_an_undone_import_go_and_come_back_with_the_next(upload, clerk):
    page = upload("赵建国", **{STATE: "痛风"})
    clerk.post(page + "confirm/")
    clerk.post(page + "undo/", {"reason": "传错了"})
    assert (notes(), Person.objects.get().withdrawn_on) == ("", today())

    clerk.post(upload("赵建国", **{STATE: "痛风"}) + "confirm/")
    assert (notes(), Person.objects.get().withdrawn_on) == ("痛风", None)


@pytest.mark.django_db
def test_our_own_column_takes_the_place_of_the_notes_and_is_never_quoted(upload, clerk):
    clerk.post(upload("赵建国", 主要疾病="高血压", 病情说明="高血压二十年") + "confirm/")
    assert notes() == "高血压二十年"  # which has the word of the other column in it

    page = upload("赵建国", 病情说明="已痊愈" * 900)

    batch = ImportBatch.objects.latest("pk")
    assert "痊愈" not in str([batch.result, *batch.rows.values_list("faults", "changes")])
    clerk.post(page + "confirm/")
    assert notes() == ("已痊愈" * 900)[:2000]
    assert Person.objects.get().illness_kind == "chronic"


@pytest.mark.django_db
def test_an_older_roster_adds_nothing_to_notes_of_a_later_one(upload, clerk):
    for words, day in (("胃病", "2012年"), ("痛风", "2011年")):
        file = SimpleUploadedFile("册.xlsx", r.roster([r.person(1, **{HISTORY: words})], as_of=day))
        clerk.post(clerk.post("/people/import/", {"file": file}).url + "confirm/")

    assert notes() == "胃病"
