"""Synthetic people for load tests, written in bulk: facts, families, stays in hospital, pairings, contacts.

Person number n of a seed is always the same one, so a database can be topped up. All stand in one bureau of their own
and are known by the reason in their history, which is how a database with real records is told apart.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from casework.choices.contacts import ContactKind, ContactPurpose
from casework.choices.pairing import PairingStatus
from casework.models import Contact, ContactHelper, ContactPerson, Pairing
from casework.workflows.schedule import refresh
from office import clock, store
from office.errors import RuleBroken
from office.models import Branch, Bureau, StaffMember, User
from registry import choices as c
from registry import facts
from registry.models import FamilyMember, HospitalStay, Person
from supportdesk.demo.office import staff_name
from supportdesk.demo.people import HOSPITALS, MEN, PLACES, ROADS, SURNAMES, WOMEN, id_number, weighted

BUREAU = ("SCALE-439999", "压力测试局")
REASON = "make_scale_data"
BRANCHES, PEOPLE_PER_HELPER, CHUNK = 12, 10, 500
OLDEST, YOUNGEST = 92, 61  # ages
NOTES = ["身体平稳,按时服药。", "谈了近况,情绪不错。", "腿脚不便,买菜由女儿代办。", "说起降压药涨价,已转达。"]


class HoldsRealRecords(RuleBroken):
    code = "holds-real-records"

    def __init__(self, what: str) -> None:
        super().__init__(f"数据库里有{what},不能混入压力测试数据。请换一个空的数据库。")


def check_database() -> None:
    """Raises: HoldsRealRecords."""
    other = Bureau.objects.exclude(code=BUREAU[0]).first()
    if other is not None:
        raise HoldsRealRecords(f"别的单位({other.name})")
    ours = Person.history.filter(history_type="+", history_change_reason=REASON).values("id")
    others = Person.objects.exclude(pk__in=ours).count()
    if others:
        raise HoldsRealRecords(f"不是本命令生成的 {others} 人")


def make_scale_data(
    *, retirees: int, contacts_per_year: int = 4, years: int = 1, seed: int = 1, progress: Callable[[int], None]
) -> Bureau:
    """Bring the database to that many people, five hundred in a transaction; those already there stay as they are.

    Raises: HoldsRealRecords.
    """
    check_database()
    maker = Maker(seed=seed, contacts=contacts_per_year * years, days=365 * years)
    have = Person.objects.count()
    maker.add_staff(-(-retirees // PEOPLE_PER_HELPER))
    for start in range(have, retirees, CHUNK):
        numbers = range(start, min(start + CHUNK, retirees))
        with transaction.atomic():
            maker.add_people(numbers)
        progress(numbers.stop)
    return maker.bureau


class Maker:
    """Makes people by number: `contacts` each, spread over the last `days`."""

    def __init__(self, *, seed: int, contacts: int, days: int) -> None:
        self.seed, self.contacts, self.days = seed, contacts, days
        self.by, self.today = User.operator(), clock.today()
        self.since = self.today - timedelta(days=days)
        self.bureau = Bureau.objects.filter(code=BUREAU[0]).first() or self._make_bureau()
        self.branches = list(self.bureau.branches.order_by("pk"))
        self.staff: list[StaffMember] = list(self.bureau.staff.order_by("pk"))

    @transaction.atomic
    def _make_bureau(self) -> Bureau:
        bureau = store.create(Bureau(code=BUREAU[0], name=BUREAU[1]), by=self.by, reason=REASON)
        for number in range(1, BRANCHES + 1):
            store.create(Branch(bureau=bureau, name=f"离退休第{number}党支部"), by=self.by, reason=REASON)
        return bureau

    @transaction.atomic
    def add_staff(self, count: int) -> None:
        """Bring the serving staff to that many, all of them Party members."""
        members = []
        for number in range(len(self.staff), count):
            member = StaffMember(
                bureau=self.bureau,
                staff_no=f"S{number + 1:06}",
                name=staff_name(number),
                is_party_member=True,
                branch=self.branches[number % BRANCHES],
                serving_from=date(2000, 1, 1),
            )
            member.spell()
            members.append(member)
        self.staff += store.bulk_create(members, by=self.by, reason=REASON)

    def add_people(self, numbers: range) -> None:
        """Write the people of these numbers with everything about them."""
        randoms = {number: Random(f"{self.seed}:{number}") for number in numbers}  # no secret
        people = [self._person(number, random) for number, random in randoms.items()]
        people = store.bulk_create(people, by=self.by, reason=REASON)
        family = [m for p, random in zip(people, randoms.values(), strict=True) for m in _family(p, random)]
        family = store.bulk_create(family, by=self.by, reason=REASON)
        stays = [s for p, random in zip(people, randoms.values(), strict=True) for s in _stays(p, random, self.today)]
        store.bulk_create(stays, by=self.by, reason=REASON)
        facts.write([*self._facts(people, facts.PERSON_FIELDS), *self._facts(family, facts.FAMILY_FIELDS)], by=self.by)
        helpers = {person.pk: self.staff[n // PEOPLE_PER_HELPER] for n, person in zip(numbers, people, strict=True)}
        store.bulk_create([self._pairing(p, helpers[p.pk]) for p in people], by=self.by, reason=REASON)
        self._add_contacts(people, helpers, list(randoms.values()))
        refresh(person_ids=list(helpers), bureau=self.bureau)

    def _facts(self, owners: list[Any], fields: tuple[str, ...]) -> list[facts.FactWrite]:
        return [
            facts.FactWrite(owner, field, facts.to_text(field, getattr(owner, field)), self.since)
            for owner in owners
            for field in fields
        ]

    def _person(self, number: int, random: Random) -> Person:
        span = (OLDEST - YOUNGEST) * 365
        birth = date(self.today.year - OLDEST, 1, 1) + timedelta(days=number * 397 % span)  # 397 shares no divisor
        sex = weighted(random, {c.Sex.MALE: 6, c.Sex.FEMALE: 4})
        kind = weighted(random, {c.PersonKind.RETIREE: 88, c.PersonKind.HONOURED: 6, c.PersonKind.SURVIVOR: 6})
        married = weighted(random, {c.MaritalStatus.MARRIED: 6, c.MaritalStatus.WIDOWED: 4})
        worked = date(birth.year + random.randint(18, 22), 8, 1)
        person = Person(
            bureau=self.bureau,
            kind=kind,
            name=random.choice(SURNAMES) + random.choice(MEN if sex == c.Sex.MALE else WOMEN),
            sex=sex,
            id_number=id_number(birth, sex, number // span),
            birth_date=birth,
            worked_from=None if kind == c.PersonKind.SURVIVOR else worked,
            retired_on=None if kind == c.PersonKind.SURVIVOR else date(birth.year + 60, 7, 1),
            party_joined_on=date(worked.year + 4, 7, 1) if random.random() < 0.6 else None,
            listed_from=self.since,
            **self._circumstances(number, random, married),
        )
        person.derive()
        return person

    def _circumstances(self, number: int, random: Random, married: str) -> dict[str, Any]:
        """Return the facts that change: where and how the person lives, health, income."""
        at_home = [c.LivingArrangement.WITH_SPOUSE, c.LivingArrangement.EMPTY_NEST, c.LivingArrangement.WITH_CHILDREN]
        left = [c.LivingArrangement.ALONE, c.LivingArrangement.WITH_CHILDREN, c.LivingArrangement.INSTITUTION]
        return {
            "branch": self.branches[number % BRANCHES],
            "phone": f"1990000{number % 10000:04}",
            "address": f"新山县{random.choice(PLACES)}{random.choice(ROADS)}{random.randint(1, 200)}号",
            "residence_area": random.choice(c.ResidenceArea.values),
            "marital_status": married,
            "living_arrangement": random.choice(at_home if married == c.MaritalStatus.MARRIED else left),
            "housing_tenure": random.choice(c.HousingTenure.values),
            "illness_kind": random.choice(c.IllnessKind.values),
            "long_term_medication": random.choice(c.YesNo.values),
            "outpatient_visits": random.randint(0, 16),
            "self_care": weighted(random, dict(zip(c.SelfCare.values, (80, 13, 7), strict=True))),
            "spouse_employment": c.SpouseEmployment.RETIRED if married == c.MaritalStatus.MARRIED else "",
            "monthly_income": Decimal(random.randint(12, 79) * 100),
        }

    def _pairing(self, person: Person, helper: StaffMember) -> Pairing:
        now = clock.now()
        return Pairing(
            person=person,
            helper=helper,
            status=PairingStatus.ISSUED,
            starts_on=self.since,
            proposed_by=self.by,
            proposed_at=now,
            issued_by=self.by,
            issued_at=now,
            issuing_body="中共压力测试局委员会",
            document_number="测试〔1〕号",
        )

    def _add_contacts(self, people: list[Person], helpers: dict[int, StaffMember], randoms: list[Random]) -> None:
        """Write the contacts, for each person as many, evenly spread, with the helper and the person of each."""
        pairs = [
            (self._contact(random, turn), person)
            for person, random in zip(people, randoms, strict=True)
            for turn in range(self.contacts)
        ]
        contacts = store.bulk_create([contact for contact, _ in pairs], by=self.by, reason=REASON)
        owners = [person.pk for _, person in pairs]
        met = [ContactPerson(contact_id=x.pk, person_id=pk) for x, pk in zip(contacts, owners, strict=True)]
        went = [ContactHelper(contact_id=x.pk, helper=helpers[pk]) for x, pk in zip(contacts, owners, strict=True)]
        store.insert_rows(met)
        store.insert_rows(went)

    def _contact(self, random: Random, turn: int) -> Contact:
        gap = self.days // self.contacts
        return Contact(
            bureau=self.bureau,
            kind=weighted(random, {ContactKind.VISIT: 7, ContactKind.CALL: 3}),
            held_on=self.since + timedelta(days=turn * gap + random.randint(1, max(gap, 1))),
            purposes=[ContactPurpose.VISIT.value],
            note=random.choice(NOTES),
            on_behalf=True,
            sheet_reference="测试第1册",
            entered_by=self.by,
            entered_at=clock.now(),
        )


def _family(person: Person, random: Random) -> list[FamilyMember]:
    children: list[FamilyMember] = []
    if person.birth_date is None:
        return children
    for _ in range(random.choice([0, 1, 1, 2, 2, 3])):
        son = random.random() < 0.5
        children.append(
            FamilyMember(
                person=person,
                relation=c.Relation.SON if son else c.Relation.DAUGHTER,
                name=person.name[0] + random.choice(MEN if son else WOMEN),
                birth_date=date(person.birth_date.year + random.randint(23, 33), random.randint(1, 12), 15),
                employment=random.choice(c.ChildEmployment.values),
                monthly_income=Decimal(random.randint(0, 60) * 100),
                lives_together=random.choice(c.YesNo.values),
            )
        )
    return children


def _stays(person: Person, random: Random, today: date) -> list[HospitalStay]:
    if random.random() > 0.3:
        return []
    admitted, cost = today - timedelta(days=random.randint(30, 360)), Decimal(random.randint(30, 260) * 100)
    return [
        HospitalStay(
            person=person,
            admitted_on=admitted,
            discharged_on=admitted + timedelta(days=random.randint(3, 18)),
            hospital=random.choice(HOSPITALS),
            cost=cost,
            self_paid=cost * 3 / 10,
        )
    ]
