"""The year-end form (慰问帮扶统计情况表): one list of figures and one of people, as of a day of the year.

The page, the workbook, the PDF and the cells of another office's template all take from here. An illness is told apart
from other hardship nowhere in it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from casework.choices.contacts import ContactKind
from casework.choices.recognition import PUBLIC_WORDING, Category, RecognitionStatus
from casework.choices.reviews import ReviewOutcome, ReviewStatus
from casework.models import Contact, ContactPerson, Recognition, ReviewRow
from funds.choices import AidKind, SourceKind
from funds.publicity import entries_of_year, standing
from office import clock
from office.identifiers.dates import completed_years
from office.models import Bureau
from office.money import format_yuan
from office.todo import CountOf
from registry import figures
from registry.models import Person

WORDINGS = tuple(dict.fromkeys(PUBLIC_WORDING.values()))
SITUATION = ("living_alone_or_empty_nest", "living_elsewhere_or_remote_rural", "no_housing_of_their_own")
OUTCOMES = (ReviewOutcome.KEEP, ReviewOutcome.ADJUST, ReviewOutcome.EXIT, ReviewOutcome.ADD)
ONCE_RECOGNISED = (RecognitionStatus.RECOGNISED, RecognitionStatus.ENDED)

# Every figure there is, by group: stable code → label and unit. The mapping of a template names these codes.
GROUPS: tuple[tuple[str, dict[str, tuple[str, str]]], ...] = (
    (
        "人员基本情况",
        {
            "retirees": ("离退休人员", "人"),
            "lixiu": ("其中:离休", "人"),
            "tuixiu": ("其中:退休", "人"),
            "survivors": ("遗属", "人"),
            "mean_age": ("离退休人员平均年龄", "岁"),
            "living_alone_or_empty_nest": ("独居或空巢", "人"),
            "living_elsewhere_or_remote_rural": ("居住在外地和边远农村", "人"),
            "no_housing_of_their_own": ("没有自有住房", "人"),
        },
    ),
    (
        "帮扶对象",
        {
            "recipients": ("已认定的帮扶对象", "人"),
            "recipients_members": ("其中:党员", "人"),
            "recipients_survivors": ("其中:遗属", "人"),
            **{f"recipients_{number}": (wording, "人") for number, wording in enumerate(WORDINGS, 1)},
        },
    ),
    (
        "年度复核",
        {
            "reviewed": ("已复核", "人"),
            **{f"review_{outcome}": (str(outcome.label), "人") for outcome in OUTCOMES},
            "unreviewed": ("没有复核的帮扶对象", "人"),
        },
    ),
    (
        "走访联系",
        {"visits": ("上门走访", "次"), "calls": ("电话问候", "次"), "contacted": ("走访联系到的人", "人")},
    ),
    (
        "慰问帮扶",
        {
            "helped": ("得到帮扶的人", "人"),
            "helped_members": ("其中:党员", "人"),
            "times": ("帮扶人次", "人次"),
            "amount": ("帮扶金额", "元"),
            "amount_emergency": ("其中:特情帮扶", "元"),
            **{f"amount_{kind}": (f"其中:{kind.label}支出", "元") for kind in SourceKind},
        },
    ),
)
LABELS = {code: label for _, lines in GROUPS for code, (label, _) in lines.items()}
UNITS = {code: unit for _, lines in GROUPS for code, (_, unit) in lines.items()}

PERSON_COLUMNS = {
    "number": "序号",
    "name": "姓名",
    "sex": "性别",
    "age": "年龄",
    "branch": "所在党支部",
    "kind": "人员类别",
    "member": "党员",
    "category": "帮扶类别",
    "outcome": "复核结果",
    "times": "帮扶次数",
    "amount": "帮扶金额(元)",
}


@dataclass(frozen=True)
class PersonRow:
    """One recipient of the year. `amount` in yuan."""

    number: int
    name: str
    sex: str
    age: int | None
    branch: str
    kind: str
    member: str
    category: str
    outcome: str
    times: int
    amount: Decimal


@dataclass(frozen=True)
class YearEnd:
    """The whole form. A figure of None is not known."""

    year: int
    as_of: date
    issuer: str
    section: str
    figures: Mapping[str, int | Decimal | None]
    people: Sequence[PersonRow]

    def as_json(self) -> dict[str, Any]:
        """Return the form under stable keys; sums and means as text."""
        return {
            "year": self.year,
            "as_of": self.as_of.isoformat(),
            "issuer": self.issuer,
            "section": self.section,
            "figures": {code: str(v) if isinstance(v, Decimal) else v for code, v in self.figures.items()},
            "people": [asdict(row) | {"amount": f"{row.amount:.2f}"} for row in self.people],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "YearEnd":
        found = {code: Decimal(v) if isinstance(v, str) else v for code, v in stored["figures"].items()}
        people = [PersonRow(**row | {"amount": Decimal(row["amount"])}) for row in stored["people"]]
        as_of = date.fromisoformat(stored["as_of"])
        return cls(stored["year"], as_of, stored["issuer"], stored["section"], found, people)

    @property
    def fingerprint(self) -> str:
        """Return what changes when any figure or word does."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def figure_text(code: str, value: int | Decimal | None) -> str:
    """Return a figure as it is read; sums with two places."""
    if value is None:
        return "未登记"
    return format_yuan(value) if UNITS[code] == "元" and isinstance(value, Decimal) else str(value)


def year_end(bureau: Bureau, year: int) -> YearEnd:
    """Compute the form of a bureau's year as things stand. Queries: eleven, whatever the number of rows.

    Rules: R-304, R-305.
    """
    as_of = min(date(year, 12, 31), clock.today())
    situation = figures.situation(as_of=as_of, bureau=bureau)
    spent = _spent(bureau, year)
    recipients = _recipients(bureau, year)
    in_force = [one for one in recipients if one.status == RecognitionStatus.RECOGNISED]
    found: dict[str, int | Decimal | None] = {key: len(people) for key, people in situation.groups.items()}
    found["mean_age"] = situation.mean_ages["mean_age"]
    found |= {key: situation.figure(key).count for key in SITUATION}
    found |= _of_recipients(in_force)
    found |= _counted(bureau, year)
    found |= _of_money(spent)
    found["unreviewed"] = len({one.person_id for one in in_force if one.review_status != ReviewStatus.DECIDED})
    ordered = {code: found[code] for code in LABELS}
    people = _people(recipients, spent, as_of)
    return YearEnd(year, as_of, bureau.name, bureau.section_name, ordered, people)


def _recipients(bureau: Bureau, year: int) -> list[Any]:
    """Return the year's recognitions, ended ones too, with what the year's review came to. Queries: one."""
    review = ReviewRow.objects.filter(person=OuterRef("person"), campaign__year=year, campaign__bureau=bureau)
    rows = Recognition.objects.filter(bureau=bureau, year=year, status__in=ONCE_RECOGNISED, recognised_on__isnull=False)
    rows = rows.annotate(
        review_status=Subquery(review.values("status")[:1]), review_outcome=Subquery(review.values("outcome")[:1])
    )
    return list(rows.select_related("person__branch").defer("reason", "closing_note").order_by("person__pinyin", "pk"))


def _of_recipients(in_force: Sequence[Any]) -> dict[str, int]:
    people = {one.person_id: one.person for one in in_force}
    of_wording = {wording: {one.person_id for one in in_force if one.wording == wording} for wording in WORDINGS}
    return {
        "recipients": len(people),
        "recipients_members": sum(person.is_party_member for person in people.values()),
        "recipients_survivors": sum(not person.is_retiree for person in people.values()),
        **{f"recipients_{number}": len(of_wording[wording]) for number, wording in enumerate(WORDINGS, 1)},
    }


def _counted(bureau: Bureau, year: int) -> dict[str, int]:
    """Return what is counted in the database: reviews by outcome, contacts by kind. Queries: one. Rule: R-305."""
    decided = ReviewRow.objects.filter(campaign__bureau=bureau, campaign__year=year, status=ReviewStatus.DECIDED)
    contacts = Contact.objects.valid().filter(bureau=bureau, held_on__year=year)
    persons = ContactPerson.objects.filter(contact__in=contacts)
    wanted: dict[str, QuerySet] = {
        "reviewed": decided.values("pk"),
        **{f"review_{outcome}": decided.filter(outcome=outcome).values("pk") for outcome in OUTCOMES},
        "visits": contacts.filter(kind=ContactKind.VISIT).values("pk"),
        "calls": contacts.filter(kind=ContactKind.CALL).values("pk"),
        "contacted": persons.values("person").distinct(),
    }
    counts = {f"n_{code}": CountOf(rows.order_by()) for code, rows in wanted.items()}
    row = Bureau.objects.filter(pk=bureau.pk).annotate(**counts).values_list(*counts).get()
    return dict(zip(wanted, row, strict=True))


@dataclass(frozen=True)
class _Spent:
    """What one entry of the ledger took out for good (below zero where it brought something back)."""

    person: Person
    payment_id: int | None
    source_kind: str
    aid_kind: str
    amount: Decimal


def _spent(bureau: Bureau, year: int) -> list[_Spent]:
    """Return the year's payments and what undid them, as the publicity list counts them. Queries: one. Rule: R-304."""
    entries = entries_of_year(bureau, year).with_spent()
    joined = entries.select_related("source", "payment__item__person__merged_into", "payment__item__application")
    return [
        _Spent(
            standing(e.payment.item.person), e.payment_id, e.source.kind, e.payment.item.application.aid_kind, e.spent
        )
        for e in joined
    ]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _of_money(spent: Sequence[_Spent]) -> dict[str, int | Decimal]:
    amounts = _amounts(spent)
    helped = {one.person.pk: one.person for one in spent if amounts[one.person.pk]}
    return {
        "helped": len(helped),
        "helped_members": sum(person.is_party_member for person in helped.values()),
        "times": sum(_times(spent).values()),
        "amount": _sum(one.amount for one in spent),
        "amount_emergency": _sum(one.amount for one in spent if one.aid_kind == AidKind.EMERGENCY),
        **{f"amount_{kind}": _sum(one.amount for one in spent if one.source_kind == kind) for kind in SourceKind},
    }


def _amounts(spent: Sequence[_Spent]) -> dict[int, Decimal]:
    """Return person id → what the year's payments came to."""
    found: dict[int, Decimal] = {}
    for one in spent:
        found[one.person.pk] = found.get(one.person.pk, Decimal(0)) + one.amount
    return found


def _times(spent: Sequence[_Spent]) -> Counter[int]:
    """Return person id → how many payments of the year stand."""
    sums: dict[tuple[int | None, int], Decimal] = {}
    for one in spent:
        key = one.payment_id, one.person.pk
        sums[key] = sums.get(key, Decimal(0)) + one.amount
    return Counter(person for (_, person), amount in sums.items() if amount > 0)


def _people(recipients: Sequence[Any], spent: Sequence[_Spent], as_of: date) -> list[PersonRow]:
    amounts, times = _amounts(spent), _times(spent)
    of_person: dict[int, list[Any]] = {}
    for one in recipients:
        of_person.setdefault(one.person_id, []).append(one)
    return [
        _row(number, rows, times[person_id], amounts.get(person_id, Decimal(0)), as_of)
        for number, (person_id, rows) in enumerate(of_person.items(), 1)
    ]


def _row(number: int, rows: Sequence[Any], times: int, amount: Decimal, as_of: date) -> PersonRow:
    person, first = rows[0].person, rows[0]
    decided = first.review_status == ReviewStatus.DECIDED and first.review_outcome
    ended = all(one.status == RecognitionStatus.ENDED for one in rows)
    return PersonRow(
        number=number,
        name=person.name,
        sex=person.get_sex_display(),
        age=completed_years(person.birth_date, person.died_on or as_of) if person.birth_date else None,
        branch=person.branch.name if person.branch else "",
        kind=person.get_kind_display(),
        member="是" if person.is_party_member else "否",
        category="、".join(dict.fromkeys(PUBLIC_WORDING[Category(one.category)] for one in rows)),
        outcome=str(ReviewOutcome(decided).label) if decided else ("已终止" if ended else "没有复核"),
        times=times,
        amount=amount,
    )
