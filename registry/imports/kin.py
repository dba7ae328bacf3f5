"""The rows of 家庭成员 and 住院记录, each with the person it belongs to."""

from collections import defaultdict
from typing import Any

from django.db.models import Q

from office.identifiers.names import name_key
from registry import facts
from registry.choices import FamilyFactField, RowVerdict
from registry.imports import columns as w
from registry.imports.matching import UNDONE, among, birth_of
from registry.imports.plan import FactsAsOf, Frame, Item, PeoplePlan, refuse_each_other
from registry.imports.reading import Roster
from registry.models import FamilyFact, FamilyMember, HospitalStay

STAY_COLUMNS = ("discharged_on", "cost", "self_paid")


class Owners:
    """Finds whose relative or stay a row is: by ID number, or by a name that is unique in the file."""

    def __init__(self, people: PeoplePlan) -> None:
        self.register = people.register
        self.by_number = {item.row.get("id_number"): item for item in people.items if item.row.get("id_number")}
        self.by_name: dict[str, list[Item]] = defaultdict(list)
        for item in people.items:
            if item.row.get("name"):
                self.by_name[name_key(item.row.get("name"))].append(item)

    def settle(self, item: Item) -> None:
        """Set the item's owner or refuse the row. Rule: R-32."""
        number, name = item.row.get("owner_id"), item.row.get("owner_name")
        if "owner_id" in item.row.faulty:
            return
        if number:
            item.owner = self.by_number.get(number) or self.register.owner(number) or self._without_number(item)
        elif name:
            item.owner = self._named(item, name)
        else:
            item.refuse("owner_name", "没有写是谁的,请填退休人员的身份证号或姓名。")
        if item.owner is not None:
            self._check(item, name)

    def _without_number(self, item: Item) -> Item | None:
        """Return the one row of the roster that has the name and no ID number of its own."""
        namesakes = self.by_name[name_key(item.row.get("owner_name") or "")]
        if len(namesakes) == 1 and not namesakes[0].row.get("id_number") and not namesakes[0].row.faults:
            return namesakes[0]
        item.refuse("owner_id", "花名册和系统里都没有这个身份证号的人,请核对。")
        return None

    def _named(self, item: Item, name: str) -> Item | None:
        namesakes = self.by_name[name_key(name)]
        if len(namesakes) == 1:
            return namesakes[0]
        reason = (
            f"花名册里有 {len(namesakes)} 个“{name}”,请填身份证号来区分。"
            if namesakes
            else f"花名册里没有“{name}”,请核对,或填身份证号。"
        )
        item.refuse("owner_name", reason)
        return None

    def _check(self, item: Item, name: str | None) -> None:
        """Refuse a row whose ID number and name are of two people, or whose owner is not imported."""
        owner_name = item.owner.row.get("name") if isinstance(item.owner, Item) else item.owner.name
        if name and owner_name and name_key(name) != name_key(owner_name):
            item.refuse("owner_name", f"身份证号是 {owner_name} 的,姓名却写着 {name},请核对。")
        if not isinstance(item.owner, Item) or item.owner.is_written:
            return
        whose = f"花名册第 {item.owner.row.number} 行的 {owner_name or '这个人'}"
        if item.owner.skipped:
            item.skip()
        elif item.owner.verdict == RowVerdict.DOUBT:
            item.refuse("owner_name", f"{whose} 可能重复,请先决定怎样处理。")
        else:
            item.refuse("owner_name", f"{whose} 不能导入,所以这一行也不导入。")


def person_of(item: Item) -> Any:
    """Return the person of the register, saved or not yet, whose relative or stay a row tells; None: not found."""
    return item.owner.record if isinstance(item.owner, Item) else item.owner


def plan_family(roster: Roster, frame: Frame, owners: Owners) -> list[Item]:
    """Return the plan of 家庭成员. Queries: two, whatever the number of rows."""
    items = _owned(w.FAMILY, roster, owners, {"relation": "关系", "name": "姓名"})
    persons = {person.pk for item in items if (person := person_of(item)) and person.pk}
    known: dict[tuple, list[FamilyMember]] = defaultdict(list)
    for member in among(
        FamilyMember.objects.order_by("pk"), "person_id", persons, otherwise=Q(person__bureau=frame.bureau)
    ):
        known[member.person_id, member.relation, name_key(member.name)].append(member)
    rows = among(
        FamilyFact.objects.all(), "member__person_id", persons, otherwise=Q(member__person__bureau=frame.bureau)
    )
    held = FactsAsOf(rows.values_list("member_id", "field", "value", "holds_from"), frame)
    same: dict[tuple, list[Item]] = defaultdict(list)
    for item in items:
        if (person := person_of(item)) is None or not item.row.get("relation") or not item.row.get("name"):
            continue
        key = (item.row.get("relation"), name_key(item.row.get("name")))
        _compare_member(item, known[person.pk, *key] if person.pk else [], held, frame)
        same[id(item.owner) if isinstance(item.owner, Item) else person.pk, *key, item.row.get("birth_date")].append(
            item
        )
    for twins in same.values():
        refuse_each_other(twins, "name", "是同一个家庭成员")
    return items


def _compare_member(item: Item, namesakes: list[FamilyMember], held: FactsAsOf, frame: Frame) -> None:
    """Plan what the row changes of a relative, or the new relative. Rule: R-371, R-390."""
    birth = item.row.get("birth_date")
    same = [member for member in namesakes if birth_of(member) == birth]
    if not same and len(namesakes) == 1:
        known = birth_of(namesakes[0])
        same = namesakes if birth is None or known is None or known.agrees(birth) else []
    item.record = same[0] if same else FamilyMember(relation=item.row.get("relation"), name=item.row.get("name"))
    if item.record.ended_on and item.record.ended_reason.startswith(UNDONE):
        item.bring_back("ended_on", "ended_reason")
    if birth and item.record.birth_date is None:
        item.set_column("birth_date", birth)
        if item.record.pk:
            item.changes.append(item.resource.difference("birth_date", None, birth))
    note = f"({frame.as_of} 起)" if frame.later else ""
    for name in facts.FAMILY_FIELDS:
        value = item.row.get(name)
        if value is None:
            continue
        held.plan(item, name, value, facts.to_text(name, value))
        if name in item.facts and item.record.pk:
            old = facts.to_column(name, held.standing.get((item.record.pk, name), ""))
            item.changes.append(item.resource.difference(name, old, value, note))
    if item.record.pk is None and not item.facts:
        item.facts[FamilyFactField.EMPLOYMENT.value] = ""  # tells from which day the relative is known of
    if item.is_new and frame.later and person_of(item).pk:
        item.seals = dict.fromkeys(item.facts, "")


def plan_stays(roster: Roster, frame: Frame, owners: Owners) -> list[Item]:
    """Return the plan of 住院记录. Queries: one, whatever the number of rows."""
    items = _owned(w.STAYS, roster, owners, {"admitted_on": "入院日期"})
    persons = {person.pk for item in items if (person := person_of(item)) and person.pk}
    rows = among(HospitalStay.objects.all(), "person_id", persons, otherwise=Q(person__bureau=frame.bureau))
    known = {  # one that stands comes before one that was withdrawn
        (stay.person_id, stay.admitted_on, _key(stay.hospital)): stay
        for stay in sorted(rows, key=lambda stay: (stay.withdrawn_on is None, stay.pk))
    }
    same: dict[tuple, list[Item]] = defaultdict(list)
    for item in items:
        if (person := person_of(item)) is None or not item.row.get("admitted_on"):
            continue
        key = (item.row.get("admitted_on"), _key(item.row.get("hospital")))
        _compare_stay(item, known.get((person.pk, *key)), frame)
        same[id(item.owner) if isinstance(item.owner, Item) else person.pk, *key].append(item)
    for twins in same.values():
        refuse_each_other(twins, "admitted_on", "是同一次住院")
    return items


def _compare_stay(item: Item, stay: HospitalStay | None, frame: Frame) -> None:
    """Plan what the row changes of a stay, or the new stay."""
    row = item.row
    item.record = stay or HospitalStay(admitted_on=row.get("admitted_on"), hospital=row.get("hospital") or "")
    if stay is not None and stay.withdrawn_on and stay.withdrawn_reason.startswith(UNDONE):
        item.bring_back("withdrawn_on", "withdrawn_reason")
    elif stay is not None and stay.withdrawn_on:
        item.warn("admitted_on", f"这次住院已于 {stay.withdrawn_on} 撤销,没有重新导入。")
        return
    listed_later = person_of(item).pk in frame.listed_later
    for key in STAY_COLUMNS:
        old, new = getattr(item.record, key), row.get(key)
        if new is None or old == new or (old is not None and listed_later):
            continue
        item.columns[key] = new
        if stay is not None:
            item.changes.append(item.resource.difference(key, old, new))
    _check_stay(item, frame)


def _check_stay(item: Item, frame: Frame) -> None:
    admitted = item.record.admitted_on
    discharged = item.columns.get("discharged_on", item.record.discharged_on)
    if admitted > frame.today:
        item.refuse("admitted_on", f"入院日期 {admitted} 在今天之后,请核对。")
    elif admitted > frame.as_of:
        item.warn("admitted_on", f"入院日期 {admitted} 在填报日期 {frame.as_of} 之后,请核对。")
    if discharged and discharged < admitted:
        item.refuse("discharged_on", f"出院日期 {discharged} 早于入院日期 {admitted},请核对。")
    cost = item.columns.get("cost", item.record.cost)
    self_paid = item.columns.get("self_paid", item.record.self_paid)
    if cost is not None and self_paid is not None and self_paid > cost:
        item.warn("self_paid", "自付金额大于医疗费用,请核对。")


def _owned(kind: str, roster: Roster, owners: Owners, required: dict[str, str]) -> list[Item]:
    """Return the rows of a sheet with their owners; what must not be blank and is, is refused."""
    items = [Item(kind, row) for row in roster.rows[kind]]
    for item in items:
        owners.settle(item)
        if item.skipped:
            continue
        for key, label in required.items():
            if item.row.get(key) is None and key not in item.row.faulty:
                item.refuse(key, f"{label}是空的,请填写。")
    return items


def _key(text: Any) -> str:
    return "".join((text or "").split())
