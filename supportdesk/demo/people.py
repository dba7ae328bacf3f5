"""Forty-six retirees and some survivors of today's ages, with families and stays in hospital."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from office import clock
from office.identifiers import national_id
from office.models import User
from office.roles import Role
from registry import choices as c
from registry.models import Person
from registry.workflows import life
from registry.workflows.people import Edit, FamilyRow, create_person
from supportdesk.demo import files
from supportdesk.demo.office import Office

HONOURED, ORDINARY, SURVIVORS = 5, 41, 4
AGES: dict[str, tuple[int, int]] = {
    c.PersonKind.HONOURED: (93, 99),
    c.PersonKind.RETIREE: (61, 88),
    c.PersonKind.SURVIVOR: (66, 90),
}
MEN = ["德明", "世昌", "文彬", "长庚", "福生", "宗礼", "家栋", "良才", "永福", "光荣", "运生", "建国"]
WOMEN = ["秀英", "桂兰", "玉珍", "淑芳", "素梅", "凤莲", "春桃", "月娥", "翠华", "巧云", "金枝", "兰英"]
SURNAMES = "王李张刘陈杨赵黄周吴郑冯蒋沈韩秦尤许何吕施孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
RARE = {7: "欧阳頔", 13: "龚龑", 19: "古丽·阿依", 26: "单雄", 33: "解㛃"}  # names that paper must be able to print
ROADS = ["人民路", "文化路", "建设街", "税务小区", "解放街"]
PLACES = ["枧头镇", "骥村镇", "龙泉镇"]
HOSPITALS = ["新山县人民医院", "新山县中医院", "市第三人民医院"]


def weighted(random: Random, choices: dict[Any, int]) -> Any:
    return random.choices(list(choices), list(choices.values()))[0]


def id_number(birth: date, sex: str, sequence: int) -> str:
    """Return a number with a county code that was never assigned."""
    odd = sequence * 2 + (1 if sex == c.Sex.MALE else 0)
    body = f"439999{birth:%Y%m%d}{odd % 1000:03}"
    return body + national_id.check_character(body)


def make_people(office: Office, *, today: date, year: int) -> list[Person]:
    """Register everybody as the caseworker of January of `year` would, and return them in the roster's order."""
    random = Random(46)
    kinds = [c.PersonKind.HONOURED] * HONOURED + [c.PersonKind.RETIREE] * ORDINARY
    kinds += [c.PersonKind.SURVIVOR] * SURVIVORS
    by = office.user(Role.CASEWORKER)
    people = []
    for number, kind in enumerate(kinds):
        values = _values(random, office, number, kind, today)
        family = [*_family(random, values, number), *files.grandchild(number, values, today=today)]
        values |= files.of_person(number, values)
        edit = Edit(values=values, family=family, holds_from=date(year, 1, 6))
        people.append(create_person(bureau=office.bureau, edit=edit, by=by))
    return people


def enter_twice(office: Office, person: Person) -> Person:
    """Register somebody a second time, with less of what is known: a pair to be found and merged."""
    known = {"kind": person.kind, "name": person.name, "sex": person.sex, "phone": person.phone}
    first_day = person.birth_date.replace(month=1, day=1) if person.birth_date else None
    birth = {"birth_date": first_day, "birth_precision": c.Precision.YEAR}
    edit = Edit(values=known | birth | {"remarks": "社区转来的名单"}, holds_from=clock.today())
    return create_person(bureau=office.bureau, edit=edit, by=office.user(Role.CASEWORKER))


def _values(random: Random, office: Office, number: int, kind: str, today: date) -> dict[str, Any]:
    sex = c.Sex.FEMALE if kind == c.PersonKind.SURVIVOR else weighted(random, {c.Sex.MALE: 6, c.Sex.FEMALE: 4})
    low, high = AGES[kind]
    birth = date(today.year - random.randint(low, high), random.randint(1, 12), random.randint(1, 28))
    name = RARE.get(number) or SURNAMES[number % len(SURNAMES)] + (MEN if sex == c.Sex.MALE else WOMEN)[number % 12]
    survivor = kind == c.PersonKind.SURVIVOR
    honoured = kind == c.PersonKind.HONOURED
    retired_age = 60 if sex == c.Sex.MALE else 55
    party = number % 5 < 3 and not survivor
    worked = date(1949, random.randint(1, 9), 1) if honoured else date(birth.year + random.randint(18, 22), 8, 1)
    married = "" if survivor else weighted(random, {c.MaritalStatus.MARRIED: 6, c.MaritalStatus.WIDOWED: 3})
    return {
        "kind": kind,
        "name": name,
        "sex": sex,
        "id_number": "" if number == 48 else id_number(birth, sex, 100 + number),
        "birth_date": birth,
        "worked_from": None if survivor else worked,
        "retired_on": None if survivor else date(birth.year + retired_age, birth.month, 1),
        "was_leader": "" if survivor else c.YesNo.YES if number % 7 == 0 else c.YesNo.NO,
        "is_veteran": "" if survivor else c.YesNo.YES if number % 6 == 1 else c.YesNo.NO,
        "party_joined_on": date(worked.year + 4, 7, 1) if party else None,
        "branch": office.branches[number % 2] if number % 9 else office.branches[2],
        "phone": f"1990000{1000 + number * 7:04}",
        "address": f"新山县{PLACES[number % 3]}{ROADS[number % 5]}{number * 3 + 1}号",
        "residence_area": weighted(random, dict(zip(c.ResidenceArea, (70, 14, 9, 7), strict=True))),
        "marital_status": c.MaritalStatus.WIDOWED if survivor else married,
        "living_arrangement": _living(random, married),
        "housing_tenure": weighted(random, dict(zip(c.HousingTenure, (82, 4, 7, 6, 1), strict=True))),
        "illness_kind": weighted(random, dict(zip(c.IllnessKind, (26, 48, 6, 8, 3, 3, 6), strict=True))),
        "long_term_medication": "" if number == 17 else weighted(random, {c.YesNo.YES: 5, c.YesNo.NO: 5}),
        "outpatient_visits": random.randint(0, 16),
        "self_care": "" if number == 23 else weighted(random, dict(zip(c.SelfCare, (80, 13, 7), strict=True))),
        "spouse_employment": _spouse(random, married),
        "monthly_income": Decimal(random.randint(0, 14) * 100 if survivor else random.randint(32, 79) * 100),
    }


def _living(random: Random, married: str) -> str:
    living = c.LivingArrangement
    if married == c.MaritalStatus.MARRIED:
        return weighted(random, {living.WITH_SPOUSE: 6, living.WITH_CHILDREN: 2, living.EMPTY_NEST: 3})
    return weighted(random, {living.ALONE: 5, living.WITH_CHILDREN: 5, living.INSTITUTION: 1})


def _spouse(random: Random, married: str) -> str:
    s = c.SpouseEmployment
    return (
        weighted(random, {s.RETIRED: 6, s.NOT_WORKING: 3, s.FARMING: 1}) if married == c.MaritalStatus.MARRIED else ""
    )


def _family(random: Random, values: dict[str, Any], number: int) -> list[FamilyRow]:
    rows = []
    for child in range(random.choice([0, 1, 1, 2, 2, 3])):
        son = random.random() < 0.5
        name = values["name"][0] + (random.choice(MEN) if son else random.choice(WOMEN))
        employment = dict(zip(c.ChildEmployment, (50, 14, 10, 9, 5, 5, 0, 6, 1), strict=True))
        rows.append(
            FamilyRow(
                {
                    "name": name,
                    "relation": c.Relation.SON if son else c.Relation.DAUGHTER,
                    "birth_date": date(values["birth_date"].year + random.randint(23, 33), random.randint(1, 12), 15),
                    "employment": weighted(random, employment),
                    "lives_together": c.YesNo.YES if random.random() < 0.3 else c.YesNo.NO,
                    "monthly_income": Decimal(random.randint(0, 60) * 100),
                    "phone": f"1990000{5000 + number * 7 + child:04}",
                    "is_contact": child == 0,
                }
            )
        )
    return rows


def record_stays(office: Office, people: list[Person], *, days: list[date], by: User) -> None:
    """Record past stays on the given days and one that is still going on."""
    random = Random(9)
    for number, admitted in enumerate(days):
        person = people[(number * 5) % len(people)]
        cost = Decimal(random.randint(30, 260) * 100)
        life.record_stay(
            person=person,
            by=by,
            admitted_on=admitted,
            discharged_on=None if number == len(days) - 1 else admitted + timedelta(days=random.randint(3, 18)),
            hospital=HOSPITALS[number % 3],
            ward="心内科二病区" if number == len(days) - 1 else "",
            bed="16" if number == len(days) - 1 else "",
            cost=cost,
            self_paid=(cost * Decimal("0.3")).quantize(Decimal("0.01")),
        )
