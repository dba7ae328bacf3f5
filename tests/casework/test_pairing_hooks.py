"""What casework puts on the registry's pages: panels, columns, filter, timeline, to-do and the helper's home."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from casework import hooks
from casework.models import ContactState
from casework.workflows.needs import raise_need
from casework.workflows.pairing import propose_pairing
from casework.workflows.reports import send_report
from office import clock, todo
from registry import timeline
from registry.models import Person
from registry.timeline import Asked
from tests.casework.care import pair, visit


@pytest.fixture(autouse=True)
def _november():
    with clock.at(date(2026, 11, 23)):
        yield


@pytest.fixture
def cared(cast, person):
    """A person with a contact person, a visit and a need."""
    pair(person, cast.helper.staff_member, cast)
    visit(person, cast.helper.staff_member, cast.caseworker, held_on=date(2026, 10, 8), seen="腿脚不便")
    raise_need(person=person, kind="housing", text="屋顶漏雨", by=cast.caseworker)
    return person


def test_person_page_shows_pairing_contacts_and_needs(cast, sign_in, cared):
    shown = sign_in(cast.section_head).get(cared.get_absolute_url()).content.decode()
    for words in (cast.helper.staff_member.name, "2026-10-08", "按期", "腿脚不便", "住房"):
        assert words in shown, words
    assert "腿脚不便" not in sign_in(cast.auditor).get(cared.get_absolute_url()).content.decode()


def test_the_head_of_the_page_says_how_late_a_contact_is(cast, sign_in, cared):
    due = ContactState.objects.get(person=cared).next_due_on
    with clock.at(due + timedelta(days=3)):
        shown = sign_in(cast.caseworker).get(cared.get_absolute_url()).content.decode()
    assert f"逾期 3 天,应在 {due} 前上门" in shown


def test_panels_cost_the_same_at_any_length(cast, cared, django_assert_num_queries):
    person = Person.objects.select_related("contact_state", "bureau").get(pk=cared.pk)
    cast.section_head.permissions  # noqa: B018  (read once a request, not part of the panels)
    with django_assert_num_queries(5):
        hooks.panels(cast.section_head, person)
    for month in range(1, 9):
        visit(cared, cast.helper.staff_member, cast.caseworker, held_on=date(2026, month, 8))
    with django_assert_num_queries(5):
        hooks.panels(cast.section_head, person)


def test_list_shows_helper_and_filters_by_care(cast, sign_in, cared, make_person, make_staff):
    lonely = make_person("张孤单")
    with clock.at(date(2026, 5, 6)):
        late = make_person("张拖延")
        pair(late, make_staff(), cast)
    page, url = sign_in(cast.caseworker), reverse("registry:person-list")
    assert cast.helper.staff_member.name in page.get(url).content.decode()

    def names(value):
        shown = page.get(url, {"care": value}).content.decode()
        return {name for name in (cared.name, lonely.name, late.name) if name in shown}

    assert names("no_helper") == {lonely.name}
    assert names("overdue") == {late.name}


def test_timeline_tells_contacts_pairings_and_needs(cast, cared):
    kinds = [event.kind for event in timeline.read(cast.section_head, cared, Asked()).events]
    assert {"上门走访", "联系人", "诉求"} <= set(kinds)
    assert not {"上门走访", "联系人", "诉求"} & {e.kind for e in timeline.read(cast.finance, cared, Asked()).events}


def todo_of(user):
    todo.forget(user)
    return {item.label: item.count for item in todo.items(user)}


def test_todo_of_section_head_caseworker_and_helper(cast, cared, make_person, make_staff):
    propose_pairing(person=make_person(), helper=make_staff(), starts_on=clock.today(), by=cast.caseworker)
    send_report(person=cared, kind="stay", happened_on=date(2026, 11, 20), hospital="县人民医院", by=cast.helper)
    assert todo_of(cast.section_head)["待下达的结对"] == 1
    office = todo_of(cast.caseworker)
    assert (office["待核实的联系人报告"], office["待办的诉求"]) == (1, 1) and "逾期未联系的人" not in office
    with clock.at(date(2027, 4, 1)):
        assert todo_of(cast.caseworker)["逾期未联系的人"] == 1
        assert todo_of(cast.helper)["我联系的人已逾期"] == 1


def test_home_of_a_helper_begins_with_their_people(cast, sign_in, cared):
    shown = sign_in(cast.helper).get("/").content.decode()
    assert cared.name in shown and reverse("casework:helper-contact") in shown
    assert "我联系的人" not in sign_in(cast.caseworker).get("/").content.decode()
