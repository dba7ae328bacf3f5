"""My work: what waits, the longest waiting first, and nobody in two lines for one visit."""

from datetime import date

import pytest

from casework.workflows.emergencies import Call, record_call
from casework.workflows.needs import raise_need
from casework.workflows.schedule import refresh_everybody
from office import clock, todo
from registry.workflows.life import record_stay
from tests.casework.care import pair

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def lines(user) -> dict[str, todo.TodoItem]:
    return {item.label: item for item in todo.items(user)}


def test_lines_say_since_when_and_stand_longest_waiting_first(cast, sign_in, make_person):
    """Who has waited longest is named first too, whoever was entered first."""
    for name, raised_on in (("赵后来", date(2026, 11, 20)), ("钱先提", date(2026, 10, 8))):
        with clock.at(raised_on):
            raise_need(person=make_person(name), kind="housing", text="修水管", by=cast.caseworker)
    with clock.at(date(2026, 11, 1)):
        stay = {"admitted_on": date(2026, 11, 1), "discharged_on": None, "hospital": "县人民医院"}
        record_stay(person=make_person("孙住院"), by=cast.caseworker, **stay)
    with clock.at(TODAY):
        found = lines(cast.caseworker)
        assert found["待办的诉求"].since == date(2026, 10, 8)
        assert found["住院待看望"].since == date(2026, 11, 1)
        shown = sign_in(cast.caseworker).get("/").content.decode()
    assert shown.index("待办的诉求") < shown.index("住院待看望") and "最早 2026-10-08" in shown
    days = [item.since for item in found.values() if item.since]
    assert days == sorted(days)


def test_a_visit_to_hospital_stands_in_one_line_and_its_list_agrees(cast, sign_in, make_person):
    with clock.at(date(2026, 1, 5)):
        ill, well = make_person("孙住院"), make_person("李在家")
        for person in (ill, well):
            pair(person, cast.helper.staff_member, cast)
        refresh_everybody()
    with clock.at(TODAY):
        stay = {"admitted_on": date(2026, 11, 1), "discharged_on": None, "hospital": "县人民医院"}
        record_stay(person=ill, by=cast.caseworker, **stay)
        found, client = lines(cast.caseworker), sign_in(cast.caseworker)
        assert (found["住院待看望"].names, found["逾期未联系的人"].names) == ("孙住院", "李在家")
        apart = client.get(found["逾期未联系的人"].url).content.decode()
        everybody = client.get("/casework/contacts/schedule/").content.decode()
    assert "李在家" in apart and "孙住院" not in apart
    assert "李在家" in everybody and "孙住院" in everybody


def test_an_emergency_stands_first_and_what_another_line_counts_too_is_counted_once(cast, sign_in, make_person):
    person = make_person("周急难")
    with clock.at(date(2026, 11, 20)):
        pair(person, cast.helper.staff_member, cast)
        told = {
            "told_by": "长子",
            "told_at": clock.now(),
            "kind": "injury",
            "note": "摔倒",
            "lead": cast.helper.staff_member,
        }
        record_call(person=person, call=Call(**told), by=cast.caseworker)
    with clock.at(TODAY):
        shown = sign_in(cast.helper).get("/").content.decode()
        office = lines(cast.caseworker)
        badges = sign_in(cast.caseworker).get("/").content.decode()
    assert shown.index("没有办结的特情") < shown.index('class="care-cards"')
    assert (office["没有办结的特情"].again, office["超过时限的特情"].again) == (False, True)
    waiting = sum(item.count for item in office.values() if item.kind != todo.KNOWN and not item.again)
    assert waiting == 1 and 'rail-count">1<' in badges
