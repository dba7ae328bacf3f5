"""Policy texts that sources and standards cite, and what a section head has proposed and nobody decided yet."""

from datetime import date
from decimal import Decimal

from funds.choices import AidKind, SourceKind
from funds.models import FundRoute
from funds.workflows import sources
from office import clock
from office.choices import STEP_SORTS, StepSort
from office.models import PolicyText
from office.occasions import Occasion
from office.roles import Role
from office.routes import PlannedStep
from office.scans import Scan
from office.workflows.routes import decide_route, propose_route
from office.workflows.texts import save_text
from registry.choices import PersonKind
from supportdesk.demo.office import Office
from supportdesk.demo.recognition import scan

TEXTS = [
    ("新税发〔{year}〕3号", "离退休干部帮扶专项经费管理办法", "新山县税务局"),
    ("新税党〔{year}〕7号", "困难党员帮扶和党费使用规定", "新山县税务局机关党委"),
    ("新税发〔{year}〕9号", "离退休干部慰问标准", "新山县税务局"),
]


def keep_texts(office: Office, *, year: int) -> list[PolicyText]:
    """Register the texts of a year's beginning, the first with its scan."""
    clerk = office.user(Role.CASEWORKER)
    kept = []
    for number, (named, title, issuer) in enumerate(TEXTS):
        text = PolicyText(
            bureau=office.bureau,
            number=named.format(year=year),
            title=title,
            issued_by=issuer,
            issued_on=date(year, 1, 6),
            holds_from=date(year, 1, 8),
        )
        sheet = Scan(scan(), "image/png") if number == 0 else None
        kept.append(save_text(text=text, scan=sheet, by=clerk))
    return kept


def propose_things(office: Office, texts: list[PolicyText]) -> None:
    """Leave a route in force, a route that waits for the leader, and a standard that waits too."""
    head, leader = office.user(Role.SECTION_HEAD), office.user(Role.BUREAU_LEADER)
    donated = FundRoute(bureau=office.bureau, source_kind=SourceKind.DONATION, holds_from=clock.today())
    donated.policy_text = texts[0]
    propose_route(route=donated, steps=_steps(StepSort.CHECK, StepSort.MEETING, StepSort.LEADER), by=head)
    decide_route(route=donated, confirmed=True, by=leader)
    medical = FundRoute(bureau=office.bureau, source_kind=SourceKind.BUDGET, aid_kind=AidKind.MEDICAL)
    medical.holds_from, medical.document = date(clock.today().year + 1, 1, 1), "局党委会议纪要8号"
    propose_route(route=medical, steps=_steps(StepSort.OPINION, StepSort.CHECK, StepSort.LEADER), by=head)
    sources.propose_standard(
        bureau=office.bureau,
        occasion=Occasion.DOUBLE_NINTH,
        person_kinds=list(PersonKind.values),
        amount=Decimal(200),
        times_a_year=1,
        document="",
        policy_text=texts[2],
        holds_from=date(clock.today().year + 1, 1, 1),
        by=head,
    )


def _steps(*sorts: StepSort) -> list[PlannedStep]:
    return [PlannedStep(order, *STEP_SORTS[sort]) for order, sort in enumerate(sorts, start=1)]
