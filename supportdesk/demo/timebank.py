"""The time bank, switched on: three volunteers, services of the last weeks, hours spent and given."""

from datetime import date, timedelta
from typing import Any

from casework.models import Volunteer, VolunteerService
from casework.workflows import timebank
from casework.workflows.timebank import Who
from office import clock
from office.models import StaffMember
from office.roles import Role
from registry.choices import Relation
from supportdesk.demo.office import Office

DONE = ["打扫卫生", "代买菜和日用品", "陪同外出散步", "修理水龙头", "教用手机", "读报谈心"]


def serve(office: Office, people: list[Any], *, today: date) -> None:
    """Enrol three volunteers and leave each account as a clerk finds it."""
    clerk, second = office.user(Role.CASEWORKER), office.user(Role.SECTION_HEAD)
    living = [person for person in people if person.died_on is None]
    serving = StaffMember.objects.filter(bureau=office.bureau).filter(account=None).order_by("pk")
    begun = today - timedelta(days=60)
    with clock.at(begun):
        young = timebank.enrol(who=Who(staff_member=serving[5]), group="青年志愿者服务队", by=clerk)
        retired = timebank.enrol(who=Who(person=living[0]), phone="19900003021", by=clerk)
        timebank.enrol(who=Who(name="覃小满"), phone="19900003022", group="桂花社区志愿者", by=clerk)
    for number, what in enumerate(DONE):
        volunteer, person = (young, retired)[number % 2], living[3 + number]
        on = begun + timedelta(days=9 * number + 3)
        service = _served(office, volunteer, person, on=on, minutes=90 + 30 * (number % 3), what=what)
        if number < len(DONE) - 2:
            with clock.at(on + timedelta(days=1)):
                timebank.confirm_service(service_id=service.pk, version=1, confirmer="second", by=second)
    with clock.at(today - timedelta(days=4)):
        timebank.give(volunteer_id=young.pk, relation=Relation.PARENT, name="韦阿婆", minutes=60, by=clerk)
        timebank.spend(volunteer_id=retired.pk, minutes=45, on=clock.today(), what="家政保洁", by=clerk)


def _served(
    office: Office, volunteer: Volunteer, person: Any, *, on: date, minutes: int, what: str
) -> VolunteerService:
    with clock.at(on):
        return timebank.record_service(
            volunteer_id=volunteer.pk, person=person, on=on, minutes=minutes, what=what, by=office.user(Role.CASEWORKER)
        )
