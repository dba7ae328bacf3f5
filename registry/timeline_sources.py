"""What the registry itself tells in the person's timeline: facts and their corrections, family, stays, life, relatives.

Field rights hold: who may not see an illness or an income gets no line of it.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models.functions import TruncDate
from django.urls import reverse

from office import formats
from office.models import Branch, User
from office.roles import Permission
from registry import choices as c
from registry import hooks
from registry.categories.choices import Rule
from registry.choices import FactField, FactSource, FamilyFactField
from registry.facts import shown
from registry.hooks import TimelineEvent, TimelineRow, TimelineRows, TimelineSource
from registry.merged import records_of
from registry.models import (
    Assistance,
    CareAssessment,
    DeclinedSuggestion,
    Disaster,
    FamilyFact,
    FamilyMember,
    HomeSurvey,
    HospitalStay,
    Person,
    PersonFact,
    RelativeDeclaration,
)
from registry.rights import hidden_from

FACTS, FAMILY, STAYS, LIFE = "情况", "家庭", "住院", "经历"
LABELS = dict(FactField.choices) | dict(FamilyFactField.choices)
MILESTONES = (
    ("worked_from", "参加工作"),
    ("party_joined_on", "入党"),
    ("retired_on", "离退休"),
    ("transferred_out_on", "转出"),
    ("died_on", "去世"),
)


def anybody(user: User) -> bool:
    return True


def fact_words(field: str, value: str, branches: dict[str, str]) -> str:
    """Return a fact as it reads: 居住情况 独居."""
    label, _, unit = LABELS[field].rstrip(")").partition("(")
    if not value:
        return f"{label} {formats.UNKNOWN}"
    words = formats.yuan(Decimal(value)) if unit == "元" else shown(field, value, branches=branches)
    return f"{label} {words} {unit}".rstrip()


def _facts(user: User, person: Person) -> list[TimelineRows]:
    found = PersonFact.objects.filter(person=person).exclude(field__in=hidden_from(user))
    return [TimelineRows(found, "holds_from", ref="source", words=["field", "value", TruncDate("superseded_at")])]


def _facts_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    ids = [row.b for row in found if row.a == FactField.BRANCH and row.b]
    branches = (
        {str(pk): name for pk, name in Branch.objects.filter(pk__in=ids).values_list("pk", "name")} if ids else {}
    )
    return [
        TimelineEvent(row.on, f"{FACTS}{FactSource(row.ref).label}", _fact(row, branches), joins=True) for row in found
    ]


def _fact(row: TimelineRow, branches: dict[str, str]) -> str:
    return fact_words(row.a, row.b, branches) + (f"(已于 {row.c} 更正)" if row.c else "")


def _family(user: User, person: Person) -> list[TimelineRows]:
    members = FamilyMember.objects.filter(person=person)
    facts = FamilyFact.objects.filter(member__person=person).exclude(field__in=hidden_from(user))
    first = FamilyMember.history.filter(person_id=person.pk, history_type="+")
    who = ["relation", "name"]
    return [
        TimelineRows(first, TruncDate("history_date"), "added", words=who),
        TimelineRows(members, "ended_on", "ended", words=[*who, "ended_reason"]),
        TimelineRows(facts, "holds_from", "fact", words=["member__name", "field", "value"]),
    ]


def _family_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [TimelineEvent(row.on, FAMILY, _of_family(row), joins=row.act == "fact") for row in found]


def _of_family(row: TimelineRow) -> str:
    if row.act == "fact":
        return f"{row.a} {fact_words(row.b, row.c, {})}"
    who = f"{c.Relation(row.a).label} {row.b}"
    if row.act == "added":
        return f"登记{who}"
    return f"{who} 不再列入" + (f":{row.c}" if row.c else "")


def _stays(user: User, person: Person) -> list[TimelineRows]:
    found = HospitalStay.objects.filter(person=person, withdrawn_on=None)
    return [
        TimelineRows(found, "admitted_on", "入院", words=["hospital", "ward"]),
        TimelineRows(found, "discharged_on", "出院", words=["hospital"]),
    ]


def _stays_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [TimelineEvent(row.on, STAYS, " ".join(filter(None, (row.act, row.a, row.b)))) for row in found]


def _life(user: User, person: Person) -> list[TimelineRow]:
    return [
        TimelineRow(on, 0, place, word, "", getattr(person, f"{name}_precision", "day"), "", "")
        for place, (name, word) in enumerate(MILESTONES)
        if (on := getattr(person, name))
    ]


def _life_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [TimelineEvent(row.on, LIFE, row.act, precision=row.a) for row in found]


def _relatives(user: User, person: Person) -> list[TimelineRows]:
    found = RelativeDeclaration.objects.filter(person=person)
    words = ["staff_member__name", "relation"]
    return [
        TimelineRows(found, "declared_on", "申报", words=words),
        TimelineRows(found, "ended_on", "撤销", words=words),
    ]


def _relatives_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [TimelineEvent(row.on, "回避亲属", f"{row.act} {row.a}({row.b})") for row in found]


def _surveys(user: User, person: Person) -> list[TimelineRows]:
    found = HomeSurvey.objects.filter(person__in=records_of([person.pk]))
    return [TimelineRows(found, "surveyed_on", "", "public_id", ["surveyor__name"])]


def _surveys_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(row.on, "入户调查", f"调查人 {row.a}", reverse("registry:survey-detail", args=[row.ref]))
        for row in found
    ]


def _records(user: User, person: Person) -> list[TimelineRows]:
    """Return assessments, and for who may see an income what was granted and what struck. Rule: R-316."""
    standing = {"person": person, "withdrawn_on": None}
    found = [TimelineRows(CareAssessment.objects.filter(**standing), "assessed_on", "assessed", words=["level"])]
    if user.may(Permission.SEE_INCOME):
        granted = Assistance.objects.filter(**standing)
        found += [
            TimelineRows(granted, "granted_from", "granted", words=["kind"]),
            TimelineRows(granted, "ended_on", "stopped", words=["kind"]),
            TimelineRows(Disaster.objects.filter(**standing), "happened_on", "struck", words=["kind"]),
        ]
    return found


def _records_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [TimelineEvent(row.on, *_of_record(row)) for row in found]


def _of_record(row: TimelineRow) -> tuple[str, str]:
    if row.act == "assessed":
        return "失能评估", str(c.CareLevel(row.a).label) if row.a else "已评估"
    if row.act == "struck":
        return "受灾", str(c.DisasterKind(row.a).label)
    return "社会救助", f"{'开始享受' if row.act == 'granted' else '停止'}{c.AssistanceKind(row.a).label}"


def _declines(user: User, person: Person) -> list[TimelineRows]:
    found = DeclinedSuggestion.objects.filter(person=person)
    return [
        TimelineRows(found, "declined_on", "不采纳", words=["rule"]),
        TimelineRows(found, "ended_on", "恢复", words=["rule"]),
    ]


def _declines_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [TimelineEvent(row.on, "帮扶建议", f"{row.act}:{Rule(row.a).label}") for row in found]


def _nothing(user: User, person: Person) -> list[TimelineRows]:
    return []


SOURCES = [
    TimelineSource("life", LIFE, anybody, _nothing, _life_in_words, _life),
    TimelineSource("stays", STAYS, lambda user: user.may(Permission.SEE_ILLNESS), _stays, _stays_in_words),
    TimelineSource("family", FAMILY, anybody, _family, _family_in_words),
    TimelineSource("relatives", "回避亲属", anybody, _relatives, _relatives_in_words),
    TimelineSource("surveys", "入户调查", anybody, _surveys, _surveys_in_words),
    TimelineSource("records", "救助、受灾和评估", anybody, _records, _records_in_words),
    TimelineSource(
        "declines", "帮扶建议", lambda user: user.may(Permission.SEE_ILLNESS), _declines, _declines_in_words
    ),
    TimelineSource("facts", "情况变动", anybody, _facts, _facts_in_words),
]


def fill() -> None:
    hooks.TIMELINE.extend(SOURCES)
