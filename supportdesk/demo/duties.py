"""Yearly lists: the medical check-up finished, proof of life under way, a round of greetings half walked."""

from datetime import date, timedelta

from casework.choices.contacts import ContactPurpose
from casework.choices.duties import DutyKind, Tick
from casework.models import Duty
from casework.workflows import duties
from casework.workflows.duties import Who
from casework.workflows.rounds import record_round
from office import clock
from office.occasions import Occasion
from office.roles import Role
from supportdesk.demo.office import Office


def open_lists(office: Office, *, today: date) -> None:
    """Open three lists of this year and leave each as one finds it at a desk."""

    def day(ago: int) -> date:
        return max(today - timedelta(days=ago), date(today.year, 1, 1))

    check_up = _opened(office, DutyKind.CHECK_UP, "健康体检", since=day(90), until=day(60))
    _tick(office, check_up, Tick.DONE, on=day(70), share=10)
    _tick(office, check_up, Tick.EXCUSED, on=day(70), share=2, note="已随子女在外地体检")
    with clock.at(day(58)):
        duties.close_duty(duty_id=check_up.pk, note="没有到的由医院另约时间。", by=office.user(Role.CASEWORKER))
    proof = _opened(office, DutyKind.PROOF_OF_LIFE, "生存认证", since=day(20), until=today + timedelta(days=10))
    _tick(office, proof, Tick.DONE, on=day(5), share=2, note="手机视频认证")
    summer = Occasion.SUMMER if 5 <= today.month <= 9 else Occasion.WINTER
    title = f"{summer.label}走访慰问"
    greetings = _opened(office, DutyKind.ROUND, title, since=day(12), until=today + timedelta(days=18), occasion=summer)
    _walk(office, greetings, on=day(4))


def _opened(office: Office, kind: str, title: str, *, since: date, until: date, occasion: str = "") -> Duty:
    with clock.at(since):
        return duties.open_duty(
            kind=kind,
            title=title,
            year=since.year,
            occasion=occasion,
            starts_on=since,
            due_on=until,
            who=Who(),
            by=office.user(Role.CASEWORKER),
        )


def _tick(office: Office, duty: Duty, status: Tick, *, on: date, share: int, note: str = "") -> None:
    """Say the same of every row but each `share`th of those still waiting."""
    rows = duty.rows.filter(status=Tick.WAITING, left_reason="").order_by("pk")
    picked = [(row.public_id, row.version) for number, row in enumerate(rows) if number % share]
    with clock.at(on):
        duties.tick(duty_id=duty.pk, picked=picked, status=status, on=on, note=note, by=office.user(Role.CASEWORKER))


def _walk(office: Office, duty: Duty, *, on: date) -> None:
    """Enter the first morning of a round: the caseworker went to twelve people."""
    clerk = office.user(Role.CASEWORKER)
    rows = duty.rows.filter(left_reason="", person__died_on=None).order_by("pk")[:12]
    with clock.at(on):
        record_round(
            duty_id=duty.pk,
            picked=[(row.public_id, row.version) for row in rows],
            held_on=on,
            helpers=[office.staff_of(Role.CASEWORKER)],
            purposes=[ContactPurpose.VISIT],
            note="送上慰问品,身体都还好。",
            request_key=f"demo-{duty.public_id}",
            by=clerk,
        )
