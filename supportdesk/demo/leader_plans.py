"""The leaders' visit plan for the coming festival: drafted from the pairings, three more added, one visit made."""

from datetime import date, timedelta
from typing import Any

from casework.choices.contacts import ContactKind, ContactPurpose
from casework.workflows import leader_plans
from casework.workflows.contacts import record_contact
from casework.workflows.leader_plans import Added, Trip
from office import clock, lunar
from office.roles import Role
from supportdesk.demo.office import Office

GIFT = "慰问金 1000 元,慰问品一份"


def draft(office: Office, people: list[Any], *, today: date) -> None:
    """Draft the plan three days ago; the first visit was made today."""
    clerk, coming = office.user(Role.CASEWORKER), lunar.next_festival(today)
    first, second = office.staff[:2]
    living = [person for person in people[2:10] if person.died_on is None][:3]
    with clock.at(today - timedelta(days=3)):
        title = f"{coming.on.year}年{coming.name}领导走访慰问计划"
        plan = leader_plans.draft_plan(
            title=title, starts_on=today, from_pairings=True, car="公务用车", gift=GIFT, by=clerk
        )
        days = [max(coming.on - timedelta(days=ahead), today) for ahead in (7, 6)]
        more = [
            Added(first, living[:2], Trip(days[0], "人事教育股负责人", "公务用车", GIFT)),
            Added(second, living[2:], Trip(days[1], "离退休第一党支部书记", "公务用车", GIFT)),
        ]
        leader_plans.change_plan(plan_id=plan.pk, changes=[], added=more, by=clerk)
    line = plan.lines.select_related("person", "leader").order_by("planned_on", "pk")[0]
    with clock.at(today):
        record_contact(
            kind=ContactKind.VISIT,
            held_on=today,
            helpers=[line.leader],
            persons=[line.person],
            purposes=[ContactPurpose.VISIT],
            note="送去节日问候,精神很好。",
            sheet_reference="领导走访记录表第1页",
            by=clerk,
        )
