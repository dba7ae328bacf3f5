"""What a clerk does with a staged roster: say what a column is, decide who a row is, take rows back, undo it all."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from office.models import AuditEvent
from office.spreadsheets import read_workbook
from registry import facts
from registry.models import FamilyMember, HospitalStay, ImportBatch, Person, PersonFact
from tests.registry import rosters as r

UPLOAD = "/people/import/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast, sign_in):
    return sign_in(cast.caseworker)


@pytest.fixture
def upload(clerk):
    def send(data: bytes, name: str = "花名册.xlsx", **fields):
        return clerk.post(UPLOAD, {"file": SimpleUploadedFile(name, data), **fields})

    return send


@pytest.fixture
def imported(upload, clerk):
    """Import a workbook and return the address of its batch."""

    def send(data: bytes, **answers) -> str:
        page = upload(data).url
        clerk.post(page + "confirm/", answers)
        assert ImportBatch.objects.latest("pk").status == "confirmed"
        return page

    return send


def text_of(clerk, url: str) -> str:
    return clerk.get(url).content.decode()


# --- columns ---


def test_a_header_nobody_knows_is_named_once_and_then_known(upload, clerk):
    row = r.person(1) | {"现在跟谁过": "独居"}
    del row["居住情况"]
    data = r.roster([row], headers=list(row))
    page = upload(data).url
    assert "“现在跟谁过”" in text_of(clerk, page) or "现在跟谁过" in text_of(clerk, page)
    columns = text_of(clerk, page + "columns/")
    number = list(row).index("现在跟谁过") + 1
    assert "独居" in columns and f'name="people-{number}"' in columns

    form = {f"people-{n}": key for n, key in enumerate(keys_of(row), start=1)}
    clerk.post(page + "columns/", form | {f"people-{number}": "living_arrangement", "remember": "on"})
    clerk.post(page + "confirm/")

    assert Person.objects.get().living_arrangement == "alone"
    other = r.person(2) | {"现在跟谁过": "空巢"}
    del other["居住情况"]
    clerk.post(upload(r.roster([other], headers=list(other))).url + "confirm/")
    assert Person.objects.get(name=other["姓名"]).living_arrangement == "empty_nest"


def keys_of(row: dict) -> list[str]:
    batch = ImportBatch.objects.latest("pk")
    known = {column["label"]: column["key"] for column in batch.layout["people"]["columns"]}
    return [known[header] for header in row]


def test_a_choice_that_is_not_remembered_holds_for_this_file_only(upload, clerk):
    row = r.person(1) | {"特长": "书法"}
    page = upload(r.roster([row])).url
    form = {f"people-{n}": key for n, key in enumerate(keys_of(row), start=1)}

    clerk.post(page + "columns/", form | {f"people-{len(row)}": "-"})

    assert "特长" not in warned(ImportBatch.objects.get())
    upload(r.roster([row]))
    assert "特长" in warned(ImportBatch.objects.latest("pk"))


def warned(batch: ImportBatch) -> set[str]:
    return {warning["column"] for warning in batch.result["warnings"]}


def test_a_file_without_a_needed_column_asks_which_one_it_is(upload, clerk):
    text = "姓名,老同志性质,出生年月\n赵建国,退休,1948年5月\n"
    answer = upload(text.encode(), "名册.csv")
    batch = ImportBatch.objects.get()
    assert batch.status == "columns"
    page = clerk.get(answer.url, follow=True).content.decode()
    assert "缺少“人员类别”" in page and "老同志性质" in page

    form = {"people-1": "name", "people-2": "kind", "people-3": "birth_date", "remember": "on"}
    clerk.post(answer.url + "columns/", form)
    clerk.post(answer.url + "confirm/")

    assert Person.objects.get().kind == "retiree"
    assert upload(text.replace("赵建国", "钱桂兰").encode(), "名册.csv").status_code == 303


def test_two_columns_cannot_be_the_same_item(upload, clerk):
    row = r.person(1) | {"别的电话": "19900001111"}
    page = upload(r.roster([row])).url
    form = {f"people-{n}": key for n, key in enumerate(keys_of(row), start=1)}
    form |= {f"people-{n}": "phone" for n, header in enumerate(row, start=1) if header in ("性别", "别的电话")}

    answer = clerk.post(page + "columns/", form)

    assert answer.status_code == 422
    assert "有两列都对应到“联系电话”" in answer.content.decode()


# --- doubtful rows ---


@pytest.fixture
def doubtful(upload, make_person):
    """Stage a row without an ID number that may mean one of two persons of the register."""
    first = make_person("赵建国", birth_date=None, id_number="")
    second = make_person("赵建国", birth_date=None, id_number="")
    row = r.person(1, 姓名="赵建国", 身份证号="")
    page = upload(r.roster([row, r.person(2)], [r.child(row, "赵小一", 退休人员身份证号="")])).url
    return page, first, second


def test_a_doubtful_row_stands_beside_its_candidates_and_holds_the_file_back(doubtful, clerk):
    page, first, second = doubtful

    text = text_of(clerk, page + "?verdict=doubt")

    assert first.get_absolute_url() in text and second.get_absolute_url() in text
    assert "可能重复" in text and "确认导入" not in text
    clerk.post(page + "confirm/")
    assert Person.objects.count() == 2


@pytest.mark.parametrize(("decision", "people", "family"), [("same", 3, 1), ("new", 4, 1), ("skip", 3, 0)])
def test_a_decision_is_followed(doubtful, clerk, decision, people, family):
    page, first, _ = doubtful
    row = ImportBatch.objects.get().rows.get(verdict="doubt")
    value = f"same:{first.public_id}" if decision == "same" else decision

    clerk.post(page + "decide/", {f"row-{row.pk}": value})
    assert "确认导入" in text_of(clerk, page)
    clerk.post(page + "confirm/")

    assert (Person.objects.count(), FamilyMember.objects.count()) == (people, family)
    first.refresh_from_db()
    assert (first.living_arrangement == "alone") == (decision == "same")
    assert AuditEvent.objects.filter(action="registry.roster.decided").count() == 1


def test_somebody_who_is_no_candidate_is_refused(doubtful, clerk, make_person):
    page, _, _ = doubtful
    stranger = make_person("钱桂兰")
    row = ImportBatch.objects.get().rows.get(verdict="doubt")

    answer = clerk.post(page + "decide/", {f"row-{row.pk}": f"same:{stranger.public_id}"}, follow=True)

    assert "候选人已经变了" in answer.content.decode()
    assert ImportBatch.objects.get().rows.filter(verdict="doubt").count() == 1


# --- what comes back ---


def test_refused_rows_come_back_with_reasons_and_import_once_mended(upload, clerk):
    good, bad = r.person(1), r.person(2, 居住情况="随便住", 出生日期="")
    family = [r.child(good, "赵一", 关系="不知道"), r.child(bad, "钱二"), r.child(good, "赵三")]
    page = upload(r.roster([good, bad], family)).url
    clerk.post(page + "confirm/", {"accept_valid": "1"})

    answer = clerk.post(page + "refused/")

    assert answer["Content-Disposition"].startswith("attachment")
    book = read_workbook("退回.xlsx", answer.content)
    people, kin = book.sheet("花名册"), book.sheet("家庭成员")
    assert people.rows[2][:3] == ["姓名", "性别", "身份证号"] and people.rows[2][-1] == "不能导入的原因"
    assert "填报日期" in str(people.rows[1])
    assert [row[0] for row in people.rows[3:]] == [good["姓名"], bad["姓名"]]
    assert "随便住" in people.rows[4][-1] and "没有问题" in people.rows[3][-1]
    assert [row[3] for row in kin.rows[1:]] == ["赵一", "钱二"]
    for sheet in (people, kin):
        at = sheet.rows.index(next(row for row in sheet.rows if row[-1] == "不能导入的原因"))
        for row in sheet.rows[at + 1 :]:
            row[:] = ["独居" if cell == "随便住" else "儿子" if cell == "不知道" else cell for cell in row]
    clerk.post(upload(write_back(book)).url + "confirm/")
    assert sorted(FamilyMember.objects.values_list("name", flat=True)) == ["赵一", "赵三", "钱二"]
    assert Person.objects.count() == 2
    assert AuditEvent.objects.filter(action="registry.roster.refused-downloaded").count() == 1


def write_back(book) -> bytes:
    from office.spreadsheets import GridOut, write_grids

    return write_grids([GridOut(sheet.name, sheet.rows, 1) for sheet in book.sheets])


def test_the_uploaded_file_comes_back_as_it_was_and_is_recorded(imported, clerk):
    data = r.roster([r.person(1)])
    page = imported(data)

    answer = clerk.post(page + "file/")

    assert answer.content == data
    assert answer["Cache-Control"] == "no-store" and clerk.get(page + "file/").status_code == 405
    event = AuditEvent.objects.get(action="registry.roster.file-downloaded")
    assert event.data["digest"] == hashlib.sha256(data).hexdigest()
    assert hashlib.sha256(data).hexdigest() in text_of(clerk, page)


def test_a_batch_without_refused_rows_has_nothing_to_return(imported, clerk):
    answer = clerk.post(imported(r.roster([r.person(1)])) + "refused/", follow=True)

    assert "没有不能导入的行" in answer.content.decode()


# --- undo ---


def undo(clerk, page: str, reason: str = "填报日期写错了"):
    return clerk.post(page + "undo/", {"reason": reason}, follow=True)


def test_undo_withdraws_what_was_new_and_deletes_nothing(imported, clerk):
    row = r.person(1)
    page = imported(r.roster([row], [r.child(row, "赵一")], [r.stay(row, "2011-03-01")]))

    answer = undo(clerk, page)

    assert "3 行新增的已撤销" in answer.content.decode()
    person, member, stay = Person.objects.get(), FamilyMember.objects.get(), HospitalStay.objects.get()
    assert person.withdrawn_reason == "撤销导入:填报日期写错了"
    assert member.ended_on and stay.withdrawn_on
    assert not PersonFact.objects.filter(superseded_at=None).exists() and PersonFact.objects.exists()
    assert person.history.first().history_change_reason.startswith("撤销导入")
    event = AuditEvent.objects.get(action="registry.roster.undone")
    assert event.data["withdrawn"] == 3 and "填报日期写错了" in event.summary


def test_undo_puts_back_what_was_changed(imported, clerk):
    row, other = r.person(1), r.person(2)
    family, stays = [r.child(row, "赵一")], [r.stay(row, "2011-03-01")]
    imported(r.roster([row], family, stays, as_of="2011-12-31"))
    before, told = snapshot(), standing()
    changed = row | {"居住情况": "空巢", "离退休时间": "2001-06-01", "联系电话": "19900009999"}
    later = r.roster(
        [changed, other],
        [r.child(row, "赵一", 就业状况="失业")],
        [r.stay(row, "2011-03-01", 出院日期="2011-03-09")],
        as_of="2011-12-31",
    )
    page = imported(later)
    assert Person.objects.get(name=row["姓名"]).living_arrangement == "empty_nest"

    undo(clerk, page)

    assert snapshot() == before
    assert standing() == told


def snapshot() -> list:
    """Return all that a page shows of what stands, whatever the versions."""
    rows = []
    for model, gone in ((Person, "withdrawn_on"), (FamilyMember, "ended_on"), (HospitalStay, "withdrawn_on")):
        for values in model.objects.filter(**{gone: None}).order_by("pk").values():
            rows.append({name: value for name, value in values.items() if name != "version"})
    return rows


def standing() -> set:
    people = Person.objects.filter(withdrawn_on=None)
    rows = PersonFact.objects.filter(superseded_at=None, person__in=people)
    return set(rows.values_list("person_id", "field", "value", "holds_from"))


def test_what_was_used_since_stays_and_is_told_why(imported, clerk, cast, make_staff):
    from casework.choices.pairing import PairingKind
    from casework.models import Pairing
    from office import clock, store

    paired, edited, free = r.person(1), r.person(2), r.person(3)
    page = imported(r.roster([paired, edited, free], [r.child(paired, "赵一")]))
    people = {person.name: person for person in Person.objects.all()}
    pairing = Pairing(
        person=people[paired["姓名"]],
        helper=make_staff("周党员", is_party_member=True),
        kind=PairingKind.CONTACT,
        starts_on=clock.today(),
        proposed_by=cast.caseworker,
        proposed_at=clock.now(),
    )
    store.create(pairing, by=cast.caseworker)
    facts_person = people[edited["姓名"]]
    facts.write([facts.FactWrite(facts_person, "phone", "19900008888", clock.today())], by=cast.caseworker)
    store.claim(facts_person, by=cast.caseworker, fields=["phone"])

    text = undo(clerk, page).content.decode()

    standing_names = set(Person.objects.filter(withdrawn_on=None).values_list("name", flat=True))
    assert standing_names == {paired["姓名"], edited["姓名"]}
    assert FamilyMember.objects.get().ended_on is None
    assert "结对" in text and "改过,没有撤销" in text and "本人没有撤销" in text
    assert ImportBatch.objects.get().result["undone"] == {"withdrawn": 1, "restored": 0, "kept": 3}


def test_an_undone_file_may_be_imported_again(imported, clerk):
    row = r.person(1)
    data = r.roster([row], [r.child(row, "赵一")], [r.stay(row, "2011-03-01")])
    undo(clerk, imported(data))

    imported(r.roster([row | {"居住情况": "空巢"}], [r.child(row, "赵一")], [r.stay(row, "2011-03-01")]))

    person = Person.objects.get()
    assert (person.withdrawn_on, person.withdrawn_reason, person.living_arrangement) == (None, "", "empty_nest")
    assert FamilyMember.objects.get().ended_on is None and HospitalStay.objects.get().withdrawn_on is None


def test_undone_once_and_only_after_it_was_imported(imported, upload, clerk):
    page = imported(r.roster([r.person(1)]))
    undo(clerk, page)

    assert "不能再处理" in undo(clerk, page).content.decode()
    assert "不能再处理" in undo(clerk, upload(r.roster([r.person(2)])).url).content.decode()
    assert clerk.post(page + "undo/", {"reason": ""}).status_code == 422
