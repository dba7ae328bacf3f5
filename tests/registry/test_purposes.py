"""A purpose is asked for taking data away and for looking out of hours, and never in ordinary work."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from office import clock
from office.models import AuditEvent, PolicyNumber
from registry.errors import PurposeMissing
from registry.workflows.people import reveal_id

pytestmark = pytest.mark.django_db
EXPORT = reverse("registry:person-export")
AUDIT = reverse("office:audit-list")
WORDS = {"purpose": "节日慰问名单"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


MONDAY, EVENING, SATURDAY = at("2026-03-02T10:00"), at("2026-03-02T18:30"), at("2026-03-07T10:00")
MAY_DAY, WORKED_SATURDAY = at("2026-05-01T10:00"), at("2026-05-09T10:00")


def confirm(cast, code: str, value: int) -> None:
    """Put a policy number of the office's own into force."""
    leader, begun = cast.bureau_leader, date(2020, 1, 1)
    PolicyNumber.objects.create(
        bureau=leader.bureau, code=code, value=value, holds_from=begun, confirmed_by=leader, confirmed_at=clock.now()
    )


def test_a_list_is_taken_away_only_for_a_purpose(sign_in, cast, person):
    client = sign_in(cast.caseworker)
    assert "1 人" in client.get(EXPORT + "?kind=retiree").content.decode()
    for typed in ({}, {"purpose": "  "}, {"purpose": "看"}):
        assert client.post(EXPORT, typed).status_code == 422
    assert not AuditEvent.objects.filter(action="registry.people.exported").exists()
    assert client.post(EXPORT, WORDS).headers["Content-Type"].endswith("sheet")
    event = AuditEvent.objects.get(action="registry.people.exported")
    assert event.data["purpose"] == "节日慰问名单" and "节日慰问名单" in event.summary


def test_purposes_are_listed_on_the_audit_page(sign_in, cast, person):
    client = sign_in(cast.caseworker)
    client.post(EXPORT, WORDS)
    client.post(reverse("preferences"), {"theme": "dark"})
    page = sign_in(cast.auditor).get(AUDIT + "?stated=on").content.decode()
    assert "用途:节日慰问名单" in page and "修改显示设置" not in page.partition("<tbody>")[2]


@pytest.fixture
def many(make_person, cast):
    confirm(cast, "reveals_an_hour", 2)
    numbers = [f"43119919450101{number:03}X" for number in range(5)]
    return [make_person(f"赵{name}", id_number=number) for name, number in zip("甲乙丙丁戊", numbers, strict=True)]


def shown(client, person, **typed):
    return client.post(reverse("registry:id-reveal", args=[person.public_id]), typed)


def test_who_looks_up_many_numbers_in_an_hour_is_asked_what_for(sign_in, cast, many):
    client = sign_in(cast.caseworker)
    with clock.at(MONDAY):
        assert [shown(client, person).status_code for person in (many[0], many[1], many[0])] == [200, 200, 200]
        asked = shown(client, many[2])
        assert asked.status_code == 422 and many[2].id_number not in asked.content.decode()
        assert shown(client, many[2], purpose="体检").status_code == 422
        assert many[2].id_number in shown(client, many[2], purpose="体检安排,医院要号码").content.decode()
        assert shown(client, many[3]).status_code == 200, "a purpose is good for as many again"
        assert shown(client, many[4]).status_code == 422
    with clock.at(at("2026-03-02T11:30")):
        assert shown(client, many[4]).status_code == 200
    assert AuditEvent.objects.get(action="registry.people.bulk-reveal").data["purpose"] == "体检安排,医院要号码"


def test_a_fragment_leads_to_the_page_that_asks(sign_in, cast, many):
    for person in many[:2]:
        reveal_id(person=person, by=cast.caseworker)
    client, url = sign_in(cast.caseworker), reverse("registry:id-reveal", args=[many[2].public_id])
    response = client.post(url, headers={"hx-request": "true"})
    assert response.headers["HX-Redirect"] == url
    assert "用途" in client.get(url).content.decode()
    with pytest.raises(PurposeMissing):
        reveal_id(person=many[2], by=cast.caseworker)


@pytest.fixture
def asking(settings):
    settings.ASK_PURPOSE_OUT_OF_HOURS = True


def opened(client, moment: datetime, url: str = "/people/"):
    with clock.at(moment):
        return client.get(url)


@pytest.mark.parametrize(
    ("moment", "asks"),
    [(MONDAY, False), (WORKED_SATURDAY, False), (EVENING, True), (SATURDAY, True), (MAY_DAY, True)],
    ids=["in hours", "a worked Saturday", "evening", "Saturday", "a holiday on a weekday"],
)
def test_personal_data_out_of_hours_is_asked_for_by_the_calendar(asking, sign_in, cast, moment, asks):
    response = opened(sign_in(cast.caseworker), moment)
    assert response.status_code == (303 if asks else 200)
    if asks:
        assert response.headers["Location"] == "/purpose/?next=%2Fpeople%2F"


def test_it_is_asked_once_a_session_and_stands_in_the_audit_trail(asking, sign_in, cast, person):
    client = sign_in(cast.caseworker)
    wanted = opened(client, EVENING, person.get_absolute_url()).headers["Location"]
    with clock.at(EVENING):
        assert client.post(wanted, {"purpose": ""}).status_code == 422
        answered = client.post(wanted, {"purpose": "家属夜里来电"})
    assert answered.headers["Location"] == person.get_absolute_url()
    assert opened(client, EVENING, person.get_absolute_url()).status_code == 200
    assert opened(client, EVENING, "/casework/pairings/").status_code == 200
    assert AuditEvent.objects.get(action="office.purpose.out-of-hours").data == {"purpose": "家属夜里来电"}
    client.logout()
    assert opened(sign_in(cast.caseworker), EVENING).status_code == 303, "another session is asked again"


def test_a_form_that_was_filled_in_is_never_turned_away(asking, sign_in, cast, person):
    with clock.at(EVENING):
        response = sign_in(cast.caseworker).post(f"/people/{person.public_id}/death/", {"died_on": "2026-03-01"})
    person.refresh_from_db()
    assert person.died_on == date(2026, 3, 1) and "purpose" not in response.headers.get("Location", "")


def test_who_sees_no_registry_is_not_asked(asking, sign_in, cast):
    assert opened(sign_in(cast.helper), SATURDAY, "/casework/mine/").status_code == 200
    assert opened(sign_in(cast.administrator), SATURDAY, "/settings/accounts/").status_code == 200


def test_nobody_is_led_elsewhere_by_the_page_that_asks(asking, sign_in, cast):
    answered = sign_in(cast.caseworker).post("/purpose/?next=//evil.example/", {"purpose": "家属夜里来电"})
    assert answered.headers["Location"] == "/"


def test_the_offices_own_hours_count(asking, sign_in, cast):
    confirm(cast, "work_ends_hour", 19)
    assert opened(sign_in(cast.caseworker), EVENING).status_code == 200
    assert opened(sign_in(cast.caseworker), at("2026-03-02T19:00")).status_code == 303
