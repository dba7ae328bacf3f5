"""What the demonstration's paper files hold beside the roster: ranks, habits, other addresses, assistance, a photo."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw

from office import clock
from office.models import User
from office.roles import Role
from registry import choices as c
from registry import ranks, records
from registry.models import Person
from registry.scans import PHOTO_SIDE, read_scan
from registry.workflows.hospitals import add_contact
from registry.workflows.papers import add_paper
from registry.workflows.people import FamilyRow
from registry.workflows.records import add_record
from supportdesk.demo.office import Office

RANKS = [ranks.Rank.LEAD_1, ranks.Rank.OLD_SECTION, ranks.Rank.SECTION_2, ranks.Rank.OLD_MEMBER, ranks.Rank.SENIOR_4]
UNITS = ["办公室", "征收管理股", "人事教育股", "计划统计股", "第一税务分局"]
POSTS = ["股长", "科员", "副局长", "会计", "专管员"]
DIETS = ["糖尿病饮食,忌甜", "忌辛辣", "吃软食"]
HOSPITAL_CONTACTS = [
    ("新山县人民医院", "医务科", "刘建平", "0746-4711111", "离休干部床位先打这里"),
    ("新山县人民医院", "医保办", "何小玲", "0746-4711122", "报销手续"),
    ("新山县中医院", "办公室", "蒋志明", "0746-4722211", ""),
    ("市第三人民医院", "老年病科", "郑医生", "0746-8333300", "转院先联系"),
]


def of_person(number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the folded part of the form holds for a person of the demonstration."""
    found = _home_and_means(number, values) | _health(number, values)
    if values["kind"] != c.PersonKind.SURVIVOR:
        found |= _career(number, values)
    if number % 4 == 0:
        lunar = c.Calendar.LUNAR if number % 8 else c.Calendar.SOLAR
        found |= {"birthday_calendar": lunar, "diet": DIETS[number % 3], "contact_time": "上午九点以后"}
    return found | ({"dialect": "新山土话", "hobbies": "下象棋、写毛笔字"} if number % 6 == 2 else {})


def _career(number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    worker = number % 8 == 5
    joined, birth = values["party_joined_on"], values["birth_date"]
    found: dict[str, Any] = {
        "staff_identity": c.StaffIdentity.WORKER if worker else c.StaffIdentity.CIVIL_SERVANT,
        "origin": c.Origin.STATE if number % 2 else c.Origin.LOCAL,
        "rank": ranks.Rank.WORKER_SENIOR if worker else RANKS[number % 5],
        "last_unit": UNITS[number % 5],
        "last_post": "驾驶员" if worker else POSTS[number % 5],
        "education": [c.Education.SENIOR, c.Education.SECONDARY, c.Education.COLLEGE][number % 3],
        "ethnicity": "瑶族" if number % 11 == 3 else "汉族",
        "native_place": "湖南新山",
        "party_full_on": joined.replace(year=joined.year + 1) if joined else None,
    }
    if values["was_leader"] == c.YesNo.YES:
        found |= {"treatment": ranks.Treatment.COUNTY_DEPUTY, "last_post": "局长"}
    if values["is_veteran"] == c.YesNo.YES:
        found |= {
            "military_from": date(birth.year + 18, 12, 1),
            "military_from_precision": c.Precision.MONTH,
            "military_to": date(birth.year + 22, 1, 1),
            "military_to_precision": c.Precision.YEAR,
            "military_service": "某部班长,立三等功一次",
        }
    return found


def _home_and_means(number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    survivor = values["kind"] == c.PersonKind.SURVIVOR
    found: dict[str, Any] = {"housing_area": Decimal(48 + number * 7 % 80)}
    if values["housing_tenure"] in (c.HousingTenure.RENTED, c.HousingTenure.LODGING):
        found |= {"housing_condition": c.HousingCondition.OLD, "co_residents": "与孙子合住"}
    if number % 5 == 2:
        found |= {"medical_cost": Decimal(4000 + number * 300), "other_cost": Decimal(18000)}
    if survivor:
        found |= {
            "own_employment": c.ChildEmployment.NEVER_WORKED,
            "fixed_income": c.YesNo.YES if values["monthly_income"] else c.YesNo.NO,
            "work_capacity": c.WorkCapacity.PARTIAL,
        }
    return found


def _health(number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    insurance = {
        c.PersonKind.HONOURED: c.MedicalInsurance.HONOURED,
        c.PersonKind.RETIREE: c.MedicalInsurance.CIVIL_SERVANT,
        c.PersonKind.SURVIVOR: c.MedicalInsurance.RESIDENT,
    }
    found: dict[str, Any] = {
        "medical_insurance": insurance[values["kind"]],
        "outpatient_cost": Decimal(values["outpatient_visits"] * 135),
    }
    if values["illness_kind"] not in ("", c.IllnessKind.NONE):
        found["illness_notes"] = "确诊多年,按时复查,病情平稳。" if number % 2 else "去年以来加重,活动后气促。"
    if values["illness_kind"] in c.SERIOUS_ILLNESSES:
        found["other_illnesses"] = [c.IllnessKind.CHRONIC]
    if values["long_term_medication"] == c.YesNo.YES:
        found["medication_notes"] = "降压药每日一片,另按医嘱。"
    if values["self_care"] == c.SelfCare.DEPENDENT:
        found |= {"paid_carer": c.YesNo.YES, "poor_care_access": c.YesNo.YES}
    return found


def grandchild(number: int, values: Mapping[str, Any], *, today: date) -> list[FamilyRow]:
    """Return a grandchild at school whom the person brings up, for a few."""
    if number % 9 != 4:
        return []
    child = {
        "name": f"{values['name'][0]}小宇",
        "relation": c.Relation.GRANDSON,
        "birth_date": date(today.year - 9, 5, 1),
        "birth_precision": c.Precision.MONTH,
        "employment": c.ChildEmployment.STUDYING,
        "lives_together": c.YesNo.YES,
        "is_dependent": c.YesNo.YES,
        "schooling": c.Schooling.PRIMARY,
        "school": "新山县第一小学",
    }
    return [FamilyRow(child)]


def add_files(office: Office, people: Sequence[Person]) -> None:
    """Enter the small records, some photos, and whom to ring in the hospitals."""
    by = office.user(Role.CASEWORKER)
    for hospital, department, name, phone, note in HOSPITAL_CONTACTS:
        values = {"hospital": hospital, "department": department, "name": name, "phone": phone, "note": note}
        add_contact(bureau=office.bureau, values=values, by=by)
    for number, person in enumerate(people):
        _add_records(number, person, by)
        if number % 7 == 0:
            kind = c.PaperKind.PHOTO
            add_paper(person=person, kind=kind, title="", scan=read_scan(_portrait(number), side=PHOTO_SIDE), by=by)


def _add_records(number: int, person: Person, by: User) -> None:
    today = clock.today()
    if number % 7 == 1:
        phone = {"owner": "刘芳", "relation": "邻居", "number": f"1990000{8000 + number:04}", "priority": 1}
        add_record(person=person, kind=records.PHONE, values=phone, by=by)
    if person.residence_area == c.ResidenceArea.ELSEWHERE:
        away: dict[str, Any] = {"kind": c.AddressKind.AWAY, "address": "深圳市南山区学府路8号", "with_whom": "女儿"}
        away |= {"contact": "女婿", "phone": f"1990000{8100 + number:04}", "lived_from": today - timedelta(days=900)}
        add_record(person=person, kind=records.ADDRESS, values=away, by=by)
    levels = {c.SelfCare.DEPENDENT: c.CareLevel.SEVERE, c.SelfCare.LIMITED_MOBILITY: c.CareLevel.MILD}
    if level := levels.get(c.SelfCare(person.self_care)) if person.self_care else None:
        told: dict[str, Any] = {"assessed_on": today - timedelta(days=40 + number), "standard": c.CareStandard.GB_42195}
        told |= {"level": level, "assessor": "新山县老年人能力评估中心"}
        add_record(person=person, kind=records.ASSESSMENT, values=told, by=by)
    if person.kind == c.PersonKind.SURVIVOR and (person.monthly_income or 0) < 500:
        granted = {"kind": c.AssistanceKind.SUBSISTENCE, "granted_from": today - timedelta(days=500)}
        granted |= {"monthly_amount": Decimal(380), "granted_by": "枧头镇人民政府"}
        add_record(person=person, kind=records.ASSISTANCE, values=granted, by=by)
    if number == 15:
        fire = {"kind": c.DisasterKind.FIRE, "happened_on": today - timedelta(days=70), "loss": Decimal(26000)}
        add_record(person=person, kind=records.DISASTER, values=fire | {"notes": "老屋线路起火,烧毁两间。"}, by=by)


def _portrait(number: int) -> bytes:
    """Return a drawn head and shoulders: the demonstration shows no real face."""
    picture = Image.new("RGB", (295, 413), (176 + number, 200, 224))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 280, 275, 560), fill=(70, 86, 110))
    draw.ellipse((88, 90, 208, 250), fill=(226, 190, 160))
    draw.pieslice((82, 70, 214, 210), 180, 360, fill=(150 - number, 150 - number, 150 - number))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
