"""Why a handover is refused."""

from office.errors import RuleBroken


class NotHandedOver(RuleBroken):
    """At least one row was refused, so nothing was handed over. `verdicts` maps the pairing's id to its sentence."""

    code = "not-handed-over"

    def __init__(self, verdicts: dict[int, str]) -> None:
        super().__init__(f"有 {len(verdicts)} 人不能移交,这一批都没有登记。请看各行的说明,去掉这些人或改正后再登记。")
        self.verdicts = verdicts


class NothingToHandOver(RuleBroken):
    code = "nothing-to-hand-over"


class HandoverConfirmed(RuleBroken):
    code = "handover-confirmed"

    def __init__(self, side: str) -> None:
        super().__init__(f"{side}已经确认过了。请刷新页面查看。")


class HandoverNotIssued(RuleBroken):
    code = "handover-not-issued"

    def __init__(self) -> None:
        super().__init__("这次移交的结对还没有全部下达,下达后再确认交接。")
