"""Whether a source may pay a person for a purpose: the source's rule, and what entitles the person to aid.

Judged at submission and again at the last approval, by the same function, so a rule that changed or a death in
between counts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from casework.models import Recognition
from funds.choices import GREETING_KINDS, ITEM_PROMISED, AidKind, AidStatus, ItemStatus
from funds.errors import (
    EmergencyNotAllowed,
    NotEntitled,
    PayeeNotAdmitted,
    PurposeNotAdmitted,
    RowBroken,
    RowsRefused,
    SourceClosed,
)
from funds.models import AidApplication, AidItem, FundSource, GreetingsStandard
from office import clock, policy
from office.money import format_yuan
from registry.choices import PersonKind
from registry.merged import owner, records_of
from registry.models import Person


def check_eligible(application: AidApplication, items: Sequence[AidItem]) -> None:
    """Refuse a list with anybody the source may not pay or who is not entitled; set each item's recognition and
    standard.

    Raises: SourceClosed, PurposeNotAdmitted, EmergencyNotAllowed, PayeeNotAdmitted, NotEntitled, RowsRefused.
    Queries: four at most, whatever the number of items.
    """
    check_source(application)
    judge = Judge(application, [item.person for item in items])
    refused = [(item.person.name, verdict) for item in items if (verdict := judge.verdict(item))]
    if len(refused) == 1:
        raise refused[0][1]
    if refused:
        raise RowsRefused(refused)


def check_source(application: AidApplication) -> None:
    """Refuse a source that is not in use or not for this kind of aid. Rule: R-131."""
    source, today = application.source, clock.today()
    if source.opened_on > today or (source.closed_on and source.closed_on <= today):
        raise SourceClosed(source.name)
    if source.year and source.year != today.year:
        raise SourceClosed(f"{source.name}({source.year}年度)")
    if source.purposes and application.aid_kind not in source.purposes:
        raise PurposeNotAdmitted(
            f"{source.name}只能用于{'、'.join(source.purpose_labels())}({rule_of(source)})。"
            f"这次申请的是{AidKind(application.aid_kind).label},请改选资金来源。"
        )
    if application.aid_kind == AidKind.EMERGENCY and not source.is_administrative:
        raise EmergencyNotAllowed(
            "特情帮扶只能从公用经费、福利费或财政补贴中列支", f"不能用{source.name},请改选资金来源。"
        )


def payee_obstacle(source: FundSource, person: Person) -> RowBroken | None:
    """Return why the source's rule does not admit the person, None when it does. Rule: R-130."""
    if source.payee_kinds and person.kind not in source.payee_kinds:
        return PayeeNotAdmitted(
            f"{source.name}只能用于{'、'.join(source.payee_labels())}人员({rule_of(source)})",
            f"{person.name} 是{PersonKind(person.kind).label}人员,请改选资金来源。",
        )
    if source.party_members_only and not person.is_party_member:
        of_member = (
            person.kind == PersonKind.SURVIVOR and person.deceased is not None and person.deceased.is_party_member
        )
        if not (source.admits_members_survivors and of_member):
            return PayeeNotAdmitted(
                f"{source.name}只能用于党员({rule_of(source)})", f"{person.name} 不是党员,请改选资金来源。"
            )
    return None


def rule_of(source: FundSource) -> str:
    """Return what a refusal cites: the source's document, else its own rule."""
    return str(source.document) if source.document else f"资金来源“{source.name}”的使用规则"


class Judge:
    """What must be known to judge every row of one application, read once."""

    def __init__(self, application: AidApplication, people: Iterable[Person]) -> None:
        self.application = application
        self.today = clock.today()
        ids = [person.pk for person in people]
        recognised = Recognition.objects.in_force(application.year).filter(person__in=records_of(ids))
        recognised = recognised.annotate(owner=owner()).order_by("-pk")
        self.recognitions = {recognition.owner: recognition for recognition in recognised}
        self.is_greeting = bool(application.occasion) and application.aid_kind in GREETING_KINDS
        self.standards = self._standards() if self.is_greeting else []
        self.times = self._times(ids) if self.is_greeting else Counter()
        self.cap = self._cap() if application.aid_kind == AidKind.EMERGENCY else Decimal(0)

    def verdict(self, item: AidItem) -> RowBroken | None:
        """Return why this row is refused, None when it may stand; remember what entitles it on the item.

        Rule: R-132.
        """
        person = item.person
        if is_gone(person, self.today):
            return NotEntitled("已去世或已转出的人不能再列入", f"{person.name} 已去世或已转出,请移出名单。")
        obstacle = payee_obstacle(self.application.source, person)
        if obstacle is not None:
            return obstacle
        item.recognition = self.recognitions.get(person.pk)
        item.standard = None
        if self.application.aid_kind == AidKind.EMERGENCY:
            return self._emergency(item)
        if item.recognition is not None:
            return None
        return self._greeting(item) if self.is_greeting else self._not_recognised(person)

    def standard_for(self, person: Person) -> GreetingsStandard | None:
        """Return the greetings standard that holds for the person's kind."""
        return next((standard for standard in self.standards if person.kind in standard.person_kinds), None)

    def _greeting(self, item: AidItem) -> RowBroken | None:
        """Refuse more than the standard, in sum or in times a year. Rule: R-133."""
        standard = self.standard_for(item.person)
        if standard is None:
            return self._not_recognised(item.person)
        if item.amount > standard.amount:
            return NotEntitled(
                f"{standard}是每人每次 {format_yuan(standard.amount)} 元(依据:{standard.ground})",
                f"{item.person.name} 的 {format_yuan(item.amount)} 元超出标准,且本年度未认定为帮扶对象,请调低金额。",
            )
        if self.times[item.person_id] >= standard.times_a_year:
            return NotEntitled(
                f"{standard}是每年 {standard.times_a_year} 次(依据:{standard.ground})",
                f"{item.person.name} {self.application.occasion_text}已列入 {self.times[item.person_id]} 次,"
                "请移出名单。",
            )
        item.standard = standard
        return None

    def _emergency(self, item: AidItem) -> RowBroken | None:
        """Refuse more than the cap. Rule: R-134."""
        if item.amount <= self.cap:
            return None
        return EmergencyNotAllowed(
            f"特情帮扶每人每次不超过 {format_yuan(self.cap)} 元(政策数值“紧急帮扶单笔上限”)",
            f"{item.person.name} 的 {format_yuan(item.amount)} 元超过上限,请调低金额或按一般程序申请。",
        )

    def _not_recognised(self, person: Person) -> RowBroken:
        return NotEntitled(
            "帮扶资金只用于本年度已认定的帮扶对象,或慰问标准以内的慰问",
            f"{person.name} {self.application.year}年未认定为帮扶对象,请先办理认定。",
        )

    def _standards(self) -> list[GreetingsStandard]:
        in_force = GreetingsStandard.objects.in_force(self.application.bureau, self.today)
        return list(in_force.filter(occasion=self.application.occasion).select_related("policy_text"))

    def _times(self, ids: list[int]) -> Counter:
        counted = AidItem.objects.filter(
            person__in=records_of(ids),
            application__occasion=self.application.occasion,
            application__occasion_year=self.application.occasion_year,
        ).exclude(application=self.application.pk)
        under_way = counted.filter(status=ItemStatus.PENDING, application__status=AidStatus.SUBMITTED)
        settled = counted.filter(status__in=[*ITEM_PROMISED, ItemStatus.PAID])
        return Counter((under_way | settled).values_list(owner(), flat=True))

    def _cap(self) -> Decimal:
        return policy.number("emergency_cap_yuan", bureau=self.application.bureau)


def is_gone(person: Person, on: date) -> bool:
    """Return whether the person is dead or transferred out on the day. Rule: R-135."""
    return any(day is not None and day <= on for day in (person.died_on, person.transferred_out_on))
