"""Pages of contacts, through the browser's door."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from casework.models import Contact
from office import clock
from office.models import AuditEvent
from tests import pdf_tools
from tests.casework.care import pair, visit

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(TODAY):
        yield


@pytest.fixture
def helper(cast):
    return cast.helper.staff_member


def test_record_on_behalf_takes_the_contact_person_and_the_sheet(cast, sign_in, person, helper):
    pair(person, helper, cast)
    page = sign_in(cast.caseworker)
    url, posted = reverse("casework:contact-record"), {"persons": person.name, "kind": "visit", "held_on": "2026-11-20"}
    refused = page.post(url, posted)
    assert refused.status_code == 422 and "走访记录表" in refused.content.decode()
    saved = page.post(url, posted | {"sheet_reference": "第4册1页", "purposes": ["visit"], "request_key": "abc"})
    assert saved.status_code == 303
    contact = Contact.objects.get()
    assert list(contact.helpers.all()) == [helper] and contact.on_behalf
    assert page.post(url, posted | {"sheet_reference": "第4册1页", "request_key": "abc"}).status_code == 303
    assert Contact.objects.count() == 1


def test_record_several_helpers_and_persons_and_go_on_with_the_next_sheet(cast, sign_in, make_person, make_staff):
    persons, helpers = [make_person("张甲"), make_person("张乙")], [make_staff("何志远"), make_staff("何志高")]
    posted = {
        "persons": "张甲、张乙",
        "helpers": "何志远 何志高",
        "kind": "visit",
        "held_on": "2026-11-20",
        "sheet_reference": "第4册2页",
        "again": "1",
    }
    page = sign_in(cast.caseworker)
    answer = page.post(reverse("casework:contact-record"), posted)
    contact = Contact.objects.get()
    assert set(contact.persons.all()) == set(persons) and set(contact.helpers.all()) == set(helpers)
    again = page.get(answer["Location"]).content.decode()
    assert "何志远 何志高" in again and "2026-11-20" in again and "第4册2页" in again


def test_void_then_enter_again_from_what_was_there(cast, sign_in, person, helper):
    contact = visit(person, helper, cast.caseworker, note="谈话甲", seen="精神好")
    page = sign_in(cast.caseworker)
    void = reverse("casework:contact-void", args=[contact.public_id])
    assert page.get(void).status_code == 200
    assert page.post(void, {"reason": ""}).status_code == 422
    assert page.post(void, {"reason": "日期写错"}).status_code == 303
    detail = page.get(reverse("casework:contact-detail", args=[contact.public_id])).content.decode()
    assert "日期写错" in detail and "重新登记" in detail
    url = f"{reverse('casework:contact-record')}?corrects={contact.public_id}"
    form = page.get(url).context["form"]
    assert form["note"].value() == "谈话甲" and form["persons"].value() == person.name
    posted = {"persons": person.name, "helpers": helper.staff_no, "kind": "visit", "held_on": "2026-02-11"}
    posted |= {"sheet_reference": "走访表第1册", "corrects": contact.public_id}
    assert page.post(url, posted).status_code == 303
    assert Contact.objects.get(voided_at=None).corrects == contact


def test_auditor_reads_contacts_but_not_body_and_mind(cast, sign_in, person, helper):
    contact = visit(person, helper, cast.caseworker, note="谈话甲", mood="情绪低落", seen="腿脚不便", next_step="带药")
    url = reverse("casework:contact-detail", args=[contact.public_id])
    told = sign_in(cast.section_head).get(url).content.decode()
    assert all(words in told for words in ("谈话甲", "情绪低落", "腿脚不便", "带药"))
    audited = sign_in(cast.auditor).get(url).content.decode()
    assert person.name in audited
    assert not any(words in audited for words in ("谈话甲", "情绪低落", "腿脚不便", "带药"))


def test_list_goes_back_in_time_without_a_gap(cast, sign_in, person, helper):
    for number in range(1, 61):
        visit(person, helper, cast.caseworker, held_on=date(2026, 1 + number % 6, 1 + number % 20))
    page = sign_in(cast.section_head)
    first = page.get(reverse("casework:contact-list"))
    assert len(first.context["rows"]) == 50
    second = page.get(first.context["older_url"])
    seen = [row.pk for row in [*first.context["rows"], *second.context["rows"]]]
    assert len(seen) == len(set(seen)) == 60
    held = [row.held_on for row in [*first.context["rows"], *second.context["rows"]]]
    assert held == sorted(held, reverse=True)
    assert second.context["older_url"] == ""


def test_list_filters_by_name_kind_and_days(cast, sign_in, make_person, helper):
    visit(make_person("张甲"), helper, cast.caseworker, held_on=date(2026, 3, 1))
    visit(make_person("李乙"), helper, cast.caseworker, held_on=date(2026, 4, 1), kind="call")
    page, url = sign_in(cast.section_head), reverse("casework:contact-list")

    def days(**query):
        return [row.held_on.month for row in page.get(url, query).context["rows"]]

    assert days() == [4, 3]
    assert days(q="张甲") == [3] and days(kind="call") == [4]
    assert days(since="2026-03-15") == [4] and days(until="2026-03-15") == [3]


def test_overdue_list_filters_by_helper_and_branch(cast, sign_in, make_person, make_staff, bureau):
    first, second = make_staff("何志远"), make_staff("何志高")
    other_branch = bureau.branches.create(name="离退休第二党支部")
    with clock.at(date(2026, 5, 6)):
        late = make_person("张甲")
        pair(late, first, cast)
        later = make_person("张乙", branch=other_branch)
        pair(later, second, cast)
    fresh = make_person("张丙")
    pair(fresh, make_staff(), cast)
    call_command("run_worker", "--once")  # the festivals missed since are left
    page, url = sign_in(cast.caseworker), reverse("casework:contact-schedule")

    def names(**query):
        return {person.name for person in page.get(url, query).context["page"]}

    assert names() == {"张甲", "张乙"}
    assert names(helper=first.public_id) == {"张甲"} and names(branch=other_branch.public_id) == {"张乙"}
    assert "逾期 146 天" in page.get(url).content.decode()
    visit(late, first, cast.caseworker, held_on=TODAY)
    assert names() == {"张乙"}


def test_visit_sheets_print_one_page_a_person(cast, sign_in, make_person, make_staff):
    people = [make_person(name, phone="19900001234", address="新山县解放路1号") for name in ("张甲", "张乙")]
    for person in people:
        pair(person, make_staff(), cast)
    visit(people[0], make_staff(), cast.caseworker, held_on=TODAY)
    page, url = sign_in(cast.caseworker), reverse("casework:visit-sheets")
    assert page.get(url).status_code == 200
    everybody = page.post(url, {"title": "第四季度走访", "who": "all"}).content
    assert len(pdf_tools.page_sizes(everybody)) == 2
    waiting = page.post(url, {"title": "第四季度走访", "who": "waiting"}).content
    assert len(pdf_tools.page_sizes(waiting)) == 1
    assert "张乙" in pdf_tools.text(waiting) and "张甲" not in pdf_tools.text(waiting)
    assert AuditEvent.objects.filter(action="casework.visit_sheets.made").count() == 2
    nobody = page.post(url, {"title": "第四季度走访", "who": "overdue"})
    assert nobody.status_code == 422 and "没有需要打印的人" in nobody.content.decode()


@pytest.mark.parametrize("role", ["caseworker", "section_head", "bureau_leader", "finance", "helper", "auditor"])
@pytest.mark.parametrize(
    "name, allowed",
    [
        ("contact-list", {"caseworker", "section_head", "bureau_leader", "auditor"}),
        ("contact-schedule", {"caseworker", "section_head", "bureau_leader", "auditor"}),
        ("contact-record", {"caseworker"}),
        ("visit-sheets", {"caseworker"}),
    ],
)
def test_pages_open_for_their_roles_only(cast, sign_in, role, name, allowed):
    answer = sign_in(getattr(cast, role)).get(reverse(f"casework:{name}"))
    assert answer.status_code == (200 if role in allowed else 403)


def test_the_form_suggests_names_that_it_then_understands(cast, sign_in, make_person, make_staff):
    person, helper = make_person("欧阳春"), make_staff("司马青", staff_no="A77")
    client = sign_in(cast.caseworker)
    page = client.get(reverse("casework:contact-record")).content.decode()
    said = f"{person.name}({person.birth_date.year})"
    assert f'<option value="{said}">' in page and '<option value="司马青(A77)">' in page
    values = {"persons": said, "helpers": "司马青(A77)", "kind": "visit", "held_on": "2026-01-05"}
    assert client.post(reverse("casework:contact-record"), values | {"sheet_reference": "第1册"}).status_code == 303
    assert list(Contact.objects.get().helpers.all()) == [helper]
