"""Why an act on a need or a helper's report is refused."""

from office.errors import RuleBroken, WrongStatus


class NeedWrongStatus(WrongStatus):
    def __init__(self, now: str, wanted: str) -> None:
        super().__init__(f"这项诉求现在是“{now}”,不能{wanted}。请刷新页面查看最新情况。")


class NeedIncomplete(RuleBroken):
    code = "need-incomplete"


class ReportWrongStatus(WrongStatus):
    def __init__(self, now: str, wanted: str) -> None:
        super().__init__(f"这份报告已是“{now}”,不能改为“{wanted}”。请刷新页面查看最新情况。")


class ReportIncomplete(RuleBroken):
    code = "report-incomplete"


class ReferralWrongStatus(WrongStatus):
    def __init__(self, now: str, wanted: str) -> None:
        super().__init__(f"这份转办现在是“{now}”,不能改为“{wanted}”。请刷新页面查看最新情况。")


class ReferralIncomplete(RuleBroken):
    code = "referral-incomplete"
