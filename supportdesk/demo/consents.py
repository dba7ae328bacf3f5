"""Notice and consent in the demonstration: most agreed to everything, some not to publication, a few to nothing yet."""

from datetime import date

from office import clock
from office.roles import Role
from registry.choices import REQUIRED_SCOPES, ConsentScope, ConsentWay
from registry.consents import SHIPPED_EDITION
from registry.models import Person
from registry.workflows.consents import record_consents
from supportdesk.demo.office import Office


def ask_most(office: Office, people: list[Person], *, on: date) -> None:
    clerk = office.user(Role.CASEWORKER)
    witnesses = [staff for staff in office.staff if staff.pk != clerk.staff_member_id]
    with clock.at(on):
        for number, person in enumerate(people):
            if number % 9 == 4 or person.died_on:
                continue
            scopes = [s for s in REQUIRED_SCOPES if number % 7 or s != ConsentScope.PUBLICATION]
            record_consents(
                person=person,
                scopes=scopes,
                edition=SHIPPED_EDITION,
                given_on=on,
                way=ConsentWay.ORAL,
                given_by="本人",
                witness=witnesses[number % len(witnesses)],
                by=clerk,
            )
