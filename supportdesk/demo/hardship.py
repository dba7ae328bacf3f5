"""The local standard, and people to whom the rules of income, disaster and care speak."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from office import clock
from office.roles import Role
from office.workflows import settings
from registry import choices as c
from registry import records
from registry.models import Person
from registry.workflows.people import Edit, edit_person
from registry.workflows.records import add_record
from supportdesk.demo.office import Office

STANDARD, NOTICE = Decimal(720), "县民政局、县财政局关于城乡低保标准的通知"


def set_standard(office: Office, *, since: date) -> None:
    """Let the local subsistence standard hold: proposed by the section head, confirmed by a leader."""
    head, leader = office.user(Role.SECTION_HEAD), office.user(Role.BUREAU_LEADER)
    number = settings.propose_number(code="subsistence_yuan", value=STANDARD, holds_from=since, note=NOTICE, by=head)
    settings.decide_number(number=number, confirmed=True, by=leader)


def find_hardship(office: Office, people: list[Person], *, today: date) -> None:
    """Enter what home visits found: a survivor without means, a costly illness, a paid carer, a fire."""
    alone = {"living_arrangement": c.LivingArrangement.ALONE}
    _tell(
        office,
        people[46],
        {"own_employment": c.ChildEmployment.NEVER_WORKED, "fixed_income": c.YesNo.NO, "monthly_income": Decimal(300)}
        | alone,
    )
    _tell(office, people[8], alone | {"illness_kind": c.IllnessKind.CANCER, "medical_cost": Decimal(44000)})
    _tell(office, people[8], {"household_income": Decimal(52000)})
    _tell(office, people[11], alone | {"self_care": c.SelfCare.DEPENDENT, "paid_carer": c.YesNo.YES})
    fire = {"kind": c.DisasterKind.FIRE, "happened_on": today - timedelta(days=40), "loss": Decimal(18000)}
    by = office.user(Role.CASEWORKER)
    add_record(person=people[14], kind=records.DISASTER, values=fire, by=by)


def _tell(office: Office, person: Person, values: dict[str, Any]) -> None:
    person.refresh_from_db()
    edit_person(person=person, edit=Edit(values=values, holds_from=clock.today()), by=office.user(Role.CASEWORKER))
