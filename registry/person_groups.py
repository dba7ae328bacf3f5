"""The groups of facts on the person's page: the roster's columns always, the rest only where it is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from office import clock, lunar
from office.display import Fact
from office.formats import day, yuan
from office.identifiers.dates import completed_years
from office.models import User
from office.roles import Permission
from registry import facts, household, known, minors, ranks, records
from registry.choices import AddressKind, Calendar, FactField, PaperKind, PersonKind, Precision
from registry.models import FamilyMember, Person, PersonDetails, PersonFact
from registry.rights import may_open_paper
from registry.rules import period_of_honoured

F = FactField
NOT_HELD = PersonDetails()  # for those of whom nothing more is known


@dataclass
class Told:
    """What the page knows beside the person's row: the newest facts with their days, details, and small records."""

    person: Person
    user: User
    details: PersonDetails = NOT_HELD
    since: dict[str, str] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    small: Mapping[str, Sequence[Any]] = field(default_factory=dict)  # the records of `registry.records`
    may_edit: bool = False

    def fact(self, name: str, value: Any = None) -> Fact:
        """Return a line for a fact; without a value, for one that no column repeats, in words."""
        words = facts.shown(name, self.more.get(name, "")) if value is None else value
        return Fact(known.LABELS[name].partition("(")[0], words, self.since.get(name, ""))

    def url(self, kind: records.Kind, record: Any) -> str:
        """Return where a small record is changed; nothing for who may not."""
        key = [self.person.public_id, kind.key, record.public_id]
        return reverse("registry:record-edit", args=key) if self.may_edit else ""


def told(person: Person, user: User, *, may_edit: bool) -> Told:
    """Return what stands beside the person's row, as far as the user may see it. Queries: two."""
    found = Told(person, user, getattr(person, "details", NOT_HELD), may_edit=may_edit)
    rows = PersonFact.objects.filter(person=person, superseded_at=None).order_by("holds_from")
    for name, value, on in rows.values_list("field", "value", "holds_from"):
        found.since[name] = f"自 {on:%Y-%m-%d} 起"
        if name in facts.MORE_FIELDS:
            found.more[name] = value
    kinds = [kind for kind in records.SHOWN if user.may(kind.needs)]
    found.small = records.of_person(person, kinds)
    return found


def _known(lines: Iterable[Fact]) -> list[Fact]:
    return [line for line in lines if line.value not in (None, "")]


def _on(record: Any, name: str) -> str:
    value = getattr(record, name)
    return day(value, getattr(record, known.PRECISION[name])) if value else ""


def identity(t: Told) -> list[Fact]:
    """Return who this is; what only somebody who worked has is left out of a survivor's page where nobody knows it."""
    person, user = t.person, t.user
    working_life = [
        Fact("参加工作时间", _on(person, "worked_from"), _period(person)),
        Fact("离退休时间", _on(person, "retired_on")),
        Fact("原任领导职务", person.get_was_leader_display()),
        Fact("退役军人", person.get_is_veteran_display()),
        Fact("入党时间", _on(person, "party_joined_on")),
    ]
    other = known.id_birth_date(person)
    lines = [
        Fact("人员类别", person.get_kind_display()),
        Fact("性别", person.get_sex_display()),
        Fact("出生日期", _on(person, "birth_date"), f"身份证上是 {other:%Y-%m-%d},以档案为准" if other else ""),
        *(line for line in working_life if line.value or person.is_retiree),
        Fact("所在党支部", person.branch.name if person.branch else ""),
        *_known(_background(t)),
    ]
    return [*lines, Fact("备注", person.remarks or "无")] if user.may(Permission.SEE_ILLNESS) else lines


def _period(person: Person) -> str:
    return period_of_honoured(person.worked_from) if person.kind == PersonKind.HONOURED and person.worked_from else ""


def _background(t: Told) -> list[Fact]:
    person, details = t.person, t.details
    level = ranks.LEVEL_OF_RANK.get(person.rank)
    served = [_on(details, "military_from"), _on(details, "military_to")]
    return [
        Fact("转正时间", _on(person, "party_full_on"), _standing(person)),
        Fact("外单位党支部", details.outside_branch),
        Fact("组织关系所在地", details.party_place),
        Fact("身份", person.get_staff_identity_display()),
        Fact("来自", person.get_origin_display()),
        Fact("原工作单位或部门", person.last_unit),
        Fact("原职务", person.last_post),
        Fact("职级", person.get_rank_display(), f"相当于{level.label}" if level else ""),
        Fact("享受待遇", person.get_treatment_display()),
        Fact("服役", "至".join(part or "?" for part in served) if any(served) else "", details.military_service),
        Fact("服役情况", "" if any(served) else details.military_service),
        Fact("学历", person.get_education_display()),
        Fact("民族", person.ethnicity),
        Fact("籍贯", person.native_place),
    ]


def _standing(person: Person) -> str:
    """Return the years of Party standing, which begin with full membership."""
    until = person.died_on or clock.today()
    return f"党龄 {completed_years(person.party_full_on, until)} 年" if person.party_full_on else ""


def habits(t: Told) -> list[Fact]:
    details, birth = t.details, t.person.birth_date
    keeps = details.get_birthday_calendar_display()
    by_moon = details.birthday_calendar == Calendar.LUNAR and t.person.birth_precision == Precision.DAY
    return _known(
        [
            Fact("生日", keeps, lunar.lunar_text(birth) if by_moon and birth else ""),
            Fact("饮食习惯", details.diet),
            Fact("方言", details.dialect),
            Fact("方便联系的时间", details.contact_time),
            Fact("爱好特长", details.hobbies),
        ]
    )


def phones(t: Told) -> list[Fact]:
    """Return the numbers that are not the person's own, in the order of ringing."""
    return [
        Fact(f"{one.owner}{f'({one.relation})' if one.relation else ''}", one.number, "", t.url(records.PHONE, one))
        for one in t.small.get(records.PHONE.key, [])
    ]


def addresses(t: Told) -> list[Fact]:
    """Return the addresses beside the home; away from the county with whom somebody lives and whom to ring there."""
    found = []
    for one in sorted(t.small.get(records.ADDRESS.key, []), key=lambda one: one.kind != AddressKind.AWAY):
        with_whom = f"和{one.with_whom}同住" if one.with_whom else ""
        there = f"当地联系:{one.contact} {one.phone}".strip() if one.contact or one.phone else ""
        notes = [with_whom, there, _span(one.lived_from, one.lived_until)]
        note = ";".join(filter(None, notes))
        found.append(Fact(one.get_kind_display(), one.address, note, t.url(records.ADDRESS, one)))
    return found


def _span(first: date | None, last: date | None) -> str:
    if first and last:
        return f"{first} 至 {last}"
    return f"自 {first} 起" if first else f"至 {last}" if last else ""


def home(t: Told, family: Sequence[FamilyMember]) -> list[Fact]:
    person, f = t.person, F
    lines = [
        t.fact(f.ADDRESS, person.address),
        t.fact(f.RESIDENCE_AREA, person.get_residence_area_display()),
        t.fact(f.HOUSING_TENURE, person.get_housing_tenure_display()),
        t.fact(f.MARITAL_STATUS, person.get_marital_status_display()),
        t.fact(f.SPOUSE_EMPLOYMENT, person.get_spouse_employment_display()),
    ]
    area = t.more.get(f.HOUSING_AREA, "")
    area = f"{area.rstrip('0').rstrip('.')} 平方米" if area else ""
    lines += _known([t.fact(f.HOUSING_AREA, area), t.fact(f.HOUSING_CONDITION), t.fact(f.CO_RESIDENTS)])
    lines += _known([t.fact(f.OWN_EMPLOYMENT)])
    return lines + _income(t, family) if t.user.may(Permission.SEE_INCOME) else lines


def _income(t: Told, family: Sequence[FamilyMember]) -> list[Fact]:
    """Return what the household lives on; its costs of illness only to who may see illness."""
    amount = None if t.person.monthly_income is None else f"{yuan(t.person.monthly_income)} 元"
    lines = [t.fact(F.MONTHLY_INCOME, amount or "")]
    names = [F.FIXED_INCOME, F.HOUSEHOLD_INCOME, F.OTHER_COST]
    names += [F.MEDICAL_COST] if t.user.may(Permission.SEE_ILLNESS) else []
    lines += _known(t.fact(name, _words(t, name)) for name in names)
    yearly = facts.to_column(F.HOUSEHOLD_INCOME, t.more.get(F.HOUSEHOLD_INCOME, ""))
    head = household.today(t.person, family, yearly)
    if head.members > 1 or yearly is not None:
        lines.append(Fact("家庭人均月收入", f"{yuan(head.amount)} 元" if head.amount is not None else "", head.how))
    return lines


def _words(t: Told, name: str) -> str:
    text = t.more.get(name, "")
    if name not in facts.FACTS_IN_YUAN:
        return facts.shown(name, text)
    return f"{yuan(facts.to_column(name, text))} 元" if text else ""


def assistance(t: Told) -> list[Fact]:
    found = []
    for one in t.small.get(records.ASSISTANCE.key, []):
        monthly = f"每月 {yuan(one.monthly_amount)} 元" if one.monthly_amount is not None else ""
        words = ",".join(filter(None, [_span(one.granted_from, one.ended_on), monthly]))
        number = f"证件编号 {one.certificate_no}" if one.certificate_no else ""
        note = ";".join(filter(None, [number, one.granted_by]))
        found.append(Fact(one.get_kind_display(), words, note, t.url(records.ASSISTANCE, one)))
    return found


def disasters(t: Told) -> list[Fact]:
    return [
        Fact(
            one.get_kind_display(),
            str(one.happened_on),
            f"损失 {yuan(one.loss)} 元" if one.loss is not None else "",
            t.url(records.DISASTER, one),
        )
        for one in t.small.get(records.DISASTER.key, [])
    ]


def health(t: Told) -> list[Fact]:
    person, details, f = t.person, t.details, F
    visits = "" if person.outpatient_visits is None else f"{person.outpatient_visits} 次"
    return [
        t.fact(f.ILLNESS_KIND, person.get_illness_kind_display()),
        *_known([t.fact(f.OTHER_ILLNESSES), Fact("病情说明", details.illness_notes)]),
        t.fact(f.LONG_TERM_MEDICATION, person.get_long_term_medication_display()),
        *_known([Fact("用药说明", details.medication_notes)]),
        t.fact(f.SELF_CARE, person.get_self_care_display()),
        t.fact(f.OUTPATIENT_VISITS, visits),
        *_known([t.fact(f.OUTPATIENT_COST, _words(t, f.OUTPATIENT_COST)), t.fact(f.MEDICAL_INSURANCE)]),
        *_known([t.fact(f.POOR_CARE_ACCESS), t.fact(f.PAID_CARER), t.fact(f.WORK_CAPACITY)]),
    ]


def photo_url(t: Told) -> str:
    """Return where the photo is, or ""."""
    photos = (one for one in t.small.get(records.PAPER.key, []) if one.kind == PaperKind.PHOTO)
    photo = next(photos, None)
    return reverse("registry:paper-file", args=[t.person.public_id, photo.public_id]) if photo else ""


def papers_count(t: Told) -> int:
    """Return how many papers the user may open."""
    return sum(may_open_paper(t.user, one.kind) for one in t.small.get(records.PAPER.key, []))


def assessments(t: Told) -> list[Fact]:
    """Return the care levels as somebody assessed them, the newest first."""
    found = sorted(t.small.get(records.ASSESSMENT.key, []), key=lambda one: one.assessed_on, reverse=True)
    return [
        Fact(
            str(one.assessed_on),
            one.words,
            f"{one.get_standard_display()},{one.assessor}",
            t.url(records.ASSESSMENT, one),
        )
        for one in found
    ]


@dataclass(frozen=True)
class Relative:
    """A line of the family table: what a child's page keeps from the user is left out of it."""

    member: FamilyMember
    phone: str
    doing: str


def relatives(t: Told, family: Sequence[FamilyMember]) -> list[Relative]:
    return [_relative(t, member) for member in family]


def _relative(t: Told, member: FamilyMember) -> Relative:
    hidden = minors.hides(member, t.user)
    parts = [
        member.get_schooling_display(),
        "" if hidden else member.school,
        member.workplace,
        f"就业意向:{member.job_wish}" if member.job_wish else "",
        "靠本人供养" if member.is_dependent == "yes" else "",
    ]
    return Relative(
        member, "未成年人,不显示" if hidden and member.phone else member.phone, "、".join(filter(None, parts))
    )
