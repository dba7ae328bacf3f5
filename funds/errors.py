"""What the rules of money say when they refuse, one class per rule (docs/rules.md)."""

from decimal import Decimal

from office.errors import Refused, RuleBroken, WrongStatus
from office.money import format_yuan


class SourceClosed(RuleBroken):
    code = "source-closed"

    def __init__(self, source: str) -> None:
        super().__init__(f"资金来源“{source}”不在使用期内,请改选资金来源。")


class RowBroken(RuleBroken):
    """A rule refuses one row of a list; `rule` says it without the person, so that a list can be told by rules."""

    def __init__(self, rule: str, case: str) -> None:
        super().__init__(f"{rule}。{case}" if case else f"{rule}。")
        self.rule = rule


class BudgetLineTwice(RuleBroken):
    code = "budget-line-twice"

    def __init__(self, purpose: str) -> None:
        super().__init__(f"这一年已经有“{purpose}”这个用途,请修改原来那一项。")


class NothingToCopy(RuleBroken):
    code = "nothing-to-copy"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年没有可以照抄的项目,请直接添加。")


class PayeeNotAdmitted(RowBroken):
    """The source's rule does not admit this person."""

    code = "payee-not-admitted"


class PurposeNotAdmitted(RuleBroken):
    """The source's rule does not admit this kind of aid."""

    code = "purpose-not-admitted"


class NotEntitled(RowBroken):
    """Aid is for the recognised, or within the greetings standard, or an emergency."""

    code = "not-entitled"


class EmergencyNotAllowed(RowBroken):
    code = "emergency-not-allowed"


class ListEmpty(RuleBroken):
    code = "list-empty"


class YearOver(RuleBroken):
    """An application is handed in within the year it was entered for."""

    code = "year-over"

    def __init__(self, year: int) -> None:
        super().__init__(f"这份申请是{year}年录入的,按那一年的认定,今年不能再提交。请撤回后重新录入。")


class PersonTwice(RuleBroken):
    code = "person-twice"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} 在名单里出现了两次,请去掉一行。")


class ApplicationIncomplete(RuleBroken):
    code = "application-incomplete"


class AmountTooHigh(RuleBroken):
    """An approver may lower a sum, never raise it."""

    code = "amount-too-high"

    def __init__(self, payee: str, limit: Decimal) -> None:
        super().__init__(
            f"核定金额只能调低,不能调高。{payee} 最多可核定 {format_yuan(limit)} 元;确需增加的,请退回修改后重新提交。"
        )
        self.limit = limit


class SourceShort(RuleBroken):
    """The pot does not hold what is to be reserved: refused, not shortened."""

    code = "source-short"

    def __init__(self, source: str, wanted: Decimal, available: Decimal) -> None:
        self.short_by = wanted - available
        super().__init__(
            f"资金来源“{source}”可用余额 {format_yuan(available)} 元,本次需要 {format_yuan(wanted)} 元,"
            f"还差 {format_yuan(self.short_by)} 元,不能通过。请补充资金、调低金额或改用其他资金来源。"
        )


class AlreadyPaid(RuleBroken):
    code = "already-paid"

    def __init__(self, payee: str) -> None:
        super().__init__(f"{payee} 的这一笔已经支付或正在支付,不能再付一次。请到支付记录里查看。")


class KeyUsedOtherwise(RuleBroken):
    """The same request came again with other contents."""

    code = "key-used-otherwise"

    def __init__(self) -> None:
        super().__init__("这张表单已经提交过,内容与上次不同,没有再办理。请回到列表核对后重新打开表单。")


class PaymentIncomplete(RuleBroken):
    code = "payment-incomplete"


class NotPayable(WrongStatus):
    code = "not-payable"


class SameApprover(RuleBroken):
    """Who signed does not pay."""

    code = "same-approver"

    def __init__(self) -> None:
        super().__init__("您签批过这份申请,按职责分离要求不能再经手支付。请由这个资金来源的其他管理人办理。")


class RelativePays(RuleBroken):
    code = "relative-pays"

    def __init__(self, payee: str) -> None:
        super().__init__(f"{payee} 是您已申报的亲属,应当回避,不能由您支付。请由其他管理人办理。")


class NotTheKeeper(Refused):
    """Only the keeper of the source may do this."""

    def __init__(self, source: str, keeper: str) -> None:
        super().__init__(f"资金来源“{source}”由 {keeper} 管理,只有管理人可以办理。")


class OtherBureau(Refused):
    def __init__(self) -> None:
        super().__init__("这是下级局的资料,上级局只能查看,不能办理。")


class NotYourStep(Refused):
    """The step belongs to another role or branch."""


class ReversalDecided(WrongStatus):
    def __init__(self) -> None:
        super().__init__("这份冲销申请已经处理过,请刷新页面查看最新情况。")


class SamePersonReverses(RuleBroken):
    """A reversal is asked for by one person and confirmed by another."""

    code = "same-person-reverses"

    def __init__(self) -> None:
        super().__init__("冲销要由第二个人复核,申请人自己不能复核。请由负责人、局领导或其他财务人员办理。")


class RowsRefused(RuleBroken):
    """Several rows of a list are refused: each rule once, then the names it refuses."""

    code = "rows-refused"
    NAMED = 20

    def __init__(self, refused: list[tuple[str, RowBroken]]) -> None:
        by_rule: dict[str, list[str]] = {}
        for name, broken in refused:
            by_rule.setdefault(broken.rule, []).append(name)
        told = ";".join(f"{rule}:{self._names(names)}" for rule, names in by_rule.items())
        super().__init__(f"名单中有 {len(refused)} 人不能列入。{told}。请移出这些人或改正后再提交。")

    def _names(self, names: list[str]) -> str:
        shown = "、".join(names[: self.NAMED])
        return f"{shown}等 {len(names)} 人" if len(names) > self.NAMED else shown


class SourceNotEmpty(RuleBroken):
    code = "source-not-empty"

    def __init__(self, source: str, balance: Decimal) -> None:
        super().__init__(f"“{source}”还有余额 {format_yuan(balance)} 元,不能停用。请先用完或按规定交回。")


class BeingPaid(WrongStatus):
    code = "being-paid"

    def __init__(self, payee: str) -> None:
        super().__init__(f"{payee} 的一笔已送支付,结果还没有登记,不能停止。请先由资金管理人登记已支付或未付成。")


class ListIssued(WrongStatus):
    code = "list-issued"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年度的公布名单已经印发,不能再次印发;需要时打印已印发的那一份。")


class YearNotBegun(RuleBroken):
    code = "year-not-begun"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年还没有到,不能印发这一年的公布名单。")


class NothingToPublish(RuleBroken):
    code = "nothing-to-publish"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年没有可以公布的支付,不能印发空白名单。")


class DraftNotShown(Refused):
    """A draft shows all sources of the bureau; who keeps one of them waits for the issued list."""

    def __init__(self) -> None:
        super().__init__("公布名单还没有印发。草稿里有全局各项资金,由经办人、负责人、局领导和审计员查看。")


class OccasionYearWrong(RuleBroken):
    """Greetings are for this year or the next."""

    code = "occasion-year-wrong"

    def __init__(self, year: int) -> None:
        super().__init__(f"慰问年度只能是今年或明年,现在填的是 {year} 年。请改正。")


class FormIssued(WrongStatus):
    code = "form-issued"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年度的统计情况表已经印发,不能再次印发;需要时打印已印发的那一份。")


class FormYearNotBegun(RuleBroken):
    code = "form-year-not-begun"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年还没有到,不能印发这一年的统计情况表。")


class ReviewsMissing(RuleBroken):
    """The form of a year needs the reviews of that year."""

    code = "reviews-missing"

    def __init__(self, year: int, count: int) -> None:
        super().__init__(f"{year} 年还有 {count} 位帮扶对象没有复核,不能印发。请先在年度复核里审定。")


class PlaceRefused(RuleBroken):
    """A cell of a template takes nothing."""

    code = "place-refused"


class ContentUnknown(RuleBroken):
    code = "content-unknown"

    def __init__(self) -> None:
        super().__init__("没有这一项,请从列表里选择要填的内容。")


class TemplateFaults(RuleBroken):
    """A template no longer has what its mapping names, or no room for the list."""

    code = "template-faults"

    def __init__(self, faults: list[str]) -> None:
        super().__init__("没有填。" + "".join(faults[:8]))


class NothingMapped(RuleBroken):
    code = "nothing-mapped"

    def __init__(self) -> None:
        super().__init__("还没有指定哪一格填什么。请先点选单元格,选好要填的内容。")


class NotYourAdvance(Refused):
    def __init__(self) -> None:
        super().__init__("这笔预借不是您经手的,由借款人或经办人登记。")


class TakerBarred(RuleBroken):
    """Cash is entrusted to nobody who approved it, pays it out, or is kin to whom it is for."""

    code = "taker-barred"


class OwnAdvance(RuleBroken):
    """Nobody settles an advance they took, told about or handed in."""

    code = "own-advance"

    def __init__(self) -> None:
        super().__init__("这笔预借由您经手或交账,要由另一个人核对报账。请由资金来源的其他管理人办理。")


class AdvanceIncomplete(RuleBroken):
    """An advance or its account lacks what it must show."""

    code = "advance-incomplete"


class AdvanceOpen(RuleBroken):
    code = "advance-open"

    def __init__(self, source: str) -> None:
        super().__init__(f"“{source}”还有没报账的预借现金,不能停用。请先核对报账。")


class NotADonationSource(RuleBroken):
    code = "not-a-donation-source"

    def __init__(self, source: str) -> None:
        super().__init__(f"“{source}”不是捐款资金,不能登记捐款。请先设立性质为“捐款”的资金来源。")


class WishNotKept(RuleBroken):
    """The source admits what the donor does not want."""

    code = "wish-not-kept"

    def __init__(self, source: str) -> None:
        super().__init__(
            f"“{source}”的使用规则超出捐款人指定的用途。指定用途的捐款,要记入只用于这些用途的资金来源;"
            "没有的,请另设一个。"
        )


class DonationReversed(RuleBroken):
    code = "donation-reversed"

    def __init__(self) -> None:
        super().__init__("这笔捐款已经冲销,不能再打印收据。")


class OpeningRefused(RuleBroken):
    code = "opening-refused"

    def __init__(self, count: int) -> None:
        super().__init__(f"有 {count} 行不能导入,所以一行也没有导入。请改正文件后重新上传。")


class OpeningWaits(RuleBroken):
    code = "opening-waits"

    def __init__(self) -> None:
        super().__init__("您已有一份期初在等复核,处理完再提交。")


class SamePersonOpens(RuleBroken):
    """An opening is brought by one person and confirmed by another."""

    code = "same-person-opens"

    def __init__(self) -> None:
        super().__init__("期初要由第二个人复核,提交人自己不能复核。请由负责人、局领导、经办人或其他财务人员办理。")


class CashOut(WrongStatus):
    code = "cash-out"

    def __init__(self, payee: str) -> None:
        super().__init__(
            f"{payee} 的一笔已经预借现金,还没有报账,不能停止。不要再送的,请经手人登记“未送达”,报账时退回。"
        )
