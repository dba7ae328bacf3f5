"""The three sheets of the roster as resources: the same columns are read, compared and written."""

from office.identifiers.codes import cell_text, is_unknown
from office.identifiers.names import split_name_suffix
from office.resources import (
    CellWidget,
    ChoiceWidget,
    CleanRow,
    ColumnField,
    CountWidget,
    DayWidget,
    NameWidget,
    NationalIdWidget,
    PartialDateWidget,
    PhonesWidget,
    TableResource,
    YesNoWidget,
    YuanWidget,
)
from office.spreadsheets import Table, TableRow
from registry import choices as c
from registry.imports import columns as w
from registry.imports.illnesses import Said, together, understand


class RemarksWidget(CellWidget):
    """Free text that is encrypted at rest: a preview says that it changes, not what it says."""

    def shown(self, value: str | None) -> str:
        return f"{len(value)} 个字" if value else ""


class IllnessWidget(ChoiceWidget):
    """The kind of illness, as far as the words tell; what is not a word of ours goes to the notes and is not quoted."""

    def __init__(self) -> None:
        super().__init__(c.IllnessKind, w.ILLNESSES)
        self.guide = f"{self.guide};写病名也行,原文记入病情说明"

    def clean(self, value, row=None, **context):
        kind = understand(value).kind
        return None if kind is None else str(kind)

    def typed(self, cell):
        return ""


class NotesWidget(RemarksWidget):
    """What is written of an illness: no length is refused, and a remark does not quote it."""

    guide = "文字:病名、病史、手术"

    def clean(self, value, row=None, **context):
        text = cell_text(value).replace("\r\n", "\n").strip()
        return None if is_unknown(text) else text

    def typed(self, cell):
        return ""


class EthnicityWidget(CellWidget):
    """The name of an ethnic group, written in full: 汉 is 汉族."""

    def clean(self, value, row=None, **context):
        text = super().clean(value)
        return f"{text}族" if text and len(text) < 5 and not text.endswith(("族", "其他", "其它")) else text


class BranchWidget(CellWidget):
    """The name of a Party branch, written without spaces."""

    def clean(self, value, row=None, **context):
        text = super().clean(value)
        return "".join(text.split()) if text else None


def _column(key: str, widget: CellWidget, *, attribute: str = "", **more) -> ColumnField:
    return ColumnField(*w.NAMES[key].split(), widget=widget, attribute=attribute or key, **more)


def _choice(key: str, choices, synonyms=None, **more) -> ColumnField:
    return _column(key, ChoiceWidget(choices, synonyms), **more)


class PersonResource(TableResource):
    """花名册: one row a person."""

    sheet_name = w.SHEET_NAMES[w.PEOPLE].split()[0]
    groups = [("基本信息", 8), ("工作与党组织", 9), ("联系与居住", 6), ("健康", 5), ("家庭与收入", 3)]

    name = _column("name", NameWidget(), required=True)
    sex = _choice("sex", c.Sex, w.SEXES, width=6)
    ethnicity = _column("ethnicity", EthnicityWidget(20), width=8)
    native_place = _column("native_place", CellWidget(50))
    id_number = _column("id_number", NationalIdWidget(), width=21)
    birth_date = _column("birth_date", PartialDateWidget(birth=True), precision="birth_precision")
    kind = _choice("kind", c.PersonKind, w.KINDS, required=True, width=9)
    worked_from = _column("worked_from", PartialDateWidget(), precision="worked_from_precision")
    retired_on = _column("retired_on", PartialDateWidget(), precision="retired_on_precision")
    last_unit = _column("last_unit", CellWidget(100), width=18)
    last_post = _column("last_post", CellWidget(100))
    was_leader = _column("was_leader", YesNoWidget(), width=9)
    is_veteran = _column("is_veteran", YesNoWidget(), width=9)
    party_joined_on = _column("party_joined_on", PartialDateWidget(), precision="party_joined_on_precision")
    party_full_on = _column("party_full_on", PartialDateWidget(), precision="party_full_on_precision")
    branch = _column("branch", BranchWidget(100), attribute="branch__name", width=20)
    phone = _column("phone", PhonesWidget(100), width=18)
    address = _column("address", CellWidget(200), width=30)
    residence_area = _choice("residence_area", c.ResidenceArea, w.AREAS)
    marital_status = _choice("marital_status", c.MaritalStatus, w.MARITAL, width=9)
    living_arrangement = _choice("living_arrangement", c.LivingArrangement, w.LIVING)
    housing_tenure = _choice("housing_tenure", c.HousingTenure, w.HOUSING)
    illness_kind = _column("illness_kind", IllnessWidget())
    illness_notes = _column("illness_notes", NotesWidget(), attribute="details__illness_notes", width=24)
    long_term_medication = _column("long_term_medication", YesNoWidget(), width=9)
    outpatient_visits = _column("outpatient_visits", CountWidget(), kind="number", width=9)
    self_care = _choice("self_care", c.SelfCare, w.SELF_CARE)
    spouse_employment = _choice("spouse_employment", c.SpouseEmployment, w.SPOUSE_WORK)
    monthly_income = _column("monthly_income", YuanWidget(), kind="money")
    remarks = _column("remarks", RemarksWidget(2000), width=30)

    def clean(self, table: Table, row: TableRow, *, date1904: bool = False) -> CleanRow:
        clean = super().clean(table, row, date1904=date1904)
        if "name" in row.merged:
            self.refuse(clean, "name", "这一行的姓名和上一行合并在一起,看不出是谁。家庭成员请填在“家庭成员”表里。")
        suffixes = split_name_suffix(row.cells.get("name", "")).suffixes
        clean.values["said_dead"] = any(suffix in w.SUFFIX_DEAD for suffix in suffixes)
        for suffix in suffixes:
            self._read_suffix(clean, suffix)
        self._read_illness(clean)
        return clean

    def _read_illness(self, clean: CleanRow) -> None:
        """Take kind and notes from the words on health; our own column of notes says no kind. Rule: R-600."""
        kind, notes = (understand(clean.cells.get(key, "")) for key in ("illness_kind", "illness_notes"))
        if clean.headers.get("illness_notes") != self.columns["illness_notes"].column_name:
            clean.values["illness_notes"] = None
        else:
            notes = Said()
        said = together(kind, notes)
        clean.values["illness_kind"] = None if said.kind is None else str(said.kind)
        if not said.words:
            return
        clean.values["illness_words"] = said.words
        label = f"按“{said.kind.label}”理解" if said.kind is not None else "看不出是哪一类疾病,主要疾病不填"
        doubt = ",可能属于重症" if said.maybe_grave else ""
        self.warn(clean, "illness_kind" if kind.words else "illness_notes", f"{label}{doubt},原文记入病情说明,请核对。")

    def _read_suffix(self, clean: CleanRow, suffix: str) -> None:
        """Take what stands in brackets behind a name where it belongs; say so where it belongs nowhere."""
        kind = w.SUFFIX_KINDS.get(suffix)
        if kind and clean.get("kind") in (None, kind):
            clean.values["kind"] = str(kind)
        elif kind:
            self.warn(clean, "name", f"姓名后面注的“{suffix}”与人员类别不一致,按人员类别导入,请核对。")
        elif suffix not in w.SUFFIX_DEAD:
            self.warn(clean, "name", f"姓名后面注的“{suffix}”没有导入,请另外登记。")


class OwnedResource(TableResource):
    """A sheet whose rows belong to a person of the roster, named by ID number, by name, or both."""

    owner_id = _column("owner_id", NationalIdWidget(), attribute="person__id_number", width=21)
    owner_name = _column("owner_name", NameWidget(), attribute="person__name")


class FamilyResource(OwnedResource):
    """家庭成员: one row a relative."""

    sheet_name = w.SHEET_NAMES[w.FAMILY].split()[0]

    relation = _choice("relation", c.Relation, w.RELATIONS, required=True)
    name = _column("member_name", NameWidget(), attribute="name", required=True)
    birth_date = _column("birth_date", PartialDateWidget(birth=True), precision="birth_precision")
    employment = _choice("employment", c.ChildEmployment, w.CHILD_WORK)
    monthly_income = _column("monthly_income", YuanWidget(), kind="money")
    lives_together = _column("lives_together", YesNoWidget())


class StayResource(OwnedResource):
    """住院记录: one row a stay in hospital."""

    sheet_name = w.SHEET_NAMES[w.STAYS].split()[0]

    admitted_on = _column("admitted_on", DayWidget(), required=True)
    discharged_on = _column("discharged_on", DayWidget())
    hospital = _column("hospital", CellWidget(100), width=22)
    cost = _column("cost", YuanWidget(), kind="money")
    self_paid = _column("self_paid", YuanWidget(), kind="money")


RESOURCES: dict[str, TableResource] = {w.PEOPLE: PersonResource(), w.FAMILY: FamilyResource(), w.STAYS: StayResource()}
