"""One class per rule of the registry that can refuse."""

from datetime import date
from typing import TYPE_CHECKING

from office.errors import Refused, RuleBroken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from office.models import StaffMember
    from registry.categories.choices import Rule
    from registry.hooks import Use
    from registry.models import Person


class NotInOwnBureau(Refused):
    """An upper bureau reads its subtree and edits nothing there."""

    def __init__(self) -> None:
        super().__init__("上级局只能查看下级局的资料,修改请由本局经办人办理。")


class NotYoursToReveal(Refused):
    """An upper bureau aggregates and inspects: whole numbers and personal forms stay in the person's own bureau."""

    def __init__(self) -> None:
        super().__init__("完整号码、本人的表格和全部信息只在本人所在的局查看和打印;上级局要核实的,请该局办理。")


class PurposeMissing(RuleBroken):
    """Who looks up many whole numbers says what for."""

    code = "purpose-missing"

    def __init__(self, most: int) -> None:
        super().__init__(f"一小时内已查看 {most} 个人的完整证件号,再查看请写明用途。")


class AlreadyDead(RuleBroken):
    code = "already-dead"

    def __init__(self, person: "Person") -> None:
        super().__init__(
            f"{person.name} 已登记去世({person.died_on}),不用再次登记;日期有误的更正去世日期,登记错人的撤销去世登记。"
        )


class NotDead(RuleBroken):
    code = "not-dead"

    def __init__(self, person: "Person") -> None:
        super().__init__(f"{person.name} 没有登记去世,不用更正。")


class AlreadyTransferred(RuleBroken):
    code = "already-transferred"

    def __init__(self, person: "Person") -> None:
        super().__init__(f"{person.name} 已登记转出({person.transferred_out_on}),不用再次登记。")


class NotTransferred(RuleBroken):
    code = "not-transferred"

    def __init__(self, person: "Person") -> None:
        super().__init__(f"{person.name} 现在没有转出登记,不用登记转回。")


class ReturnBeforeDeparture(RuleBroken):
    code = "return-before-departure"

    def __init__(self, left_on: "date") -> None:
        super().__init__(f"转回日期不能早于转出日期({left_on})。")


class TaskIncomplete(RuleBroken):
    """A line of the checklist is ticked with its day, or waived with its reason."""

    code = "task-incomplete"


class StillUsed(RuleBroken):
    """Something hangs on the record; `uses` says what and where."""

    code = "still-used"

    def __init__(self, person: "Person", act: str, uses: "Sequence[Use]") -> None:
        super().__init__(f"{person.name} 的记录还用在下面 {len(uses)} 处,不能{act}。")
        self.uses = uses


class CannotMerge(RuleBroken):
    """Two records that differ in what a merge does not decide, or are no longer two."""

    code = "cannot-merge"


class CannotUnmerge(RuleBroken):
    code = "cannot-unmerge"


class NotWithdrawn(RuleBroken):
    code = "not-withdrawn"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} 没有撤销,不用恢复。")


class AlreadyWithdrawn(RuleBroken):
    code = "already-withdrawn"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} 已经撤销或合并,请刷新页面。")


class CannotRestore(RuleBroken):
    """A row cannot come back where the same one has been entered since."""

    code = "cannot-restore"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} 后来又登记过一次,不能恢复。请保留现在这一条。")


class RelativeTwice(RuleBroken):
    """A relative is the same by relation, name and birth."""

    code = "relative-twice"

    def __init__(self, relative: str) -> None:
        super().__init__(f"家庭成员里已经有 {relative},不用再加一次。请清空新加的那一行,要改的在原来那一行改。")


class ReportTooEarly(RuleBroken):
    """There are no figures of days before anybody could have retired from the service."""

    code = "report-too-early"

    def __init__(self) -> None:
        super().__init__("1950 年以前没有可统计的资料,请选晚一些的日期。")


class ComparedWithLater(RuleBroken):
    """A comparison looks back."""

    code = "compared-with-later"

    def __init__(self) -> None:
        super().__init__("对比日期要早于截止日期。请另选一个。")


class DateInFuture(RuleBroken):
    code = "date-in-future"

    def __init__(self, label: str) -> None:
        super().__init__(f"{label}不能在今天之后。")


class ImpossibleValues(RuleBroken):
    """Values that cannot be true together; `faults` names each field with its sentence."""

    code = "impossible-values"

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(";".join(faults.values()))
        self.faults = faults


class IdNumberTaken(RuleBroken):
    code = "id-number-taken"

    def __init__(self, other: "Person") -> None:
        do = f"请打开 {other.name} 的页面修改"
        if other.withdrawn_on:
            do = "请在“撤销的人员”里恢复那份记录"
        super().__init__(f"这个身份证号已经登记在 {other.name} 名下,请核对;确是同一人的,{do}。")


class StayAfterDeath(RuleBroken):
    code = "stay-after-death"

    def __init__(self, person: "Person") -> None:
        super().__init__(f"入院日期不能晚于去世日期({person.died_on})。")


class RowsRefused(RuleBroken):
    """An import is whole or nothing, unless the valid rows are chosen."""

    code = "rows-refused"

    def __init__(self, count: int) -> None:
        super().__init__(f"有 {count} 行不能导入,所以一行也没有导入。请改正文件后重新上传,或选择“只导入正确的行”。")


class ColumnTwice(RuleBroken):
    code = "column-twice"

    def __init__(self, column: str) -> None:
        super().__init__(f"有两列都对应到“{column}”。一个项目只能对应一列,其余的请选“不导入”。")


class NumberStillHeld(RuleBroken):
    """A withdrawn record keeps its ID number, so nobody else may be entered with it."""

    code = "number-still-held"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} 的身份证号属于一条已撤销的登记,不能再新增一条。请选“同一人”恢复那条登记,或选“不导入”。"
        )


class BureauUnnamed(RuleBroken):
    code = "bureau-unnamed"

    def __init__(self) -> None:
        super().__init__("系统里还没有单位,花名册里也没有“填报单位:某某局”这一行。请补上这一行,或先建立单位。")


class StaffOfAnotherBureau(RuleBroken):
    code = "staff-of-another-bureau"

    def __init__(self, staff_member: "StaffMember") -> None:
        super().__init__(f"{staff_member.name} 不是本局工作人员,不用在这里申报。")


class AlreadyDeclared(RuleBroken):
    code = "already-declared"

    def __init__(self, staff_member: "StaffMember", person: "Person") -> None:
        super().__init__(f"{staff_member.name} 与 {person.name} 的亲属关系已经申报过。")


class SurveyOnceADay(RuleBroken):
    code = "survey-once-a-day"

    def __init__(self, person: "Person", day: date) -> None:
        super().__init__(f"{person.name} {day} 的入户调查已经登记过。再去过一次的,请核对调查日期。")


class SurveyAfterDeath(RuleBroken):
    code = "survey-after-death"

    def __init__(self, person: "Person") -> None:
        super().__init__(f"{person.name} 于 {person.died_on} 去世,调查日期不能在这以后。")


class SurveyorNotServing(RuleBroken):
    code = "surveyor-not-serving"

    def __init__(self, staff_member: "StaffMember", day: date) -> None:
        super().__init__(f"{staff_member.name} 在 {day} 不是本局在职人员,请核对调查人和调查日期。")


class NothingToPrint(RuleBroken):
    """A print run holds somebody, and no more than one run should."""

    code = "nothing-to-print"


class NothingToDecline(RuleBroken):
    """Only what a rule suggests now can be declined: not what it cannot judge, nor what is taken up or declined."""

    code = "nothing-to-decline"

    def __init__(self, person: "Person", rule: "Rule") -> None:
        super().__init__(
            f"按规则“{rule.label}”,现在没有建议认定 {person.name},不用标为不采纳。请刷新页面看现在的结论。"
        )


class AlreadyDeclined(RuleBroken):
    code = "already-declined"

    def __init__(self, rule: "Rule") -> None:
        super().__init__(f"“{rule.label}”这条建议刚刚已有人标为不采纳。")


class ConsentUnproved(RuleBroken):
    """What was signed has a scan, what was said a witness."""

    code = "consent-unproved"


class ConsentTwice(RuleBroken):
    code = "consent-twice"

    def __init__(self, scope: str, edition: str) -> None:
        super().__init__(f"“{scope}”按{edition}已经登记过,不用再登记;要改的先登记撤回。")


class EditionTwice(RuleBroken):
    code = "edition-twice"

    def __init__(self, edition: str) -> None:
        super().__init__(f"已经有“{edition}”这个版本,请另起一个版本名。")
