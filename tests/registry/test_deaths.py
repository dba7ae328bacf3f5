"""What follows a death: the checklist, the obituary, the survivor; and taking it back."""

from datetime import date, timedelta

import pytest

from casework.models import Pairing
from casework.workflows import pairing as pairing_workflows
from office import clock
from office.models import AuditEvent
from registry.checklist import DeathStep, steps_for
from registry.models import Death, DeathTask, FamilyMember, Person
from tests import pdf_tools
from tests.registry.filled_form import fields_of

TODAY = date(2025, 1, 6)
DIED = {"died_on": "2025-01-05", "note": "女儿来电"}


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


@pytest.fixture
def paired(person, cast, make_staff):
    """Pair the person and return the helper."""
    helper = make_staff("陈志强")
    row = pairing_workflows.propose_pairing(
        person=person, helper=helper, starts_on=date(2024, 1, 1), by=cast.caseworker
    )
    pairing_workflows.issue_pairings(
        pairing_ids=[row.pk], issuing_body="机关党委", document_number="新税党〔2024〕1号", by=cast.section_head
    )
    return helper


def url(person, act: str) -> str:
    return f"/people/{person.public_id}/{act}/"


def die(client, person) -> str:
    """Record the death and return the address of its page."""
    return client.post(url(person, "death"), DIED).headers["Location"]


def test_a_death_opens_its_checklist_with_days_and_persons(clerk, person, paired, cast):
    page = clerk.get(die(clerk, person)).content.decode()
    tasks = {task.step: task for task in DeathTask.objects.filter(death__person=person)}
    assert DeathStep.OBITUARY in tasks and DeathStep.PARTY_PAPERS not in tasks  # she was no Party member
    assert tasks[DeathStep.FAMILY_VISIT].due_on == date(2025, 1, 7)
    assert tasks[DeathStep.ACCOMPANY].assignee == paired  # stays with the family until the funeral
    assert tasks[DeathStep.STOP_PAY].assignee == cast.caseworker.staff_member
    assert "联系人 陈志强 的结对已随去世结束" in page and "女儿来电" in page and "敬送花圈挽联" in page


@pytest.mark.parametrize(
    ("kind", "member", "days_ago", "step", "there"),
    [
        ("retiree", True, 1, DeathStep.PARTY_PAPERS, True),
        ("retiree", False, 1, DeathStep.PARTY_PAPERS, False),
        ("retiree", False, 30, DeathStep.WREATH, True),
        ("retiree", False, 31, DeathStep.WREATH, False),  # known late: the funeral is over
        ("retiree", False, 31, DeathStep.STOP_PAY, True),
        ("survivor", False, 1, DeathStep.STOP_PAY, False),
        ("survivor", False, 1, DeathStep.STOP_ALLOWANCE, True),
        ("honoured", False, 1, DeathStep.STOP_ALLOWANCE, False),
    ],
)
def test_what_is_to_be_done_depends_on_who_died_and_when_it_was_heard(kind, member, days_ago, step, there):
    steps = steps_for(kind=kind, is_party_member=member, died_on=TODAY - timedelta(days=days_ago), heard_on=TODAY)
    assert (step in steps) is there


def test_a_line_is_ticked_by_somebody_on_a_day_and_leaves_my_work(clerk, person, cast):
    page = die(clerk, person)
    task = DeathTask.objects.get(step=DeathStep.WREATH)
    DeathTask.objects.exclude(pk=task.pk).delete()
    assert person.name in clerk.get("/people/deaths/").content.decode()
    address = url(person, f"death/tasks/{task.public_id}")
    data = fields_of(clerk.get(address), having="outcome")
    assert clerk.post(address, data | {"outcome": "done"}).status_code == 422  # no day
    assert clerk.post(address, data | {"outcome": "not_needed"}).status_code == 422  # no reason
    assert clerk.post(address, data | {"outcome": "done", "done_on": "2025-01-07"}).status_code == 422  # to come
    answer = clerk.post(address, data | {"outcome": "done", "done_on": "2025-01-06", "note": "挽联两副"})
    assert answer.headers["Location"] == page
    task.refresh_from_db()
    assert (task.outcome, task.done_on, task.settled_by) == ("done", TODAY, cast.caseworker)
    assert person.name not in clerk.get("/people/deaths/").content.decode()
    assert AuditEvent.objects.get(action="registry.death.task").object_key == person.public_id
    stale = clerk.post(address, data | {"outcome": "", "note": "没有送"})
    assert stale.status_code == 422 and "改过" in stale.content.decode()


def test_open_lines_stand_in_the_work_of_the_caseworker(clerk, person):
    die(clerk, person)
    home = clerk.get("/").content.decode()
    assert "丧事待办" in home and "/people/deaths/" in home


def test_the_obituary_prints_what_is_known_and_leaves_lines_for_the_rest(clerk, make_person):
    person = make_person(
        "王秀英",
        sex="female",
        birth_date=date(1945, 3, 1),
        birth_precision="month",
        worked_from=date(1965, 7, 1),
        party_joined_on=date(1970, 7, 1),
        illness_kind="cancer",
        phone="19900001234",
    )
    clerk.post(url(person, "death"), DIED)
    answer = clerk.post(url(person, "death/obituary"))
    assert answer.headers["Content-Type"] == "application/pdf"
    text = "".join(pdf_tools.text(answer.content).split())  # a line may wrap inside a date
    for words in (
        "讣告",
        "王秀英同志",
        "2025年1月5日",
        "享年79",
        "1945年3月出生",
        "1970年7月1日加入中国共产党",
        "＿＿",
    ):
        assert words in text
    assert len(pdf_tools.page_sizes(answer.content)) == 2
    assert "癌" not in text and "19900001234" not in text
    assert AuditEvent.objects.filter(action="registry.obituary.made").count() == 1


def test_there_is_no_obituary_of_the_living(clerk, person):
    assert clerk.post(url(person, "death/obituary")).status_code == 404


def test_the_survivor_is_prefilled_and_the_helper_proposed(clerk, person, paired, bureau):
    FamilyMember.objects.create(person=person, relation="spouse", name="李建国", phone="19900005678")
    page = clerk.get(die(clerk, person)).content.decode()
    address = f"/people/new/?deceased={person.public_id}"
    assert address in page
    data = fields_of(clerk.get(address), having="name")
    assert (data["name"], data["kind"]) == ("李建国", "survivor")
    assert clerk.post(address, data).status_code == 303
    survivor = Person.objects.get(name="李建国")
    assert survivor.deceased == person
    row = Pairing.objects.get(person=survivor)
    assert (row.helper, row.status) == (paired, "proposed")  # the section head issues it


def test_a_death_of_the_wrong_person_is_taken_back_and_the_pairing_goes_on(sign_in, clerk, person, paired, cast):
    die(clerk, person)
    head = sign_in(cast.section_head)
    assert "登记错了人" in head.get(url(person, "death/reverse")).content.decode()
    assert head.post(url(person, "death/reverse"), {"reason": ""}).status_code == 422  # a reason
    answer = head.post(url(person, "death/reverse"), {"reason": "同名,是另一位王秀英"})
    page = head.get(answer.headers["Location"]).content.decode()
    assert "联系人 陈志强 的结对已恢复" in page and "同名,是另一位王秀英" in page
    assert Person.objects.get(pk=person.pk).died_on is None
    row = Pairing.objects.active_on(TODAY).get(person=person)
    assert (row.status, row.ends_on, row.end_reason) == ("issued", None, "")
    assert person.name not in head.get("/people/deaths/").content.decode()
    death = Death.objects.get(person=person)
    assert (death.reversed_by, death.reversed_reason) == (cast.section_head, "同名,是另一位王秀英")
    assert head.post(url(person, "death/reverse"), {"reason": "再撤一次"}).status_code == 422


def test_a_pairing_is_not_taken_up_again_with_a_helper_who_left(clerk, person, paired):
    die(clerk, person)
    paired.serving_to = TODAY
    paired.save()
    answer = clerk.post(url(person, "death/reverse"), {"reason": "登记错人"})
    page = clerk.get(answer.headers["Location"]).content.decode()
    assert "没有恢复" in page and f"?person={person.public_id}" in page
    assert not Pairing.objects.issued().filter(person=person).exists()


def test_after_a_reversal_a_death_can_be_recorded_again(clerk, person):
    first = die(clerk, person)
    clerk.post(url(person, "death/reverse"), {"reason": "登记错人"})
    second = die(clerk, person)
    assert first != second and Death.objects.filter(person=person).count() == 2
    assert "已撤销" in clerk.get(first).content.decode()


def test_a_line_of_a_death_taken_back_is_gone(clerk, person):
    die(clerk, person)
    task = DeathTask.objects.first()
    clerk.post(url(person, "death/reverse"), {"reason": "登记错人"})
    assert clerk.get(url(person, f"death/tasks/{task.public_id}")).status_code == 404


@pytest.mark.parametrize("role", ["bureau_leader", "auditor", "finance", "helper", "administrator"])
def test_only_caseworker_and_section_head_take_a_death_back(sign_in, clerk, cast, person, role):
    die(clerk, person)
    assert sign_in(getattr(cast, role)).post(url(person, "death/reverse"), {"reason": "错"}).status_code == 403
    assert Person.objects.get(pk=person.pk).died_on is not None


def test_a_survivor_of_the_wrong_death_is_named(clerk, person):
    die(clerk, person)
    clerk.post(
        f"/people/new/?deceased={person.public_id}",
        fields_of(clerk.get(f"/people/new/?deceased={person.public_id}"), having="name") | {"name": "李建国"},
    )
    answer = clerk.post(url(person, "death/reverse"), {"reason": "登记错人"})
    assert "李建国 登记为其遗属" in clerk.get(answer.headers["Location"]).content.decode()


def test_nothing_is_saved_when_the_reversal_cannot_be_audited(clerk, person, monkeypatch):
    die(clerk, person)

    def fail(*args, **kwargs):
        raise RuntimeError("the audit trail is full")

    monkeypatch.setattr("office.audit.record_event", fail)
    clerk.raise_request_exception = False
    assert clerk.post(url(person, "death/reverse"), {"reason": "登记错人"}).status_code == 500
    assert Person.objects.get(pk=person.pk).died_on is not None
    assert Death.objects.get(person=person).reversed_at is None
