"""What a roster would change: every row compared with the register as of the roster's date. Nothing is written here.

The date decides. A cell is a fact as of the roster's date; blank cells say nothing. A roster older than one that was
imported before fills its own date: a fact it brings ends on the later roster's date with what held there before (a
"seal"), a person whom only the older one lists is known until then (`unlisted_from`), and names, dates of birth and the
like are only filled where blank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from office.identifiers.names import name_key
from office.models import Bureau
from office.resources import CleanRow, TableResource
from registry import facts, rules
from registry.choices import BatchStatus, FactField, RowDecision, RowVerdict
from registry.imports import columns as w
from registry.imports.matching import Doubt, Register, among
from registry.imports.reading import Decision, Roster
from registry.imports.resources import RESOURCES
from registry.models import ImportBatch, ImportRow, Person, PersonDetails, PersonFact
from registry.models.details import ILLNESS_NOTES_LENGTH

IDENTITY = (
    *("name", "sex", "id_number", "birth_date", "kind", "worked_from", "retired_on"),
    *("was_leader", "is_veteran", "party_joined_on", "party_full_on", "remarks"),
    *("ethnicity", "native_place", "last_unit", "last_post"),
)
RULED = (
    *("kind", "sex", "birth_date", "birth_precision", "worked_from", "retired_on"),
    *("party_joined_on", "party_full_on", "died_on"),
)


@dataclass(frozen=True)
class Frame:
    """Against what a file is compared: the bureau, its date, and the next later roster, if one was imported before."""

    bureau: Bureau
    as_of: date
    today: date
    later: date | None
    listed_later: frozenset[int]  # persons whom a later roster lists


@dataclass(slots=True)
class Item:
    """One row and what it would do. `record` is the row of the register it means, or a blank one for a new record."""

    kind: str
    row: CleanRow
    record: Any = None
    owner: Any = None  # the Item or the Person whose relative or stay this is
    columns: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    seals: dict[str, str] = field(default_factory=dict)
    notes: str = ""  # what the notes on the illness become; "" leaves them as they are
    changes: list[dict[str, str]] = field(default_factory=list)
    candidates: Sequence[int] = ()  # who of the register the row may mean
    skipped: bool = False

    @property
    def resource(self) -> TableResource:
        return RESOURCES[self.kind]

    @property
    def is_new(self) -> bool:
        return self.record is not None and self.record.pk is None

    @property
    def verdict(self) -> RowVerdict:
        if self.skipped:
            return RowVerdict.SKIPPED
        if self.row.faults:
            return RowVerdict.DOUBT if self.candidates and len(self.row.faults) == 1 else RowVerdict.REFUSED
        if self.is_new:
            return RowVerdict.NEW
        return RowVerdict.CHANGED if self.columns or self.facts or self.notes else RowVerdict.SAME

    @property
    def is_written(self) -> bool:
        return not self.skipped and not self.row.faults

    def skip(self) -> None:
        """Leave the row out, as somebody decided."""
        self.skipped, self.record = True, None
        self.row.faults.clear()

    def bring_back(self, day: str, reason: str) -> None:
        """Plan that a record which was withdrawn stands again."""
        self.changes.append({"column": "登记", "old": f"{getattr(self.record, day)} 撤销", "new": "恢复"})
        self.columns |= {day: None, reason: ""}

    def refuse(self, key: str, reason: str) -> None:
        self.resource.refuse(self.row, key, reason)

    def warn(self, key: str, reason: str) -> None:
        self.resource.warn(self.row, key, reason)

    def set_column(self, key: str, value: Any) -> None:
        """Plan a column, with its precision where it has one."""
        precision = self.resource.columns[key].precision
        if precision:
            self.columns[key], self.columns[precision] = value.value, value.precision
        else:
            self.columns[key] = value


class FactsAsOf:
    """The facts that hold on the roster's date, and which of them were told anew up to the next later roster.

    Rule: R-34.
    """

    def __init__(self, rows: Any, frame: Frame) -> None:
        self.frame = frame
        self.standing: dict[tuple[int, str], str] = {}
        self.told_later: set[tuple[int, str]] = set()
        until = frame.later or frame.as_of
        for owner, name, value, day in rows.filter(superseded_at=None, holds_from__lte=until).order_by("holds_from"):
            if day <= frame.as_of:
                self.standing[owner, name] = value
            else:
                self.told_later.add((owner, name))

    def plan(self, item: Item, name: str, value: Any, text: str | None) -> None:
        """Plan one fact of an item's record unless the same holds already; `text` is how the table would hold it.

        Rule: R-33.
        """
        owner = item.record.pk
        old = self.standing.get((owner, name))
        if text is not None and old == text:
            return
        item.facts[name] = value
        if self.frame.later and owner and (owner, name) not in self.told_later:
            item.seals[name] = old or ""


def frame_of(bureau: Bureau, as_of: date, today: date) -> Frame:
    """Return the frame of an import. Queries: two."""
    confirmed = ImportBatch.objects.filter(bureau=bureau, status=BatchStatus.CONFIRMED, as_of__gt=as_of)
    later = confirmed.order_by("as_of").values_list("as_of", flat=True).first()
    listed = (
        ImportRow.objects.filter(batch__in=confirmed, kind=w.PEOPLE, target_id__isnull=False)
        if later
        else ImportRow.objects.none()
    )
    return Frame(bureau, as_of, today, later, frozenset(pk for pk in listed.values_list("target_id", flat=True) if pk))


class PeoplePlan:
    """The rows of 花名册. Queries: five at most, whatever the number of rows. Rule: R-35."""

    def __init__(self, roster: Roster, frame: Frame) -> None:
        self.frame = frame
        self.decisions = roster.decisions
        self.items = [Item(w.PEOPLE, row) for row in roster.rows[w.PEOPLE]]
        self.register = Register(frame.bureau, roster.rows[w.PEOPLE], roster.rows[w.FAMILY] + roster.rows[w.STAYS])
        self.branches = dict(frame.bureau.branches.values_list("name", "pk")) if frame.bureau.pk else {}
        self.branch_names = {str(pk): name for name, pk in self.branches.items()}
        self.blank = Person(bureau=frame.bureau)  # every new person compares with it; writing makes their own
        self._match()
        self._refuse_duplicates()
        known = [item.record.pk for item in self.items if item.record is not None]
        rows = among(PersonFact.objects.all(), "person_id", known, otherwise=Q(person__bureau=frame.bureau))
        self.facts = FactsAsOf(rows.values_list("person_id", "field", "value", "holds_from"), frame)
        self.notes = self._notes_of(known)
        for item in self.items:
            if not item.skipped:
                self._compare(item)
        self._warn_of_new_branches()

    def _match(self) -> None:
        numbers = [number for item in self.items if (number := item.row.get("id_number"))]
        taken = {pk for number in numbers if (pk := self.register.with_number(number))}
        meant: list[tuple[Item, int]] = []
        doubts: list[tuple[Item, Doubt]] = []
        for item in self.items:
            if not item.row.get("name"):
                if "name" not in item.row.faulty:
                    item.refuse("name", "姓名是空的,请填写。")
                continue
            if decision := self.decisions.get(item.row.number):
                self._follow(item, decision, meant)
                continue
            try:
                if pk := self.register.meant_by(item.row, taken):
                    meant.append((item, pk))
            except Doubt as doubt:
                doubts.append((item, doubt))
        candidates = {pk for _, unsure in doubts for pk in unsure.candidates}
        self.register.load({pk for _, pk in meant} | candidates)
        for item, pk in meant:
            item.record = self.register.people[pk]
        for item, unsure in doubts:
            item.candidates = unsure.candidates
            item.refuse(unsure.key, self.register.reason(unsure))

    def _notes_of(self, known: Sequence[int]) -> dict[int, str]:
        """Return the notes on illnesses of persons, where a row of the file says something of them."""
        if not any(item.row.get("illness_notes") or item.row.get("illness_words") for item in self.items):
            return {}
        rows = among(PersonDetails.objects.all(), "person_id", known, otherwise=Q(person__bureau=self.frame.bureau))
        return dict(rows.values_list("person_id", "illness_notes"))

    def _follow(self, item: Item, decision: Decision, meant: list[tuple[Item, int]]) -> None:
        """Do with a row what somebody decided of it: it is a candidate, it is somebody new, or it is left out."""
        if decision.kind == RowDecision.SAME and decision.person_id:
            meant.append((item, decision.person_id))
        elif decision.kind == RowDecision.SKIP:
            item.skip()

    def _refuse_duplicates(self) -> None:
        """Refuse rows that mean the same person, each naming the others."""
        same: dict[tuple, list[Item]] = {}
        for item in self.items:
            row = item.row
            if item.skipped:
                continue
            if item.record is not None:
                same.setdefault(("record", item.record.pk), []).append(item)
            elif row.get("id_number"):
                same.setdefault(("number", row.get("id_number")), []).append(item)
            elif row.get("name"):
                same.setdefault(("name", name_key(row.get("name")), row.get("birth_date")), []).append(item)
        for items in same.values():
            refuse_each_other(items, "id_number" if items[0].row.get("id_number") else "name", "是同一个人")

    def _compare(self, item: Item) -> None:
        """Plan what the row changes of its person, or the new person."""
        if not item.row.get("name"):
            return
        person = item.record or self.blank
        if item.record is None and not item.row.get("kind") and "kind" not in item.row.faulty:
            item.refuse("kind", "人员类别是空的,请填:离休、退休、遗属。")
        item.record = person
        self._compare_columns(item, person)
        self._compare_facts(item)
        self._compare_notes(item, person)
        self._compare_listing(item, person)
        self._apply_rules(item, person)

    def _compare_columns(self, item: Item, person: Person) -> None:
        for key in IDENTITY:
            new = item.row.get(key)
            if new is None:
                continue
            column = item.resource.columns[key]
            old = column.get_value(person)
            if column.widget.same(old, new):
                continue
            if old not in (None, "") and person.pk in self.frame.listed_later:
                continue
            item.set_column(key, new)
            if person.pk:
                item.changes.append(item.resource.difference(key, old, new))

    def _compare_facts(self, item: Item) -> None:
        note = f"({self.frame.as_of} 起)" if self.frame.later else ""
        for name in facts.PERSON_FIELDS:
            value = item.row.get(name)
            if value is None:
                continue
            is_branch = name == FactField.BRANCH
            text = facts.to_text(name, self.branches.get(value) if is_branch else value)
            self.facts.plan(item, name, value, text or None)
            if name in item.facts and item.record.pk:
                old = self.facts.standing.get((item.record.pk, name), "")
                shown = self.branch_names.get(old, "") if is_branch else facts.to_column(name, old)
                item.changes.append(item.resource.difference(name, shown, value, note))

    def _compare_notes(self, item: Item, person: Person) -> None:
        """Plan the notes on the illness: our own column takes their place, other words are added once. Rule: R-601."""
        held = self.notes.get(person.pk or 0, "")
        if held and person.pk in self.frame.listed_later:
            return
        new = item.row.get("illness_notes") or held
        for words in (item.row.get("illness_words") or "").splitlines():
            if _bare(words) not in _bare(new):
                new = f"{new}\n{words}".strip()
        if len(new) > ILLNESS_NOTES_LENGTH:
            new = new[:ILLNESS_NOTES_LENGTH]
            item.warn("illness_notes", f"病情说明最多 {ILLNESS_NOTES_LENGTH} 个字,只记前面的,全文在上传的文件里。")
        if _bare(new) == _bare(held):
            return
        item.notes = new
        if person.pk:
            item.changes.append(item.resource.difference("illness_notes", held, new))

    def _compare_listing(self, item: Item, person: Person) -> None:
        """Plan since when the person is listed, and from when an older roster leaves them unknown."""
        frame = self.frame
        if not person.pk:
            item.columns |= {"listed_from": frame.as_of, "unlisted_from": frame.later}
            return
        if person.listed_from is None or frame.as_of < person.listed_from:
            item.columns["listed_from"] = frame.as_of
            item.changes.append({"column": "在册起", "old": str(person.listed_from or ""), "new": str(frame.as_of)})
        if person.withdrawn_on:
            item.bring_back("withdrawn_on", "withdrawn_reason")
        if person.unlisted_from and person.unlisted_from <= frame.as_of:
            item.columns["unlisted_from"] = frame.later
            item.changes.append(
                {"column": "后册未列起", "old": str(person.unlisted_from), "new": str(frame.later or "")}
            )

    def _apply_rules(self, item: Item, person: Person) -> None:
        values = {key: getattr(person, key) for key in RULED} | item.columns
        values["id_number"] = item.row.get("id_number")
        for key, reason in rules.faults_of_person(values, today=self.frame.today).items():
            item.refuse(key, reason)
        for key, reason in rules.warnings_of_person(values).items():
            item.warn(key, reason)
        died = person.died_on
        if item.row.get("said_dead") and not died:
            item.refuse("name", "姓名后面注明已故,系统里没有去世日期。请先在人员页登记去世,或从花名册删去这一行。")
        elif died and died <= self.frame.as_of and not item.row.get("said_dead"):
            item.warn("name", f"{person.name} 已登记去世({died}),花名册仍然列着,请核对。")

    def _warn_of_new_branches(self) -> None:
        """Say which branches would be made, unless there are none yet: a typing error makes one too."""
        if not self.branches:
            return
        for name, item in {
            item.row.get("branch"): item for item in reversed(self.items) if item.row.get("branch")
        }.items():
            if name not in self.branches:
                item.warn("branch", f"系统里还没有“{name}”,导入时会新建这个党支部;如果是写错了,请改正后重新上传。")


def _bare(text: str) -> str:
    """Return a text as it is compared: however it is spaced."""
    return "".join(text.split())


def refuse_each_other(items: list[Item], key: str, what: str) -> None:
    """Refuse rows of one file that say the same thing twice, each naming the others. Rule: R-37."""
    if len(items) < 2:
        return
    for item in items:
        others = "、".join(str(other.row.number) for other in items if other is not item)
        item.refuse(key, f"第 {item.row.number} 行和第 {others} 行{what},请只留一行。")
