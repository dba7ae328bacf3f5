"""This year's inspection under way: records drawn, some sound, one fault open and one mended."""

from datetime import date, timedelta

from casework.choices.supervision import Fault, Finding
from casework.models import InspectedRecord
from casework.supervision import Year
from casework.workflows import supervision
from office import clock
from office.models import User
from office.roles import Role
from supportdesk.demo.office import Office


def inspect(office: Office, *, today: date) -> None:
    """Draw this year's records and look at the first of them: nobody at one of their own."""
    inspector = office.user(Role.BUREAU_LEADER)

    def day(ago: int) -> date:
        return max(today - timedelta(days=ago), date(today.year, 1, 1))

    with clock.at(day(9)):
        if not any(supervision.frame_of(Year(office.bureau, today.year)).values()):
            return  # the first days of January: there is nothing yet
        inspection = supervision.draw_inspection(bureau=office.bureau, year=today.year, by=inspector)
    records = [one for one in inspection.records.order_by("pk") if not supervision.obstacle(one, inspector)]
    with clock.at(day(7)):
        for number, record in enumerate(records[:4]):
            _find(record, inspector, fault=(None, Fault.INCOMPLETE, Fault.NO_PAPER, None)[number])
    with clock.at(day(2)):
        for record in inspection.records.filter(fault=Fault.INCOMPLETE):
            told = {"record_id": record.pk, "version": record.version}
            supervision.record_mending(**told, mended_on=clock.today(), by=inspector)


def _find(record: InspectedRecord, inspector: User, *, fault: Fault | None) -> None:
    supervision.record_finding(
        record_id=record.pk,
        version=record.version,
        finding=Finding.FAULTY if fault else Finding.SOUND,
        fault=fault,
        fault_note="走访记录表没有本人签字。" if fault == Fault.NO_PAPER else "",
        mend_by=clock.today() + timedelta(days=20) if fault else None,
        by=inspector,
    )
