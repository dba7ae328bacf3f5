"""What the person's page says, composed for one user: plain rows of facts, nothing the role may not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from office import clock
from office.display import Fact, Tab
from office.formats import day, day_cn, yuan
from office.identifiers.dates import completed_years
from office.models import User
from office.roles import Permission
from registry.choices import FactField
from registry.hooks import Panel
from registry.models import FamilyMember, HospitalStay, Person, PersonFact

STAYS_SHOWN = 10
ANCHORS = {
    "overview": "概况",
    "family": "家庭",
    "health": "健康",
    "home": "住房与收入",
    "care": "帮扶",
    "money": "资金",
    "record": "记录",
    "timeline": "大事记",
}


@dataclass(frozen=True)
class Banner:
    """What must be known before anything else on the page is read."""

    tone: str
    title: str
    text: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class PersonPage:
    """The parts of the page in their order."""

    age: int | None
    state: str
    tone: str
    banners: list[Banner]
    tabs: list[Tab]
    key_facts: list[Fact]
    identity: list[Fact]
    home: list[Fact]
    health: list[Fact]
    family: list[FamilyMember]
    stays: list[HospitalStay]
    survivors: list[Person]
    may_see_illness: bool
    may_see_income: bool
    may_see_history: bool
    may_reveal: bool
    may_edit: bool


def compose(user: User, person: Person, panels: Sequence[Panel]) -> PersonPage:
    """Return the page's content around the panels of upper apps.

    Queries: three (facts' dates, family, stays), for the dead a fourth (survivors).
    """
    illness, income = user.may(Permission.SEE_ILLNESS), user.may(Permission.SEE_INCOME)
    since = _since(person)
    stays = list(person.stays.filter(withdrawn_on=None)[:STAYS_SHOWN]) if illness else []
    may_edit = user.may(Permission.EDIT_PEOPLE) and user.bureau_id == person.bureau_id
    state, tone = state_of(person)
    return PersonPage(
        age=completed_years(person.birth_date, person.died_on or clock.today()) if person.birth_date else None,
        state=state,
        tone=tone,
        banners=_banners(person, may_edit=may_edit),
        tabs=_tabs({panel.anchor for panel in panels} | ({"health"} if illness else set())),
        key_facts=_key_facts(person, since) + [fact for panel in panels for fact in panel.key_facts],
        identity=_identity(person, remarks=illness),
        home=_home(person, since, income=income),
        health=_health(person, since) if illness else [],
        family=list(person.family.filter(ended_on=None)),
        stays=stays,
        survivors=list(person.survivors.standing()) if person.died_on else [],
        may_see_illness=illness,
        may_see_income=income,
        may_see_history=user.may(Permission.SEE_HISTORY),
        may_reveal=user.may(Permission.REVEAL_ID) and user.bureau_id == person.bureau_id,
        may_edit=may_edit,
    )


def state_of(person: Person) -> tuple[str, str]:
    """Return the word and the tone of the status beside the name; nothing for the living who are here."""
    if person.died_on:
        return "已去世", "quiet"
    if person.transferred_out_on and person.transferred_out_on <= clock.today():
        return "已转出", "quiet"
    return ("去向待核实", "warn") if person.unlisted_from else ("", "quiet")


def _banners(person: Person, *, may_edit: bool) -> list[Banner]:
    found = []
    if person.died_on:
        text = f"{day_cn(person.died_on)}去世,不再列入走访和慰问。"
        url = (
            f"{reverse('registry:person-create')}?deceased={person.public_id}" if may_edit and person.is_retiree else ""
        )
        found.append(Banner("info", "已去世", text, url, "登记遗属"))
    if person.transferred_out_on:
        to = f"转往{person.transferred_out_to}" if person.transferred_out_to else "转出"
        found.append(Banner("info", "已转出", f"{day_cn(person.transferred_out_on)}{to},此后不计入本局人数。"))
    if person.unlisted_from and not person.died_on and not person.transferred_out_on:
        text = f"{day_cn(person.unlisted_from)}的花名册没有列出此人,请核实去向:去世、转出,还是漏填。"
        url = f"{person.get_absolute_url()}#record" if may_edit else ""
        found.append(Banner("warn", "去向待核实", text, url, "登记去世或转出"))
    return found


def _tabs(anchors: set[str]) -> list[Tab]:
    always = {"overview", "family", "home", "record", "timeline"}
    return [Tab(label, f"#{anchor}") for anchor, label in ANCHORS.items() if anchor in always | anchors]


def _since(person: Person) -> dict[str, str]:
    """Return field → "自 2026-01-05 起" of the newest standing fact. Queries: one."""
    rows = PersonFact.objects.filter(person=person, superseded_at=None).order_by("holds_from")
    return {name: f"自 {on:%Y-%m-%d} 起" for name, on in rows.values_list("field", "holds_from")}


def _key_facts(person: Person, since: dict[str, str]) -> list[Fact]:
    f = FactField
    return [
        Fact("居住情况", person.get_living_arrangement_display(), since.get(f.LIVING_ARRANGEMENT, "")),
        Fact("自理能力", person.get_self_care_display(), since.get(f.SELF_CARE, "")),
        Fact("联系电话", person.phone),
    ]


def _identity(person: Person, *, remarks: bool) -> list[Fact]:
    """Return who this is; what only somebody who worked has is left out of a survivor's page where nobody knows it."""
    working_life = [
        Fact("参加工作时间", _day(person.worked_from, person.worked_from_precision)),
        Fact("离退休时间", _day(person.retired_on, person.retired_on_precision)),
        Fact("原任领导职务", person.get_was_leader_display()),
        Fact("退役军人", person.get_is_veteran_display()),
        Fact("入党时间", _day(person.party_joined_on, person.party_joined_on_precision)),
    ]
    facts = [
        Fact("人员类别", person.get_kind_display()),
        Fact("性别", person.get_sex_display()),
        Fact("出生日期", _day(person.birth_date, person.birth_precision)),
        *(fact for fact in working_life if fact.value or person.is_retiree),
        Fact("所在党支部", person.branch.name if person.branch else ""),
    ]
    return [*facts, Fact("备注", person.remarks or "无")] if remarks else facts


def _day(value: date | None, precision: str) -> str:
    return day(value, precision) if value else ""


def _home(person: Person, since: dict[str, str], *, income: bool) -> list[Fact]:
    f = FactField
    facts = [
        Fact("家庭住址", person.address, since.get(f.ADDRESS, "")),
        Fact("居住地", person.get_residence_area_display(), since.get(f.RESIDENCE_AREA, "")),
        Fact("住房情况", person.get_housing_tenure_display(), since.get(f.HOUSING_TENURE, "")),
        Fact("婚姻状况", person.get_marital_status_display(), since.get(f.MARITAL_STATUS, "")),
        Fact("配偶就业情况", person.get_spouse_employment_display(), since.get(f.SPOUSE_EMPLOYMENT, "")),
    ]
    if income:
        amount = None if person.monthly_income is None else f"{yuan(person.monthly_income)} 元"
        facts.append(Fact("月收入", amount, since.get(f.MONTHLY_INCOME, "")))
    return facts


def _health(person: Person, since: dict[str, str]) -> list[Fact]:
    f = FactField
    visits = None if person.outpatient_visits is None else f"{person.outpatient_visits} 次"
    return [
        Fact("主要疾病", person.get_illness_kind_display(), since.get(f.ILLNESS_KIND, "")),
        Fact("长期服药", person.get_long_term_medication_display(), since.get(f.LONG_TERM_MEDICATION, "")),
        Fact("自理能力", person.get_self_care_display(), since.get(f.SELF_CARE, "")),
        Fact("本年门诊次数", visits, since.get(f.OUTPATIENT_VISITS, "")),
    ]
