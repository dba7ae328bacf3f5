"""Why a pairing is refused."""

from datetime import date

from office.errors import RuleBroken, WrongStatus


class PairingWrongStatus(WrongStatus):
    def __init__(self, now: str, wanted: str) -> None:
        super().__init__(f"这项结对现在是“{now}”,不能改为“{wanted}”。请刷新页面查看最新情况。")


class PersonNotPairable(RuleBroken):
    """The dead, those transferred out and withdrawn or merged records are not paired."""

    code = "person-not-pairable"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} {why},不能结对。")


class HelperNotServing(RuleBroken):
    code = "helper-not-serving"

    def __init__(self, name: str, on: date) -> None:
        super().__init__(
            f"联系人须是在职人员。{name} 在{on.year}年{on.month}月{on.day}日不在职,请改选联系人或起始日期。"
        )


class HelperNotPartyMember(RuleBroken):
    code = "helper-not-party-member"

    def __init__(self, name: str) -> None:
        super().__init__(f"联系人须是在职党员(一名在职党员联系一名离退休人员)。{name} 未登记为党员,请改选联系人。")


class HelperIsRelative(RuleBroken):
    code = "helper-is-relative"

    def __init__(self, helper: str, person: str, relation: str) -> None:
        super().__init__(f"{helper} 已申报与 {person} 有亲属关系({relation}),亲属之间不结对。请改选联系人。")


class OtherBureau(RuleBroken):
    code = "other-bureau"

    def __init__(self) -> None:
        super().__init__("联系人和结对对象须属于同一个局。请改选联系人。")


class QuotaReasonMissing(RuleBroken):
    """More than the post's quota is a warning that wants a reason, not a refusal."""

    code = "quota-reason-missing"

    def __init__(self, name: str, held: int, quota: int) -> None:
        super().__init__(f"{name} 已联系 {held} 人,按职务的名额是 {quota} 人。确需超出的,请填写原因后再保存。")


class AlreadyHasContact(RuleBroken):
    code = "already-has-contact"

    def __init__(self, person: str, helper: str) -> None:
        super().__init__(f"{person} 已有联系人 {helper}。每人只能有一名联系人,请改用“更换联系人”,或先结束原结对。")


class AlreadyPaired(RuleBroken):
    code = "already-paired"

    def __init__(self, person: str, helper: str) -> None:
        super().__init__(f"{helper} 与 {person} 之间已有同类结对或待下达的结对,不必重复登记。")


class PairingDatesWrong(RuleBroken):
    code = "pairing-dates-wrong"


class BatchNotIssued(RuleBroken):
    """At least one row of a batch was refused, so none was issued. `verdicts` maps the pairing's id to its sentence."""

    code = "batch-not-issued"

    def __init__(self, verdicts: dict[int, str]) -> None:
        super().__init__(f"有 {len(verdicts)} 项不能下达,这一批都没有下达。请看各行的说明,去掉这些行或改正后再下达。")
        self.verdicts = verdicts
