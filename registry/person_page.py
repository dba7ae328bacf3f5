"""What the person's page says, composed for one user: plain rows of facts, nothing the role may not see."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from office import clock
from office.display import Fact, Tab
from office.formats import day_cn
from office.identifiers.dates import completed_years
from office.models import User
from office.roles import Permission
from registry import person_groups as groups
from registry.choices import FactField
from registry.hooks import Panel
from registry.models import HospitalStay, Person

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
    habits: list[Fact]
    family: list[groups.Relative]
    phones: list[Fact]
    home: list[Fact]
    addresses: list[Fact]
    assistance: list[Fact]
    disasters: list[Fact]
    health: list[Fact]
    assessments: list[Fact]
    photo_url: str
    papers: int
    stays: list[HospitalStay]
    survivors: list[Person]
    may_see_illness: bool
    may_see_income: bool
    may_see_history: bool
    may_reveal: bool
    may_print: bool
    may_edit: bool

    @property
    def family_doing(self) -> bool:
        """Return whether the family table needs its column on school and work."""
        return any(one.doing for one in self.family)


def compose(user: User, person: Person, panels: Sequence[Panel]) -> PersonPage:
    """Return the page's content around the panels of upper apps.

    Queries: four (facts, small records, family, stays), for the dead a fifth (survivors).
    """
    illness, income = user.may(Permission.SEE_ILLNESS), user.may(Permission.SEE_INCOME)
    stays = list(person.stays.filter(withdrawn_on=None)[:STAYS_SHOWN]) if illness else []
    may_edit = user.may(Permission.EDIT_PEOPLE) and user.bureau_id == person.bureau_id
    state, tone = state_of(person)
    told = groups.told(person, user, may_edit=may_edit)
    family = list(person.family.filter(ended_on=None))
    return PersonPage(
        age=completed_years(person.birth_date, person.died_on or clock.today()) if person.birth_date else None,
        state=state,
        tone=tone,
        banners=_banners(person, may_edit=may_edit),
        tabs=_tabs({panel.anchor for panel in panels} | ({"health"} if illness else set())),
        key_facts=_key_facts(person, told.since) + [fact for panel in panels for fact in panel.key_facts],
        identity=groups.identity(told),
        habits=groups.habits(told),
        family=groups.relatives(told, family),
        phones=groups.phones(told),
        home=groups.home(told, family),
        addresses=groups.addresses(told),
        assistance=groups.assistance(told),
        disasters=groups.disasters(told),
        health=groups.health(told) if illness else [],
        assessments=groups.assessments(told) if illness else [],
        photo_url=groups.photo_url(told),
        papers=groups.papers_count(told),
        stays=stays,
        survivors=list(person.survivors.standing()) if person.died_on else [],
        may_see_illness=illness,
        may_see_income=income,
        may_see_history=user.may(Permission.SEE_HISTORY),
        may_reveal=user.may(Permission.REVEAL_ID) and user.bureau_id == person.bureau_id,
        may_print=user.may(Permission.PRINT_DOSSIER) and user.bureau_id == person.bureau_id,
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


def _key_facts(person: Person, since: dict[str, str]) -> list[Fact]:
    f = FactField
    return [
        Fact("居住情况", person.get_living_arrangement_display(), since.get(f.LIVING_ARRANGEMENT, "")),
        Fact("自理能力", person.get_self_care_display(), since.get(f.SELF_CARE, "")),
        Fact("联系电话", person.phone),
    ]
